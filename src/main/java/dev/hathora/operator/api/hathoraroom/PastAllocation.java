package dev.hathora.operator.api.hathoraroom;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hathora.operator.api.SharedText;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the history: a period in which one of this resource's rooms ran on a process.
 *
 * @param roomId The room.
 * @param roomAllocationId Hathora's id of this allocation. Absent for a room that ended without ever being placed.
 * @param processId The process. Absent for a room that ended without ever being placed.
 * @param scheduledAt When the room was placed on the process. If Hathora reports no plausible time: when the operator
 *     noticed. Absent for a room that ended without ever being placed.
 * @param unscheduledAt When the room left the process, or when the operator noticed. Absent while the room is there.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PastAllocation(String roomId, @Nullable String roomAllocationId, @Nullable String processId,
        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable Instant scheduledAt,
        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable Instant unscheduledAt) {
    /** Interns the ids, because each occurs several times in a status and in the operator's observations. */
    public PastAllocation {
        roomId = SharedText.of(roomId);
        roomAllocationId = SharedText.orNull(roomAllocationId);
        processId = SharedText.orNull(processId);
    }
}
