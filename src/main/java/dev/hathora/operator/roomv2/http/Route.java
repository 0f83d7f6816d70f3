package dev.hathora.operator.roomv2.http;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An operation of the API.
 *
 * @param name its name; unique in a table
 * @param method the HTTP method
 * @param path the path, with its parameters in braces: {@code /rooms/v2/{appId}/info/{roomId}}
 * @param auth the kind of token that it requires
 * @param bodyLimit the maximum size of its body, in bytes
 * @param handler processes the calls
 */
public record Route(String name, String method, String path, Auth auth, int bodyLimit, Handler handler) {
    /** Enough for the longest configuration with every character escaped, 60,000 bytes, and the other fields. */
    public static final int BODY_LIMIT = 64 * 1024;

    /** The kind of token that an operation requires. */
    public enum Auth {
        /** None. */
        NONE,
        /** A developer token that gives access to the application in the path. */
        DEVELOPER,
        /** A player's token. The handler verifies it before it reads the body. */
        PLAYER
    }

    /** Processes the calls of an operation. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Processes a call with all its effects.
         *
         * @throws dev.hathora.operator.roomv2.Refusal if it is refused
         */
        Answer answer(Call call);
    }

    /** Processes the calls of an operation that is answered with JSON. */
    @FunctionalInterface
    public interface JsonHandler {
        /** Processes a call with all its effects, and returns what is sent. */
        JsonNode answer(Call call);
    }

    /** Processes the calls of an operation that is answered without a body. */
    @FunctionalInterface
    public interface Action {
        /** Processes a call with all its effects. */
        void apply(Call call);
    }

    /** An operation that only reads, and is answered with 200 and JSON. */
    public static Route get(String name, String path, Auth auth, JsonHandler handler) {
        return new Route(name, "GET", path, auth, BODY_LIMIT, call -> Answer.of(200, handler.answer(call)));
    }

    /** An operation that is answered with JSON, and with the status that clients require. */
    public static Route post(String name, String path, Auth auth, int success, JsonHandler handler) {
        return new Route(name, "POST", path, auth, BODY_LIMIT, call -> Answer.of(success, handler.answer(call)));
    }

    /** An operation that is answered with 204 and no body. */
    public static Route post(String name, String path, Auth auth, Action action) {
        return new Route(name, "POST", path, auth, BODY_LIMIT, call -> {
            action.apply(call);
            return Answer.noContent();
        });
    }

    /** This operation with another limit for its body, in bytes. */
    public Route withBodyLimit(int bytes) {
        return new Route(name, method, path, auth, bytes, handler);
    }
}
