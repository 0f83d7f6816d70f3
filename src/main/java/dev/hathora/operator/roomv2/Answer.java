package dev.hathora.operator.roomv2;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.jspecify.annotations.Nullable;

/**
 * What a call is answered.
 *
 * @param status the HTTP status
 * @param body the JSON body; null: none
 * @param retryAfter sent as {@code Retry-After}; null: not sent
 */
public record Answer(int status, @Nullable JsonNode body, @Nullable String retryAfter) {
    /** An answer with a body. */
    public static Answer of(int status, JsonNode body) {
        return new Answer(status, body, null);
    }

    /** Success, with nothing to tell: 204. */
    public static Answer noContent() {
        return new Answer(204, null, null);
    }

    /** An error, with its message as Hathora sends it: <code>{"message": "..."}</code>. */
    public static Answer error(int status, String message) {
        return new Answer(status, message(message), null);
    }

    /** An error that may be tried again after a time, sent in whole seconds; null: nobody knows when. */
    public static Answer error(int status, String message, @Nullable Duration retryAfter) {
        return new Answer(status, message(message), retryAfter == null ? null : Long.toString(retryAfter.toSeconds()));
    }

    /** An error that may be tried again from a time on, sent as a date. */
    public static Answer error(int status, String message, Instant retryAfter) {
        return new Answer(status, message(message),
                DateTimeFormatter.RFC_1123_DATE_TIME.format(retryAfter.atOffset(ZoneOffset.UTC)));
    }

    /** This answer with another body. */
    public Answer with(JsonNode otherBody) {
        return new Answer(status, otherBody, retryAfter);
    }

    private static JsonNode message(String message) {
        return JsonNodeFactory.instance.objectNode().put("message", message);
    }
}
