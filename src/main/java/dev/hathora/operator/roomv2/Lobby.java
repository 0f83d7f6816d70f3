package dev.hathora.operator.roomv2;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A room that players made, and that others find.
 *
 * @param appId the application
 * @param roomId its room
 * @param shortCode what players tell each other; another lobby may have the same
 * @param visibility who finds it
 * @param region where its room is
 * @param createdBy the player who made it
 * @param createdAt when
 * @param roomConfig its room's configuration; null: none
 * @param initialConfig a JSON object with what it was made with, in version 2 of the API; null: it is of another version
 * @param state a JSON object with what its game server says of it, in version 2 of the API; null: nothing
 */
public record Lobby(String appId, String roomId, String shortCode, Visibility visibility, String region,
        String createdBy, Instant createdAt, @Nullable String roomConfig, @Nullable String initialConfig,
        @Nullable String state) {

    /** Who finds a lobby. On the wire in lower case. */
    public enum Visibility {
        /** Who knows its room or short code. */
        PRIVATE,
        /** Everybody. */
        PUBLIC,
        /** Its developer, whose game server is on their own machine: the room runs nowhere. */
        LOCAL
    }

    /** What is told of the lobbies in a list besides what all versions of the API tell. */
    public enum Detail {
        /** The configuration of the room. */
        ROOM_CONFIG,
        /** The initial configuration and the state, as in version 2. */
        INITIAL_CONFIG_AND_STATE
    }

    /**
     * A lobby that is wanted.
     *
     * @param roomId the id for its room; null: the service makes one
     * @param shortCode null: the room's id
     */
    public record Wanted(Visibility visibility, String region, @Nullable String roomId, @Nullable String shortCode,
            @Nullable String roomConfig, @Nullable String initialConfig) {}
}
