package dev.hathora.operator.simulator;

import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.jspecify.annotations.Nullable;

/**
 * What a call is answered.
 *
 * @param status the HTTP status
 * @param body the JSON body; null: none
 * @param retryAfter sent as {@code Retry-After}, in whole seconds; null: not sent
 */
record Answer(int status, @Nullable JsonNode body, @Nullable Duration retryAfter) {
    static Answer of(int status, JsonNode body) {
        return new Answer(status, body, null);
    }

    static Answer noContent() {
        return new Answer(204, null, null);
    }

    static Answer error(int status, String message) {
        return error(status, message, null);
    }

    static Answer error(int status, String message, @Nullable Duration retryAfter) {
        return new Answer(status, JsonNodeFactory.instance.objectNode().put("message", message), retryAfter);
    }
}
