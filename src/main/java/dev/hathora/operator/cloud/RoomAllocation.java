package dev.hathora.operator.cloud;

import java.time.Instant;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import org.jspecify.annotations.Nullable;

/**
 * A period in which a room ran on one process.
 *
 * @param roomAllocationId Hathora's id of this allocation
 * @param processId the process
 * @param scheduledAt its start; null if Hathora reports no plausible time
 * @param unscheduledAt its end; null if it has not ended, or if Hathora reports no plausible time
 */
public record RoomAllocation(String roomAllocationId, String processId,
        @JsonDeserialize(using = TimeReader.class) @Nullable Instant scheduledAt,
        @JsonDeserialize(using = TimeReader.class) @Nullable Instant unscheduledAt) {
    /** Rejects an answer without the ids. */
    public RoomAllocation {
        roomAllocationId = ForeignValue.id("roomAllocationId", roomAllocationId);
        processId = ForeignValue.id("processId", processId);
    }
}
