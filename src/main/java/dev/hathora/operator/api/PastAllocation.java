package dev.hathora.operator.api;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the history: a period in which one of this resource's rooms was placed on a process.
 *
 * @param roomId The room.
 * @param roomAllocationId Hathora's id of this period. Absent for a room that ended without ever being placed.
 * @param processId The process. Absent for a room that ended without ever being placed.
 * @param scheduledAt When the room was placed there, or when the operator noticed where Hathora gives no time that can be.
 *     Absent for a room that ended without ever being placed.
 * @param unscheduledAt When it left the process, or when the operator noticed. Absent while it is there.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PastAllocation(String roomId, @Nullable String roomAllocationId, @Nullable String processId,
        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable Instant scheduledAt,
        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable Instant unscheduledAt) {
    /** Ids are interned: each of them stands in several places of a status, and in what is observed of the room. */
    public PastAllocation {
        roomId = SharedText.of(roomId);
        roomAllocationId = SharedText.orNull(roomAllocationId);
        processId = SharedText.orNull(processId);
    }
}
