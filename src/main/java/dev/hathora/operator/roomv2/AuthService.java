package dev.hathora.operator.roomv2;

/** The port behind players' tokens. As for {@link RoomService}, an application that does not exist is refused with 404. */
public interface AuthService {
    /**
     * Makes a token for a player: a JWT, signed with the application's secret, so that its game servers can check it.
     *
     * @throws Refusal 401 where Google does not know the player; 403 where the application does not allow this login; 503
     *     where Google can't be asked
     */
    String login(String appId, Login login);

    /**
     * Checks a player's token, which may also be made by the game's own backend with the application's secret.
     *
     * @return the player's id
     * @throws Refusal 401 where it is not valid for this application
     */
    String player(String appId, String token);
}
