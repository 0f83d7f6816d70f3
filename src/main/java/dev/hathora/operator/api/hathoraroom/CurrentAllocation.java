package dev.hathora.operator.api.hathoraroom;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hathora.operator.api.SharedText;
import org.jspecify.annotations.Nullable;

/**
 * The current placement of a room on a process.
 *
 * @param roomAllocationId Hathora's id of this allocation.
 * @param processId The process that runs the room: one container of the game server.
 * @param scheduledAt When the room was placed on the process. Absent if Hathora reports no plausible time.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CurrentAllocation(String roomAllocationId, String processId,
        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable Instant scheduledAt) {
    /** Interns the ids, because the history contains them as well. */
    public CurrentAllocation {
        roomAllocationId = SharedText.of(roomAllocationId);
        processId = SharedText.of(processId);
    }
}
