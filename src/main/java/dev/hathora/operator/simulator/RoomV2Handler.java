package dev.hathora.operator.simulator;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import org.jspecify.annotations.Nullable;

/** RoomV2 over HTTP, with latency and faults between the caller and {@link RoomV2}. */
final class RoomV2Handler implements HttpHandler {
    private final RoomV2 api;
    private final Faults faults;
    private final History history;
    private final CallCounter counter;
    private final Duration latency;
    private final Executor executor;

    /** @param executor runs what is committed late; interrupted when the simulator closes */
    RoomV2Handler(RoomV2 api, Faults faults, History history, CallCounter counter, Duration latency,
            Executor executor) {
        this.api = api;
        this.faults = faults;
        this.history = history;
        this.counter = counter;
        this.latency = latency;
        this.executor = executor;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Optional<Call> call = read(exchange);
        if (call.isEmpty()) {
            Http.send(exchange, Answer.error(404, "Not Found"));
            return;
        }
        try {
            Thread.sleep(latency);
            handle(exchange, call.get(), faults.strike(call.get().operation(), call.get().roomId()));
        } catch (InterruptedException e) {
            // The simulator closes.
            Thread.currentThread().interrupt();
            Http.cut(exchange);
        }
    }

    private void handle(HttpExchange exchange, Call call, @Nullable FaultKind fault)
            throws IOException, InterruptedException {
        switch (fault) {
            case null -> answer(exchange, call, api.process(call), "answered");
            case FaultKind.Status status -> {
                if (status.applied()) {
                    api.process(call);
                }
                answer(exchange, call, error(status),
                        status.applied() ? "fault: status after commit" : "fault: status");
            }
            case FaultKind.Delay delay -> {
                Thread.sleep(delay.before());
                Answer answer = api.process(call);
                Thread.sleep(delay.after());
                answer(exchange, call, answer, "answered, fault: delay");
            }
            case FaultKind.DropBeforeCommit drop -> cut(exchange, call, "fault: cut before commit");
            case FaultKind.DropAfterCommit drop -> {
                int status = api.process(call).status();
                cut(exchange, call, "fault: cut after commit instead of " + status);
            }
            case FaultKind.LateCommit late -> {
                record(call, late.status(), "fault: commits " + late.after() + " later");
                executor.execute(() -> commitLate(call, late.after()));
                if (late.status() == 0) {
                    Http.cut(exchange);
                } else {
                    Http.send(exchange, Answer.error(late.status(), "simulated fault"));
                }
            }
            case FaultKind.MalformedBody malformed -> {
                Answer answer = api.process(call);
                String body = malformed.body().name().toLowerCase(Locale.ROOT);
                // A 204 could not carry a body at all.
                int status = answer.status() == 204 ? 200 : answer.status();
                record(call, status, "answered, fault: body " + body);
                Http.sendMalformed(exchange, status, answer, malformed.body());
            }
            case FaultKind.Trickle trickle -> {
                Answer answer = api.process(call);
                int status = answer.status() == 204 ? 200 : answer.status();
                record(call, status, "answered, fault: takes " + trickle.over());
                Http.trickle(exchange, status, answer, trickle.over());
            }
            case FaultKind.HiddenRoom hidden ->
                answer(exchange, call, api.processHidden(call, hidden.duration()), "answered, fault: hidden");
            case FaultKind.WrongList wrong -> {
                Answer answer = api.process(call);
                answer(exchange, call, answer.body() instanceof ArrayNode rooms
                        ? answer.with(Wire.wrongList(rooms, wrong.lie()))
                        : answer, "answered, fault: list");
            }
            case FaultKind.LateList late ->
                answer(exchange, call, api.processLate(call, late.by()), "answered, fault: list");
        }
    }

    private static Answer error(FaultKind.Status status) {
        Duration retryAfter = status.retryAfter();
        return status.dated() && retryAfter != null
                // a second's fraction does not fit into a date
                ? Answer.error(status.status(), status.message(), Instant.now().plus(retryAfter).plusMillis(999))
                : Answer.error(status.status(), status.message(), retryAfter);
    }

    private void commitLate(Call call, Duration after) {
        try {
            Thread.sleep(after);
            history.add(call.roomId(), call.operation().hathoraName(), api.process(call).status(),
                    "committed late, unheard");
        } catch (InterruptedException e) {
            // The simulator closes: this call never takes effect.
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange, Call call, Answer answer, String effect) throws IOException {
        record(call, answer.status(), effect);
        Http.send(exchange, answer);
    }

    private void cut(HttpExchange exchange, Call call, String effect) {
        record(call, 0, effect);
        Http.cut(exchange);
    }

    /** Before the answer goes out, so that its receiver finds it counted. */
    private void record(Call call, int status, String effect) {
        counter.count(call.operation(), status);
        history.add(call.roomId(), call.operation().hathoraName(), status, effect);
    }

    private static Optional<Call> read(HttpExchange exchange) throws IOException {
        String contentType = exchange.getRequestHeaders().getFirst("Content-Type");
        String body = Http.body(exchange);
        boolean json = contentType != null && contentType.toLowerCase(Locale.ROOT).startsWith("application/json");
        return Call.of(exchange.getRequestMethod(), exchange.getRequestURI(),
                exchange.getRequestHeaders().getFirst("Authorization"), json ? body : "");
    }
}
