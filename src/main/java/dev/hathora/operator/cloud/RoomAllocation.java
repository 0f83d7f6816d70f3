package dev.hathora.operator.cloud;

import java.time.Instant;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import org.jspecify.annotations.Nullable;

/**
 * A period in which a room was placed on one process.
 *
 * @param roomAllocationId Hathora's id of it
 * @param processId the process
 * @param scheduledAt its begin; null: Hathora gives no time that can be
 * @param unscheduledAt its end; null: it lasts, or Hathora gives no time that can be
 */
public record RoomAllocation(String roomAllocationId, String processId,
        @JsonDeserialize(using = TimeReader.class) @Nullable Instant scheduledAt,
        @JsonDeserialize(using = TimeReader.class) @Nullable Instant unscheduledAt) {
    /** An answer that lacks an id is none. */
    public RoomAllocation {
        roomAllocationId = ForeignValue.id("roomAllocationId", roomAllocationId);
        processId = ForeignValue.id("processId", processId);
    }
}
