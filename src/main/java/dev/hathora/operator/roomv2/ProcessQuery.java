package dev.hathora.operator.roomv2;

import java.time.Instant;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A filter for processes.
 *
 * @param statuses only processes with one of these; empty for all
 * @param regions only processes in one of these; empty for all
 * @param before only processes that were created before this time; null for all
 */
public record ProcessQuery(Set<ProcessInfo.Status> statuses, Set<String> regions, @Nullable Instant before) {
    /** The sets never change. */
    public ProcessQuery {
        statuses = Set.copyOf(statuses);
        regions = Set.copyOf(regions);
    }
}
