package dev.hathora.operator.cloud;

import java.time.Instant;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A period in which a room was placed on one process.
 *
 * @param roomAllocationId Hathora's id of it
 * @param processId the process
 * @param scheduledAt its begin
 * @param unscheduledAt its end, null while it lasts
 */
public record RoomAllocation(String roomAllocationId, String processId, Instant scheduledAt,
        @Nullable Instant unscheduledAt) {
    /** An answer that lacks one of these is none. */
    public RoomAllocation {
        Objects.requireNonNull(roomAllocationId, "roomAllocationId");
        Objects.requireNonNull(processId, "processId");
        Objects.requireNonNull(scheduledAt, "scheduledAt");
    }
}
