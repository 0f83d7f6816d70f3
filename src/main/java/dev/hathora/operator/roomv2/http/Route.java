package dev.hathora.operator.roomv2.http;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An operation as callers see it.
 *
 * @param name what it is called; unique in a table
 * @param method the HTTP method
 * @param path the path, with its parameters in braces: {@code /rooms/v2/{appId}/info/{roomId}}
 * @param auth whose token it takes
 * @param bodyLimit how long its body may be, in bytes
 * @param handler what it does
 */
public record Route(String name, String method, String path, Auth auth, int bodyLimit, Handler handler) {
    /** Enough for the longest configuration with every character escaped, 60,000 bytes, and the rest. */
    private static final int BODY_LIMIT = 64 * 1024;

    /** Whose token an operation takes. */
    public enum Auth {
        /** Anybody may call. */
        NONE,
        /** A developer, whose token is good for the application in the path. */
        DEVELOPER,
        /** A player. The handler asks who it is before it reads the body. */
        PLAYER
    }

    /** What an operation does. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Processes a call with all its effects.
         *
         * @throws dev.hathora.operator.roomv2.Refusal when it is refused
         */
        Answer answer(Call call);
    }

    /** What an operation does that sends JSON. */
    @FunctionalInterface
    public interface JsonHandler {
        /** Processes a call with all its effects, and tells what is sent. */
        JsonNode answer(Call call);
    }

    /** What an operation does that has nothing to send. */
    @FunctionalInterface
    public interface Action {
        /** Processes a call with all its effects. */
        void apply(Call call);
    }

    /** An operation that only reads, and sends 200 with JSON. */
    public static Route get(String name, String path, Auth auth, JsonHandler handler) {
        return new Route(name, "GET", path, auth, BODY_LIMIT, call -> Answer.of(200, handler.answer(call)));
    }

    /** An operation that sends JSON, with the status that its clients insist on. */
    public static Route post(String name, String path, Auth auth, int success, JsonHandler handler) {
        return new Route(name, "POST", path, auth, BODY_LIMIT, call -> Answer.of(success, handler.answer(call)));
    }

    /** An operation that sends 204 and nothing else. */
    public static Route post(String name, String path, Auth auth, Action action) {
        return new Route(name, "POST", path, auth, BODY_LIMIT, call -> {
            action.apply(call);
            return Answer.noContent();
        });
    }

    /** This operation with another limit to its body, in bytes. */
    public Route withBodyLimit(int bytes) {
        return new Route(name, method, path, auth, bytes, handler);
    }
}
