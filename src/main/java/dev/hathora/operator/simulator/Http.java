package dev.hathora.operator.simulator;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import dev.hathora.operator.simulator.FaultKind.Body;

/** Reads requests and sends answers, good and bad ones. */
final class Http {
    /** Room for the longest configuration, escaped, several times over. */
    private static final int BODY_LIMIT = 1024 * 1024;

    private Http() {}

    /** The body, at most 1 MiB of it; what is longer is no JSON any more, and refused for that. */
    static String body(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readNBytes(BODY_LIMIT), StandardCharsets.UTF_8);
    }

    static void send(HttpExchange exchange, Answer answer) throws IOException {
        if (answer.retryAfter() != null) {
            exchange.getResponseHeaders().set("Retry-After", answer.retryAfter());
        }
        JsonNode body = answer.body();
        if (body == null) {
            send(exchange, answer.status(), "", new byte[0]);
        } else {
            send(exchange, answer.status(), "application/json; charset=utf-8", bytes(body.toString()));
        }
    }

    /** Sends a body that is not the answer's. */
    static void sendMalformed(HttpExchange exchange, int status, Answer answer, Body shape) throws IOException {
        String json = answer.body() == null ? "{}" : answer.body().toString();
        switch (shape) {
            case HTML -> send(exchange, status, "text/html", bytes("<html><body><h1>Please wait</h1></body></html>"));
            case TRUNCATED_JSON ->
                send(exchange, status, "application/json", bytes(json.substring(0, json.length() / 2)));
            case OVERSIZED -> sendOversized(exchange, status);
            case EMPTY -> send(exchange, status, "application/json", new byte[0]);
        }
    }

    /** Sends the answer's body byte by byte. */
    static void trickle(HttpExchange exchange, int status, Answer answer, Duration over)
            throws IOException, InterruptedException {
        byte[] body = bytes(answer.body() == null ? "{}" : answer.body().toString());
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        exchange.sendResponseHeaders(status, body.length);
        try (exchange; OutputStream out = exchange.getResponseBody()) {
            for (byte one : body) {
                out.write(one);
                out.flush();
                Thread.sleep(over.dividedBy(body.length));
            }
        }
    }

    /** Closes the connection without a byte of an answer. */
    static void cut(HttpExchange exchange) {
        // The JDK's server closes the connection of an exchange that ends before its headers were sent.
        exchange.close();
    }

    private static void send(HttpExchange exchange, int status, String contentType, byte[] body) throws IOException {
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

    private static void sendOversized(HttpExchange exchange, int status) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, 0);
        byte[] padding = new byte[64 * 1024];
        Arrays.fill(padding, (byte) 'x');
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes("{\"padding\":\""));
            for (int sent = 0; sent < Body.OVERSIZED_BYTES; sent += padding.length) {
                out.write(padding);
            }
            out.write(bytes("\"}"));
        }
        exchange.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
