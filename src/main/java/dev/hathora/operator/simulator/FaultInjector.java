package dev.hathora.operator.simulator;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.roomv2.http.Answer;
import dev.hathora.operator.roomv2.http.Api;
import dev.hathora.operator.roomv2.http.Call;
import dev.hathora.operator.roomv2.http.Exchange;
import dev.hathora.operator.roomv2.http.Interceptor;
import dev.hathora.operator.roomv2.operations.Wire;
import org.jspecify.annotations.Nullable;

/** Adds latency and faults between callers and the API, and records the answers. */
final class FaultInjector implements Interceptor {
    private final Supplier<World> world;
    private final Faults faults;
    private final History history;
    private final CallCounter counter;
    private final Duration latency;
    private final Executor executor;

    /**
     * @param world the world, for the faults that only it can have; throws if there is another backend
     * @param executor runs late commits; interrupted when the simulator closes
     */
    FaultInjector(Supplier<World> world, Faults faults, History history, CallCounter counter, Duration latency,
            Executor executor) {
        this.world = world;
        this.faults = faults;
        this.history = history;
        this.counter = counter;
        this.latency = latency;
        this.executor = executor;
    }

    @Override
    public void intercept(Exchange exchange, Call call, Api api) throws IOException, InterruptedException {
        // the body of a late commit has to be read now
        call.readBody();
        Thread.sleep(latency);
        handle(exchange, call, api, faults.strike(operation(call), call.roomId()));
    }

    private void handle(Exchange exchange, Call call, Api api, @Nullable FaultKind fault)
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
                executor.execute(() -> commitLate(call, api, late.after()));
                if (late.status() == 0) {
                    exchange.cut();
                } else {
                    exchange.send(Answer.error(late.status(), "simulated fault"));
                }
            }
            case FaultKind.MalformedBody malformed -> {
                Answer answer = api.process(call);
                String body = malformed.body().name().toLowerCase(Locale.ROOT);
                // A 204 can't have a body.
                int status = answer.status() == 204 ? 200 : answer.status();
                record(call, status, "answered, fault: body " + body);
                BadAnswers.sendMalformed(exchange, status, answer, malformed.body());
            }
            case FaultKind.Trickle trickle -> {
                Answer answer = api.process(call);
                int status = answer.status() == 204 ? 200 : answer.status();
                record(call, status, "answered, fault: takes " + trickle.over());
                BadAnswers.trickle(exchange, status, answer, trickle.over());
            }
            case FaultKind.HiddenRoom hidden ->
                answer(exchange, call, hide(api.process(call), hidden.duration()), "answered, fault: hidden");
            case FaultKind.WrongList wrong -> {
                Answer answer = api.process(call);
                answer(exchange, call, answer.body() instanceof ArrayNode rooms
                        ? answer.with(wrongList(rooms, wrong.lie()))
                        : answer, "answered, fault: list");
            }
            case FaultKind.LateList late ->
                answer(exchange, call, lateList(call, api.process(call), late.by()), "answered, fault: list");
        }
    }

    private static Operation operation(Call call) {
        return Stream.of(Operation.values()).filter(known -> known.hathoraName().equals(call.route().name()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(call.route().name() + " is not simulated"));
    }

    private static Answer error(FaultKind.Status status) {
        Duration retryAfter = status.retryAfter();
        return status.dated() && retryAfter != null
                // a date has no fractions of a second
                ? Answer.error(status.status(), status.message(), Instant.now().plus(retryAfter).plusMillis(999))
                : Answer.error(status.status(), status.message(), retryAfter);
    }

    /** Hides the created room from reads for a while. */
    private Answer hide(Answer created, Duration duration) {
        String roomId = created.body() == null ? "" : created.body().path("roomId").asText();
        world.get().hide(roomId, duration);
        return created;
    }

    /** The list as it was some time ago. */
    private Answer lateList(Call call, Answer now, Duration ago) {
        return now.status() == 200
                ? now.with(Wire.roomsWithoutAllocations(
                        world.get().getEarlierRoomsForProcess(call.appId(), call.parameter("processId"),
                                operation(call) == Operation.GET_ACTIVE_ROOMS_FOR_PROCESS, ago)))
                : now;
    }

    /** A wrong list of rooms. */
    private static ArrayNode wrongList(ArrayNode rooms, FaultKind.Lie lie) {
        ArrayNode wrong = JsonNodeFactory.instance.arrayNode();
        switch (lie) {
            case PARTIAL -> IntStream.range(0, rooms.size()).filter(i -> i % 2 == 1).mapToObj(rooms::get)
                    .forEach(wrong::add);
            case EMPTY -> {
                // stays empty
            }
            case FOREIGN -> {
                var foreign = new Room("app-foreign", "foreign", null, RoomStatus.ACTIVE, null, List.of());
                wrong.addAll(rooms).addAll(Wire.roomsWithoutAllocations(List.of(foreign)));
                wrong.addAll(wrong.deepCopy());
            }
        }
        return wrong;
    }

    private void commitLate(Call call, Api api, Duration after) {
        try {
            Thread.sleep(after);
            history.add(call.roomId(), operation(call).hathoraName(), api.process(call).status(),
                    "committed late, unheard");
        } catch (InterruptedException e) {
            // The simulator is closing, so this call never takes effect.
            Thread.currentThread().interrupt();
        }
    }

    private void answer(Exchange exchange, Call call, Answer answer, String effect)
            throws IOException, InterruptedException {
        record(call, answer.status(), effect);
        exchange.send(answer);
    }

    private void cut(Exchange exchange, Call call, String effect) {
        record(call, 0, effect);
        exchange.cut();
    }

    /** Called before the answer is sent, so that the caller finds it already counted. */
    private void record(Call call, int status, String effect) {
        counter.count(operation(call), status);
        history.add(call.roomId(), operation(call).hathoraName(), status, effect);
    }
}
