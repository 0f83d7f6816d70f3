package dev.hathora.operator.roomv2;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * An application as getApp describes it.
 *
 * @param appId its id
 * @param appName what people call it
 * @param orgId the organization it belongs to
 * @param details the rest; null: whoever tells of it has none
 */
public record App(String appId, String appName, String orgId, @Nullable Details details) {
    /**
     * What is about players and people.
     *
     * @param appSecret the key that players' tokens are signed with
     * @param logins how players may log in
     * @param createdAt when it was made
     */
    public record Details(String appSecret, Logins logins, Instant createdAt) {
        /** Everything but the secret. */
        @Override
        public String toString() {
            return "Details[" + logins + ", " + createdAt + "]";
        }
    }

    /**
     * How players may log in.
     *
     * @param anonymous without a word
     * @param nickname under a name that nobody checks
     * @param googleClientId with an ID token that Google made for this client; null: not at all
     */
    public record Logins(boolean anonymous, boolean nickname, @Nullable String googleClientId) {}
}
