package dev.hathora.operator.host.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The record of a lobby.
 *
 * @param appId the application
 * @param roomId its room
 * @param shortCode a code that players can share; not unique
 * @param visibility public, private or local
 * @param region the region of its room
 * @param createdBy the player's id
 * @param createdAt when it was created
 * @param roomConfig its room's configuration, which is stored with the room; null if there is none
 * @param initialConfig a JSON object; null if there is none
 * @param state a JSON object; null if there is none
 */
public record HostedLobby(String appId, String roomId, String shortCode, String visibility, String region,
        String createdBy, Instant createdAt, @Nullable String roomConfig, @Nullable String initialConfig,
        @Nullable String state) {

    /** Which fields are read for the lobbies in a list; the others are null. */
    public enum Detail {
        /** The configuration of the room. */
        ROOM_CONFIG,
        /** The initial configuration and the state. */
        INITIAL_CONFIG_AND_STATE
    }
}
