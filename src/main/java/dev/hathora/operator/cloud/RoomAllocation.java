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
        roomAllocationId = Objects.requireNonNull(roomAllocationId, "roomAllocationId").intern();
        processId = Objects.requireNonNull(processId, "processId").intern();
        Objects.requireNonNull(scheduledAt, "scheduledAt");
    }
}
