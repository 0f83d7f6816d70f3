package dev.hathora.operator.simulator;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

import com.sun.net.httpserver.HttpExchange;
import dev.hathora.operator.roomv2.Answer;
import dev.hathora.operator.roomv2.Http;
import dev.hathora.operator.simulator.FaultKind.Body;

/** Sends answers that are not as the API describes them. */
final class BadAnswers {
    private BadAnswers() {}

    /** Sends a body that is not the answer's. */
    static void sendMalformed(HttpExchange exchange, int status, Answer answer, Body shape) throws IOException {
        String json = json(answer);
        switch (shape) {
            case HTML ->
                Http.send(exchange, status, "text/html", bytes("<html><body><h1>Please wait</h1></body></html>"));
            case TRUNCATED_JSON ->
                Http.send(exchange, status, "application/json", bytes(json.substring(0, json.length() / 2)));
            case OVERSIZED -> sendOversized(exchange, status);
            case EMPTY -> Http.send(exchange, status, "application/json", new byte[0]);
        }
    }

    /** Sends the answer's body byte by byte. */
    static void trickle(HttpExchange exchange, int status, Answer answer, Duration over)
            throws IOException, InterruptedException {
        byte[] body = bytes(json(answer));
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

    /** The answer's body; where it has none, an object without members. */
    private static String json(Answer answer) {
        return answer.body() == null ? "{}" : answer.body().toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
