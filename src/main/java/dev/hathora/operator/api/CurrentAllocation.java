package dev.hathora.operator.api;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * The period in which a room is placed on one process.
 *
 * @param roomAllocationId Hathora's id of this period.
 * @param processId The process: one running container of the game server.
 * @param scheduledAt When the room was placed there.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record CurrentAllocation(String roomAllocationId, String processId,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant scheduledAt) {
    /** Ids are interned: history has them, too. */
    public CurrentAllocation {
        roomAllocationId = SharedText.of(roomAllocationId);
        processId = SharedText.of(processId);
    }
}
