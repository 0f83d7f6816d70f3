package dev.hathora.operator.roomv2;

/** Which applications a developer token may see. Asked about every call that needs a token, by many threads at once. */
@FunctionalInterface
public interface Access {
    /**
     * Whether a token is good for an application.
     *
     * @param token the token without {@code Bearer}. Compare it in constant time
     * @param appId an application that may not exist; empty: is the token good for anything?
     */
    Decision decide(String token, String appId);

    /** The answer. */
    enum Decision {
        /** Go on. An application that does not exist is still a 404. */
        ALLOWED,

        /** The token is good, though not for this application, which is answered like one that does not exist: 404. */
        HIDDEN,

        /** The token is not valid here: 401. */
        UNKNOWN_TOKEN
    }
}
