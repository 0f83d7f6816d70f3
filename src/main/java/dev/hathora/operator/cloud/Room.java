package dev.hathora.operator.cloud;

import java.util.List;
import java.util.Objects;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
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
        @Nullable RoomAllocation currentAllocation,
        @JsonDeserialize(using = ReadableAllocations.class) List<RoomAllocation> allocations) {
    /** How many characters a configuration may have. */
    private static final int LONGEST_CONFIG = 10_000;

    /**
     * Lists are never null and never change. An answer that lacks the rest is none. Ids are interned, here and wherever
     * else they are kept: thousands of rooms mention each of theirs a dozen times, in status and in what is observed.
     */
    public Room {
        appId = ForeignValue.word("appId", appId);
        roomId = ForeignValue.word("roomId", roomId);
        Objects.requireNonNull(status, "status");
        allocations = allocations == null ? List.of() : List.copyOf(allocations);
        if (roomConfig != null && roomConfig.length() > LONGEST_CONFIG) {
            // no configuration of ours: how much longer it is does not matter
            roomConfig = roomConfig.substring(0, LONGEST_CONFIG + 1);
        }
    }
}
