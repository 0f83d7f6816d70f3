package dev.hathora.operator.simulator;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

import dev.hathora.operator.roomv2.http.Answer;
import dev.hathora.operator.roomv2.http.Exchange;
import dev.hathora.operator.simulator.FaultKind.Body;

/** Sends answers that violate the API. */
final class BadAnswers {
    private BadAnswers() {}

    /** Sends a different body than the answer's. */
    static void sendMalformed(Exchange exchange, int status, Answer answer, Body shape) throws IOException {
        String json = json(answer);
        switch (shape) {
            case HTML ->
                exchange.send(status, "text/html", bytes("<html><body><h1>Please wait</h1></body></html>"));
            case TRUNCATED_JSON ->
                exchange.send(status, "application/json", bytes(json.substring(0, json.length() / 2)));
            case OVERSIZED -> sendOversized(exchange, status);
            case EMPTY -> exchange.send(status, "application/json", new byte[0]);
        }
    }

    /** Sends the answer's body byte by byte. */
    static void trickle(Exchange exchange, int status, Answer answer, Duration over)
            throws IOException, InterruptedException {
        byte[] body = bytes(json(answer));
        try (OutputStream out = exchange.open(status, "application/json; charset=utf-8", body.length)) {
            for (byte one : body) {
                out.write(one);
                out.flush();
                Thread.sleep(over.dividedBy(body.length));
            }
        }
    }

    private static void sendOversized(Exchange exchange, int status) throws IOException {
        byte[] padding = new byte[64 * 1024];
        Arrays.fill(padding, (byte) 'x');
        try (OutputStream out = exchange.open(status, "application/json", -1)) {
            out.write(bytes("{\"padding\":\""));
            for (int sent = 0; sent < Body.OVERSIZED_BYTES; sent += padding.length) {
                out.write(padding);
            }
            out.write(bytes("\"}"));
        }
    }

    /** The answer's body, or an empty object if it has none. */
    private static String json(Answer answer) {
        return answer.body() == null ? "{}" : answer.body().toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
