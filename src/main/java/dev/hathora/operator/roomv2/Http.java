package dev.hathora.operator.roomv2;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;

/** Reads requests from the JDK's HTTP server, and sends answers through it. */
public final class Http {
    /** Room for the longest configuration, escaped, several times over. */
    private static final int BODY_LIMIT = 1024 * 1024;

    private Http() {}

    /** The body, at most 1 MiB of it; what is longer is no JSON any more, and refused for that. */
    public static String body(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readNBytes(BODY_LIMIT), StandardCharsets.UTF_8);
    }

    /** Sends an answer as JSON, and ends the exchange. */
    public static void send(HttpExchange exchange, Answer answer) throws IOException {
        if (answer.retryAfter() != null) {
            exchange.getResponseHeaders().set("Retry-After", answer.retryAfter());
        }
        JsonNode body = answer.body();
        if (body == null) {
            send(exchange, answer.status(), "", new byte[0]);
        } else {
            send(exchange, answer.status(), "application/json; charset=utf-8",
                    body.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * Sends any body, and ends the exchange.
     *
     * @param exchange where to
     * @param status the HTTP status
     * @param contentType what the body is; empty: not sent
     * @param body the bytes; empty: none
     */
    public static void send(HttpExchange exchange, int status, String contentType, byte[] body) throws IOException {
        if (!contentType.isEmpty()) {
            exchange.getResponseHeaders().set("Content-Type", contentType);
        }
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
        exchange.close();
    }

    /** Closes the connection without a byte of an answer. */
    public static void cut(HttpExchange exchange) {
        // The JDK's server closes the connection of an exchange that ends before its headers were sent.
        exchange.close();
    }
}
