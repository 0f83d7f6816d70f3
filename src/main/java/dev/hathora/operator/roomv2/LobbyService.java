package dev.hathora.operator.roomv2;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The port for lobbies. As for {@link RoomService}: many threads call at once, an application that does not exist is
 * refused with 404, and a refused call has changed nothing. A lobby exists as long as its room.
 */
public interface LobbyService {
    /**
     * Creates a lobby with its room. The room is placed on a process unless the lobby is local.
     *
     * @param createdBy the player
     * @throws Refusal 400 if the room's id was used before; 422 if the application is not offered in the region
     */
    Lobby createLobby(String appId, String createdBy, Lobby.Wanted wanted);

    /**
     * The public lobbies, newest first; at most 1,000, and fewer if they are large, because callers need no token.
     *
     * @param region only the lobbies in this region; null for all
     * @param detail which additional fields are read; the others are null
     */
    List<Lobby> publicLobbies(String appId, @Nullable String region, Lobby.Detail detail);

    /** The lobby of a room. @throws Refusal 404 if there is none */
    Lobby lobbyOfRoom(String appId, String roomId);

    /** The newest lobby with a short code. @throws Refusal 404 if there is none */
    Lobby lobbyWithCode(String appId, String shortCode);

    /**
     * Sets the state of a lobby.
     *
     * @param state a JSON object
     * @throws Refusal 404 if there is none
     */
    Lobby setState(String appId, String roomId, String state);
}
