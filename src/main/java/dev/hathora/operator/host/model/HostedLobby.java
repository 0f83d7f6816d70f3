package dev.hathora.operator.host.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The record of a lobby.
 *
 * @param appId the application
 * @param roomId its room
 * @param shortCode what players tell each other; not unique
 * @param visibility public, private or local
 * @param region where its room is
 * @param createdBy the player's id
 * @param createdAt when it was made
 * @param roomConfig its room's configuration, which is the room's record; null: none
 * @param initialConfig a JSON object; null: none
 * @param state a JSON object; null: none
 */
public record HostedLobby(String appId, String roomId, String shortCode, String visibility, String region,
        String createdBy, Instant createdAt, @Nullable String roomConfig, @Nullable String initialConfig,
        @Nullable String state) {

    /** What is read of the lobbies in a list; the rest is null. */
    public enum Detail {
        /** The configuration of the room. */
        ROOM_CONFIG,
        /** The initial configuration and the state. */
        INITIAL_CONFIG_AND_STATE
    }
}
