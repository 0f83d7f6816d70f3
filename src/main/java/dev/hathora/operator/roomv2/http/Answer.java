package dev.hathora.operator.roomv2.http;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.jspecify.annotations.Nullable;

/**
 * What a call is answered.
 *
 * @param status the HTTP status
 * @param headers what is sent beside the content's own, such as {@code Retry-After}
 * @param body the JSON body; null: none
 * @param text what is sent instead of the body, as bytes unless the headers say what it is; null: none
 */
public record Answer(int status, Map<String, String> headers, @Nullable JsonNode body, @Nullable Text text) {
    static final String JSON = "application/json; charset=utf-8";
    static final String CONTENT_TYPE = "Content-Type";
    private static final String RETRY_AFTER = "Retry-After";

    /** A text of any length, written while it is sent. */
    @FunctionalInterface
    public interface Text {
        /**
         * Writes all of it. What is flushed is sent.
         *
         * @throws IOException when the caller can't be reached any more, or the rest can't be read
         * @throws InterruptedException when the server stops
         */
        void writeTo(OutputStream out) throws IOException, InterruptedException;
    }

    /** The headers never change. */
    public Answer {
        headers = Map.copyOf(headers);
    }

    /** An answer with a body. */
    public static Answer of(int status, @Nullable JsonNode body) {
        return new Answer(status, Map.of(), body, null);
    }

    /** Success with JSON of any length, written while it is sent. */
    public static Answer json(Text json) {
        return new Answer(200, Map.of(CONTENT_TYPE, JSON), null, json);
    }

    /** Success, with nothing to tell: 204. */
    public static Answer noContent() {
        return of(204, null);
    }

    /** An error, with its message as Hathora sends it: <code>{"message": "..."}</code>. */
    public static Answer error(int status, String message) {
        return of(status, message(message));
    }

    /** An error that may be tried again after a time, sent in whole seconds; null: nobody knows when. */
    public static Answer error(int status, String message, @Nullable Duration retryAfter) {
        return retryAfter == null
                ? error(status, message)
                : error(status, message).with(RETRY_AFTER, Long.toString(retryAfter.toSeconds()));
    }

    /** An error that may be tried again from a time on, sent as a date. */
    public static Answer error(int status, String message, Instant retryAfter) {
        return error(status, message).with(RETRY_AFTER,
                DateTimeFormatter.RFC_1123_DATE_TIME.format(retryAfter.atOffset(ZoneOffset.UTC)));
    }

    /** This answer with another body. */
    public Answer with(JsonNode otherBody) {
        return new Answer(status, headers, otherBody, null);
    }

    /** This answer with this header alone. */
    Answer with(String header, String value) {
        return new Answer(status, Map.of(header, value), body, text);
    }

    private static JsonNode message(String message) {
        return JsonNodeFactory.instance.objectNode().put("message", message);
    }
}
