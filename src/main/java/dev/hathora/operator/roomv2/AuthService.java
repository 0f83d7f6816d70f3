package dev.hathora.operator.roomv2;

/** The port for players' tokens. As for {@link RoomService}, an application that does not exist is refused with 404. */
public interface AuthService {
    /**
     * Creates a token for a player: a JWT that is signed with the application's secret, so that its game servers can
     * verify it.
     *
     * @throws Refusal 401 if Google's token is not valid; 403 if the application does not allow this kind of login; 503
     *     if Google can't be reached
     */
    String login(String appId, Login login);

    /**
     * Verifies a player's token. The game's own backend may also have created it, with the application's secret.
     *
     * @return the player's id
     * @throws Refusal 401 if it is not valid for this application
     */
    String player(String appId, String token);
}
