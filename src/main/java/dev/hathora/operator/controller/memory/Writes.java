package dev.hathora.operator.controller.memory;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import dev.hathora.operator.api.HathoraRoom;
import org.jspecify.annotations.Nullable;

/**
 * How our writes of one resource fare: what we wrote last, for as long as a cache may not have heard of it, and what
 * Kubernetes does not take. Guarded by the room's lock, save for {@link #areRefused()}.
 */
public final class Writes {
    private Set<String> superseded = Set.of();
    private @Nullable HathoraRoom written;
    private volatile Map<ResourceWrite, Refusal> refusals = Map.of();
    private int conflicts;
    private String told = "";

    /** The newer of what a cache holds and what we wrote. */
    public HathoraRoom newest(HathoraRoom cached) {
        if (isSuperseded(cached)) {
            return after(cached);
        }
        superseded = Set.of();
        written = null;
        return cached;
    }

    /** What we wrote of the resource after this. */
    public HathoraRoom after(HathoraRoom room) {
        return written != null && isSuperseded(room) ? written : room;
    }

    private boolean isSuperseded(HathoraRoom room) {
        return superseded.contains(room.getMetadata().getResourceVersion());
    }

    /** Remembers that something was stored. What was refused of the resource before is refused of it now. */
    public HathoraRoom wrote(HathoraRoom before, HathoraRoom after) {
        String version = before.getMetadata().getResourceVersion();
        String newVersion = after.getMetadata().getResourceVersion();
        if (!version.equals(newVersion)) {
            superseded = superseded.isEmpty() ? new HashSet<>() : superseded;
            superseded.add(version);
            written = after;
            refusals.forEach((write, refusal) -> {
                if (refusal.version().equals(version)) {
                    refused(write, refusal.movedTo(newVersion));
                }
            });
        }
        return after;
    }

    /** What stands against such a write; null: nothing. */
    @Nullable
    public Refusal refusal(ResourceWrite write) {
        return refusals.get(write);
    }

    /** That status was stored, but not as it was sent; null: it was not, or is refused as a whole. */
    @Nullable
    public Refusal altered() {
        Refusal ofStatus = refusals.get(ResourceWrite.STATUS);
        return ofStatus != null && ofStatus.isAltered() ? ofStatus : null;
    }

    /** Remembers that such a write is not taken. */
    public void refused(ResourceWrite write, Refusal refusal) {
        Map<ResourceWrite, Refusal> now = new EnumMap<>(ResourceWrite.class);
        now.putAll(refusals);
        now.put(write, refusal);
        refusals = now;
    }

    /** Such a write was taken. */
    public void taken(ResourceWrite write) {
        if (refusals.containsKey(write)) {
            Map<ResourceWrite, Refusal> now = new EnumMap<>(refusals);
            now.remove(write);
            refusals = Map.copyOf(now);
        }
        if (write == ResourceWrite.STATUS) {
            told = "";
        }
    }

    /** Whether something is not taken, so that every change of the resource is of interest. Readable without the lock. */
    public boolean areRefused() {
        return !refusals.isEmpty();
    }

    /** Whether this, which status can't say, was not told yet. It counts as told from now on. */
    public boolean isNews(String message) {
        boolean news = !message.equals(told);
        told = message;
        return news;
    }

    /**
     * A pass ended because the resource had changed meanwhile: how many in a row did. The cache counts from now on, even if
     * it lags behind: what we wrote may be of a history that is no more, since etcd was restored.
     */
    public int conflict() {
        superseded = Set.of();
        written = null;
        return ++conflicts;
    }

    /** A pass ended otherwise. */
    public void noConflict() {
        conflicts = 0;
    }
}
