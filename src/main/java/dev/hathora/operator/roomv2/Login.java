package dev.hathora.operator.roomv2;

/** The credentials that a player logs in with. */
public sealed interface Login {
    /** None. Each login creates a new player. */
    record Anonymous() implements Login {}

    /**
     * A name, which is not verified. Each login creates a new player.
     *
     * @param nickname 1 to 100 characters
     */
    record Nickname(String nickname) implements Login {}

    /**
     * An ID token from Google.
     *
     * @param idToken a JWT that Google issued
     */
    record Google(String idToken) implements Login {
        /** Does not contain the token. */
        @Override
        public String toString() {
            return "Google[]";
        }
    }
}
