package dev.hathora.operator.roomv2;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * An application as getApp returns it.
 *
 * @param appId its id
 * @param appName its name
 * @param orgId the organization that it belongs to
 * @param details the rest; null if the implementation has none
 */
public record App(String appId, String appName, String orgId, @Nullable Details details) {
    /**
     * The rest: secret, logins and creation time.
     *
     * @param appSecret the key that players' tokens are signed with
     * @param logins how players may log in
     * @param createdAt when it was created
     */
    public record Details(String appSecret, Logins logins, Instant createdAt) {
        /** Contains everything but the secret. */
        @Override
        public String toString() {
            return "Details[" + logins + ", " + createdAt + "]";
        }
    }

    /**
     * How players may log in.
     *
     * @param anonymous whether they may log in without a name
     * @param nickname whether they may log in with a nickname, which is not verified
     * @param googleClientId the client that Google's ID tokens must be issued for; null if players can't log in with
     *     Google
     */
    public record Logins(boolean anonymous, boolean nickname, @Nullable String googleClientId) {}
}
