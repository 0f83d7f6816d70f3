package dev.hathora.operator.cloud;

/**
 * An application as Hathora describes it, as far as it matters here.
 *
 * @param appId its id
 */
public record Application(String appId) {
    /** An answer that lacks the id is none. */
    public Application {
        appId = ForeignValue.word("appId", appId);
    }
}
