package dev.hathora.operator.cloud;

/**
 * An application on Hathora. Only the fields that the operator needs.
 *
 * @param appId its id
 */
public record Application(String appId) {
    /** Rejects an answer without the id. */
    public Application {
        appId = ForeignValue.word("appId", appId);
    }
}
