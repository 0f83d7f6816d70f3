package dev.hathora.operator.roomv2;

/**
 * Decides which applications a developer token gives access to. Called for each call that needs a developer token, by
 * many threads at once.
 */
@FunctionalInterface
public interface Access {
    /**
     * Decides whether a token gives access to an application.
     *
     * @param token the token without {@code Bearer}. Compare it in constant time
     * @param appId the application, which may not exist; empty if the call names none, so that only the token is
     *     checked
     */
    Decision decide(String token, String appId);

    /** The decision. */
    enum Decision {
        /** The call is processed. An application that does not exist is still answered with 404. */
        ALLOWED,

        /** The token is valid, but not for this application, which is treated like one that does not exist: 404. */
        HIDDEN,

        /** The token is not valid: 401. */
        UNKNOWN_TOKEN
    }
}
