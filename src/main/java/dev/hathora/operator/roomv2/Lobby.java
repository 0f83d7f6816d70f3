package dev.hathora.operator.roomv2;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A room that a player created, and that other players can find.
 *
 * @param appId the application
 * @param roomId its room
 * @param shortCode a code that players can share; not unique
 * @param visibility who can find it
 * @param region the region of its room
 * @param createdBy the id of the player who created it
 * @param createdAt when it was created
 * @param roomConfig its room's configuration; null if there is none
 * @param initialConfig the JSON object that it was created with, in version 2 of the API; null if it was created with
 *     another version
 * @param state the JSON object that its game server has set, in version 2 of the API; null if none was set
 */
public record Lobby(String appId, String roomId, String shortCode, Visibility visibility, String region,
        String createdBy, Instant createdAt, @Nullable String roomConfig, @Nullable String initialConfig,
        @Nullable String state) {

    /** Who can find a lobby. The values on the wire are the lower-case names. */
    public enum Visibility {
        /** Players who know its room id or short code. */
        PRIVATE,
        /** Everybody. */
        PUBLIC,
        /** Its developer, who runs the game server on their own machine: the room is not placed on a process. */
        LOCAL
    }

    /** The fields of the lobbies in a list, in addition to those that all versions of the API have. */
    public enum Detail {
        /** The configuration of the room. */
        ROOM_CONFIG,
        /** The initial configuration and the state, as in version 2. */
        INITIAL_CONFIG_AND_STATE
    }

    /**
     * A lobby that is to be created.
     *
     * @param roomId the id for its room; null if the service is to generate one
     * @param shortCode its short code; null for the room's id
     */
    public record Wanted(Visibility visibility, String region, @Nullable String roomId, @Nullable String shortCode,
            @Nullable String roomConfig, @Nullable String initialConfig) {}
}
