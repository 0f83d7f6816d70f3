package dev.hathora.operator.api;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The period in which a room is placed on one process.
 *
 * @param roomAllocationId Hathora's id of this period.
 * @param processId The process: one running container of the game server.
 * @param scheduledAt When the room was placed there. Absent where Hathora gives no time that can be.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CurrentAllocation(String roomAllocationId, String processId,
        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable Instant scheduledAt) {
    /** Ids are interned: history has them, too. */
    public CurrentAllocation {
        roomAllocationId = SharedText.of(roomAllocationId);
        processId = SharedText.of(processId);
    }
}
