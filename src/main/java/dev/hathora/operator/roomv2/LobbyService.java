package dev.hathora.operator.roomv2;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The port behind lobbies. As for {@link RoomService}: many threads call at once, an application that does not exist is
 * refused with 404, what is refused has changed nothing. A lobby exists as long as its room.
 */
public interface LobbyService {
    /**
     * Makes a lobby with its room, which is placed on a process unless the lobby is local.
     *
     * @param createdBy the player
     * @throws Refusal 400 where the room's id was used before; 422 for a region where the application is not offered
     */
    Lobby createLobby(String appId, String createdBy, Lobby.Wanted wanted);

    /**
     * The public lobbies, newest first; at most 1,000, and fewer where they are long: anybody may ask for them.
     *
     * @param region only those there; null: all
     * @param detail what is told of them besides; the rest is null
     */
    List<Lobby> publicLobbies(String appId, @Nullable String region, Lobby.Detail detail);

    /** The lobby of a room. @throws Refusal 404 where there is none */
    Lobby lobbyOfRoom(String appId, String roomId);

    /** The newest lobby with a short code. @throws Refusal 404 where there is none */
    Lobby lobbyWithCode(String appId, String shortCode);

    /**
     * Says what is going on in a lobby.
     *
     * @param state a JSON object
     * @throws Refusal 404 where there is none
     */
    Lobby setState(String appId, String roomId, String state);
}
