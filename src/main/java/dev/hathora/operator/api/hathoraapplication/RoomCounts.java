package dev.hathora.operator.api.hathoraapplication;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * How many rooms there are.
 *
 * @param active Rooms that are on a game server, which may still be starting.
 * @param suspended Rooms without a game server, which can be resumed.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RoomCounts(int active, int suspended) {}
