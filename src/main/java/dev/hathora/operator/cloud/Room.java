package dev.hathora.operator.cloud;

import java.util.List;
import java.util.Objects;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import org.jspecify.annotations.Nullable;

/**
 * A room as Hathora returns it ({@code Room}, or {@code RoomWithoutAllocations} with an empty history).
 *
 * @param appId the application
 * @param roomId the room
 * @param roomConfig the configuration, which the game server may have changed
 * @param status the allocation status
 * @param currentAllocation the current allocation
 * @param allocations all allocations, in Hathora's order; empty in answers to list operations
 */
public record Room(String appId, String roomId, @Nullable String roomConfig, RoomStatus status,
        @Nullable RoomAllocation currentAllocation,
        @JsonDeserialize(using = ReadableAllocations.class) List<RoomAllocation> allocations) {
    /** The maximum length of a configuration. */
    private static final int LONGEST_CONFIG = 10_000;

    /**
     * Makes lists immutable and never null. Rejects an answer in which another field is missing. Interns the ids,
     * because each occurs a dozen times in status and observations, for thousands of rooms.
     */
    public Room {
        appId = ForeignValue.word("appId", appId);
        roomId = ForeignValue.word("roomId", roomId);
        Objects.requireNonNull(status, "status");
        allocations = allocations == null ? List.of() : List.copyOf(allocations);
        if (roomConfig != null && roomConfig.length() > LONGEST_CONFIG) {
            // too long to be our configuration: its exact length does not matter
            roomConfig = roomConfig.substring(0, LONGEST_CONFIG + 1);
        }
    }
}
