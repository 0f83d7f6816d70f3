package dev.hathora.operator.cloud;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A room as Hathora describes it ({@code Room}; {@code RoomWithoutAllocations} where the history is empty).
 *
 * @param appId the application
 * @param roomId the room
 * @param roomConfig the configuration that the game server reads, and may have changed
 * @param status the allocation status
 * @param currentAllocation where the room is placed now
 * @param allocations where it was placed so far, in the order Hathora gives them; empty in the answers of the lists
 */
public record Room(String appId, String roomId, @Nullable String roomConfig, RoomStatus status,
        @Nullable RoomAllocation currentAllocation, List<RoomAllocation> allocations) {
    /**
     * Lists are never null and never change. An answer that lacks the rest is none. Ids are interned, here and wherever
     * else they are kept: thousands of rooms mention each of theirs a dozen times, in status and in what is observed.
     */
    public Room {
        appId = Objects.requireNonNull(appId, "appId").intern();
        roomId = Objects.requireNonNull(roomId, "roomId").intern();
        Objects.requireNonNull(status, "status");
        allocations = allocations == null ? List.of() : List.copyOf(allocations);
    }
}
