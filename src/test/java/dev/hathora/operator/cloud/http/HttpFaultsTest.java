package dev.hathora.operator.cloud.http;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.stream.Stream;

import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.Effect;
import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.simulator.Fault;
import dev.hathora.operator.simulator.FaultKind;
import dev.hathora.operator.simulator.FaultKind.Body;
import dev.hathora.operator.simulator.Simulator;
import dev.hathora.operator.simulator.SimulatorOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static dev.hathora.operator.cloud.http.Calls.APP;
import static dev.hathora.operator.cloud.http.Calls.REQUEST;
import static dev.hathora.operator.cloud.http.Calls.ROOM;
import static dev.hathora.operator.cloud.http.Calls.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** What failures of a real server turn into, and that they say the truth about what happened behind them. */
class HttpFaultsTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Simulator simulator = Simulator
            .start(SimulatorOptions.defaults().withToken("dev-token").withBoot(Duration.ZERO));
    private final HttpClient client = HttpHathoraCloud.newHttpClient();
    private final HathoraCloud cloud = new HttpHathoraCloud(simulator.uri(), () -> "dev-token", client,
            CallObserver.NONE);
    private final HathoraCloud impatient = new HttpHathoraCloud(simulator.uri(), () -> "dev-token",
            HttpRoute.of(client),
            CallObserver.NONE, new HttpHathoraCloud.Timeouts(SHORT, SHORT));

    @AfterEach
    void close() {
        client.close();
        simulator.close();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                arguments(FaultKind.Status.of(401), ErrorKind.UNAUTHORIZED, Effect.NOT_APPLIED,
                        "401 Unauthorized: simulated fault"),
                arguments(FaultKind.Status.of(402), ErrorKind.BILLING, Effect.NOT_APPLIED,
                        "402 Payment Required: simulated fault"),
                arguments(FaultKind.Status.of(403), ErrorKind.FORBIDDEN, Effect.NOT_APPLIED,
                        "403 Forbidden: simulated fault"),
                arguments(FaultKind.Status.of(408), ErrorKind.TRANSIENT, Effect.MAYBE_APPLIED,
                        "408 Request Timeout: simulated fault"),
                arguments(new FaultKind.Status(429, "slow down", Duration.ofSeconds(7), false), ErrorKind.THROTTLED,
                        Effect.MAYBE_APPLIED, "429 Too Many Requests: slow down"),
                arguments(FaultKind.Status.of(500), ErrorKind.TRANSIENT, Effect.MAYBE_APPLIED,
                        "500 Internal Server Error: simulated fault"),
                arguments(new FaultKind.Status(504, "late", null, true), ErrorKind.TRANSIENT, Effect.MAYBE_APPLIED,
                        "504 Gateway Timeout: late"),
                arguments(new FaultKind.DropBeforeCommit(), ErrorKind.TRANSIENT, Effect.MAYBE_APPLIED,
                        "lost the connection before an answer came"),
                arguments(new FaultKind.DropAfterCommit(), ErrorKind.TRANSIENT, Effect.MAYBE_APPLIED,
                        "lost the connection before an answer came"),
                arguments(new FaultKind.LateCommit(Duration.ofMillis(100), 0), ErrorKind.TRANSIENT,
                        Effect.MAYBE_APPLIED, "lost the connection before an answer came"),
                arguments(new FaultKind.LateCommit(Duration.ofMillis(100), 502), ErrorKind.TRANSIENT,
                        Effect.MAYBE_APPLIED, "502 Bad Gateway"),
                arguments(new FaultKind.MalformedBody(Body.HTML), ErrorKind.TRANSIENT, Effect.APPLIED,
                        "201 Created, but its body is not JSON"),
                arguments(new FaultKind.MalformedBody(Body.TRUNCATED_JSON), ErrorKind.TRANSIENT, Effect.APPLIED,
                        "201 Created, but its body is not JSON, or is truncated"),
                arguments(new FaultKind.MalformedBody(Body.OVERSIZED), ErrorKind.TRANSIENT, Effect.APPLIED,
                        "201 Created, but its body is larger than 1024 KiB"),
                arguments(new FaultKind.MalformedBody(Body.EMPTY), ErrorKind.TRANSIENT, Effect.APPLIED,
                        "201 Created, but its body is empty"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void failedCreateSaysWhetherTheRoomMayExist(FaultKind fault, ErrorKind kind, Effect effect,
            String message) {
        simulator.faults().add(Fault.on(Operation.CREATE_ROOM, fault).times(1));

        HathoraException failure = failure(() -> cloud.createRoom(APP, ROOM, REQUEST));

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.effect()).isEqualTo(effect);
        assertThat(failure).hasMessageStartingWith("createRoom ").hasMessageContaining(message).hasNoCause();
        switch (effect) {
            case NOT_APPLIED -> assertThat(simulator.rooms()).isEmpty();
            case APPLIED -> assertThat(simulator.rooms()).hasSize(1);
            case MAYBE_APPLIED -> {
                // Both happen, hence the name.
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CREATE_ROOM", "DESTROY_ROOM", "SUSPEND_ROOM", "RESUME_ROOM", "UPDATE_ROOM_CONFIG"})
    void changesAreSentOnce(Operation operation) {
        failure(cloud, Operation.GET_ROOM_INFO); // leaves a connection in the pool, which invites to try another one
        simulator.faults().add(Fault.on(operation, new FaultKind.DropBeforeCommit()));

        assertThat(failure(cloud, operation).effect()).isEqualTo(Effect.MAYBE_APPLIED);

        assertThat(simulator.stats().count(operation)).isEqualTo(1);
    }

    @Test
    void retryAfterIsPassedOn() {
        simulator.faults().add(Fault.on(Operation.GET_ROOM_INFO,
                new FaultKind.Status(429, "slow down", Duration.ofSeconds(7), false)).times(1));
        simulator.faults().add(Fault.on(Operation.GET_ROOM_INFO,
                new FaultKind.Status(503, "maintenance", Duration.ofHours(7), false)).times(1));

        assertThat(failure(cloud, Operation.GET_ROOM_INFO).retryAfter()).hasValue(Duration.ofSeconds(7));
        HathoraException unavailable = failure(cloud, Operation.GET_ROOM_INFO);
        assertThat(unavailable.kind()).isEqualTo(ErrorKind.TRANSIENT);
        assertThat(unavailable.retryAfter()).hasValue(Duration.ofMinutes(5));
    }

    @Test
    void createWithoutAnAnswerMayTakeEffectLater() {
        simulator.faults().add(
                Fault.on(Operation.CREATE_ROOM, new FaultKind.LateCommit(Duration.ofMillis(200), 0)).times(1));

        assertThat(failure(() -> cloud.createRoom(APP, ROOM, REQUEST)).effect()).isEqualTo(Effect.MAYBE_APPLIED);

        Awaitility.await().ignoreExceptionsInstanceOf(HathoraException.class)
                .until(() -> cloud.getRoomInfo(APP, ROOM).status() == RoomStatus.ACTIVE);
    }

    @ParameterizedTest
    @EnumSource
    void bodyThatCannotBeReadIsAnErrorOfEveryOperation(Operation operation) {
        String processId = makeRoom();
        String roomId = operation == Operation.CREATE_ROOM ? "room-2" : ROOM;
        simulator.faults().add(Fault.on(operation, new FaultKind.MalformedBody(Body.HTML)).times(1));

        HathoraException failure = failure(() -> Calls.call(cloud, operation, roomId, processId));

        assertThat(failure.kind()).isEqualTo(ErrorKind.TRANSIENT);
        assertThat(failure).hasMessageContaining("got a malformed answer: 20");
    }

    @ParameterizedTest
    @EnumSource(names = {"GET_ACTIVE_ROOMS_FOR_PROCESS", "GET_INACTIVE_ROOMS_FOR_PROCESS"})
    void listsHaveALimitOfTheirOwn(Operation operation) {
        String processId = makeRoom();
        simulator.faults().add(Fault.on(operation, new FaultKind.MalformedBody(Body.OVERSIZED)).times(1));

        assertThat(failure(() -> Calls.call(cloud, operation, ROOM, processId))).hasMessage(
                operation.hathoraName() + " got a malformed answer: 200 OK, but its body is larger than 16384 KiB");
    }

    @ParameterizedTest
    @EnumSource
    void lateAnswerIsNotWaitedFor(Operation operation) {
        simulator.faults().add(Fault.on(operation, new FaultKind.Delay(Duration.ZERO, LONG)));

        HathoraException failure = failure(impatient, operation);

        assertThat(failure.kind()).isEqualTo(ErrorKind.TRANSIENT);
        assertThat(failure).hasMessage(operation.hathoraName() + " got no answer within 300 ms");
    }

    @Test
    void getConnectionInfoHasATimeoutOfItsOwn() {
        simulator.faults().add(Fault.onAll(new FaultKind.Delay(Duration.ofMillis(900), Duration.ZERO)));
        HathoraCloud mixed = new HttpHathoraCloud(simulator.uri(), () -> "dev-token", HttpRoute.of(client),
                CallObserver.NONE,
                new HttpHathoraCloud.Timeouts(SHORT, LONG));

        mixed.createRoom(APP, ROOM, REQUEST);
        assertThat(failure(mixed, Operation.GET_CONNECTION_INFO))
                .hasMessage("getConnectionInfo got no answer within 300 ms");
    }

    @Test
    void clientCanBeUsedAfterFailures() {
        makeRoom();
        simulator.faults().add(Fault.onAll(new FaultKind.DropAfterCommit()).times(3));
        simulator.faults().add(Fault.onAll(new FaultKind.MalformedBody(Body.OVERSIZED)).times(3));
        simulator.faults().add(Fault.onAll(new FaultKind.Delay(Duration.ZERO, LONG)).times(3));
        for (int call = 0; call < 9; call++) {
            assertThat(failure(impatient, Operation.UPDATE_ROOM_CONFIG).kind()).isEqualTo(ErrorKind.TRANSIENT);
        }

        cloud.updateRoomConfig(APP, ROOM, "still here");
        assertThat(cloud.getRoomInfo(APP, ROOM).roomConfig()).isEqualTo("still here");
    }

    private String makeRoom() {
        return String.valueOf(cloud.createRoom(APP, ROOM, REQUEST).processId());
    }
}
