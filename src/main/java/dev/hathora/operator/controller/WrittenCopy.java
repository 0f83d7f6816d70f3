package dev.hathora.operator.controller;

import java.util.HashSet;
import java.util.Set;

import dev.hathora.operator.api.HathoraRoom;
import org.jspecify.annotations.Nullable;

/** What we wrote of a resource last, for as long as a cache may not have heard of it. */
final class WrittenCopy {
    private Set<String> superseded = Set.of();
    private @Nullable HathoraRoom written;

    /** The newer of what a cache holds and what we wrote. */
    HathoraRoom newest(HathoraRoom cached) {
        if (written != null && superseded.contains(cached.getMetadata().getResourceVersion())) {
            return written;
        }
        superseded = Set.of();
        written = null;
        return cached;
    }

    /** Remembers a write of ours. */
    HathoraRoom wrote(HathoraRoom before, HathoraRoom after) {
        String version = before.getMetadata().getResourceVersion();
        if (!version.equals(after.getMetadata().getResourceVersion())) {
            superseded = superseded.isEmpty() ? new HashSet<>() : superseded;
            superseded.add(version);
            written = after;
        }
        return after;
    }
}
