package dev.hathora.operator.roomv2;

import java.time.Instant;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Which processes are meant.
 *
 * @param statuses those in one of these; empty: all
 * @param regions those in one of these; empty: all
 * @param before those made before; null: all
 */
public record ProcessQuery(Set<ProcessInfo.Status> statuses, Set<String> regions, @Nullable Instant before) {
    /** The sets never change. */
    public ProcessQuery {
        statuses = Set.copyOf(statuses);
        regions = Set.copyOf(regions);
    }
}
