package dev.hathora.operator.roomv2;

/** What a player says to log in. */
public sealed interface Login {
    /** Nothing: it is a new player. */
    record Anonymous() implements Login {}

    /**
     * A name, which nobody checks: it is a new player.
     *
     * @param nickname 1 to 100 characters
     */
    record Nickname(String nickname) implements Login {}

    /**
     * That Google knows them.
     *
     * @param idToken a JWT of Google's
     */
    record Google(String idToken) implements Login {
        /** That there is one. */
        @Override
        public String toString() {
            return "Google[]";
        }
    }
}
