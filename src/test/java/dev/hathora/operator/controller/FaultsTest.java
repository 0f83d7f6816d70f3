package dev.hathora.operator.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroom.Phase;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.simulator.Fault;
import dev.hathora.operator.simulator.FaultKind;
import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.MockCluster;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.Thorough;
import dev.hathora.operator.testing.ThoroughAfter;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Hathora fails in every possible way, once or several times. The room is still created exactly once, and destroyed for
 * certain.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
@NullUnmarked // a null where there should be none fails the test by itself
@Order(1)
class FaultsTest {
    private static final Duration SOON = Duration.ofMillis(1500);

    private final AtomicInteger number = new AtomicInteger();
    private MockCluster cluster = new MockCluster();
    private OperatorFixture operator = new OperatorFixture(cluster.client(), "games",
            SimulatorOptions.defaults().withBoot(Duration.ofMillis(100)), Duration.ofSeconds(1));

    @BeforeAll
    void forgetDestroyedRooms() {
        operator.hathora().forgetDestroyedRoomsAfter(Duration.ZERO);
    }

    @AfterAll
    void stop() {
        operator.close();
        cluster.close();
    }

    static Stream<Arguments> faults() {
        Stream<Arguments> always = Stream.of(
                arguments("the call never arrives", new FaultKind.DropBeforeCommit()),
                arguments("the answer is lost", new FaultKind.DropAfterCommit()),
                arguments("a server error, nothing done", FaultKind.Status.of(500)),
                arguments("a server error, after it was done", new FaultKind.Status(500, "oops", null, true)),
                arguments("unavailable, with Retry-After",
                        new FaultKind.Status(503, "later", Duration.ofSeconds(1), false)),
                arguments("too many calls, and no word for how long", FaultKind.Status.of(429)),
                arguments("more than anybody is willing to read",
                        new FaultKind.MalformedBody(FaultKind.Body.OVERSIZED)),
                arguments("an error now, and it is done seconds later", new FaultKind.LateCommit(SOON, 503)),
                arguments("a proxy's page instead of an answer", new FaultKind.MalformedBody(FaultKind.Body.HTML)));
        // read by the same code as one of those, which ErrorMappingTest and HttpFaultsTest test row by row
        Stream<Arguments> alike = Stream.of(
                arguments("a bad gateway, nothing done", FaultKind.Status.of(502)),
                arguments("a gateway's timeout, after it was done", new FaultKind.Status(504, "timeout", null, true)),
                arguments("a request timeout, nothing done", FaultKind.Status.of(408)),
                arguments("unavailable until a date",
                        new FaultKind.Status(503, "later", Duration.ofSeconds(1), false, true)),
                arguments("unavailable", FaultKind.Status.of(503)),
                arguments("a request timeout, with Retry-After",
                        new FaultKind.Status(408, "later", Duration.ofSeconds(1), false)),
                arguments("too many calls until a date",
                        new FaultKind.Status(429, "slow down", Duration.ofSeconds(1), false, true)),
                arguments("too many calls", new FaultKind.Status(429, "slow down", Duration.ofSeconds(1), false)),
                arguments("half an answer", new FaultKind.MalformedBody(FaultKind.Body.TRUNCATED_JSON)),
                arguments("no body", new FaultKind.MalformedBody(FaultKind.Body.EMPTY)));
        return Thorough.Rows.of(always, alike);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void oneRoomIsMadeWhateverBecomesOfTheCreate(String reason, FaultKind kind) {
        String name = name();
        operator.hathora().faults().add(Fault.on(Operation.CREATE_ROOM, kind).forRoom(name).times(2));

        operator.apply(name, "region: Tokyo\nroomId: " + name);

        assertThat(operator.awaitReason(name, "Active").roomId()).isEqualTo(name);
        assertThat(rooms(name)).describedAs(history(name)).hasSize(1);
    }

    @ParameterizedTest(name = "{0}")
    @ThoroughAfter(5)
    @MethodSource("faults")
    void aRoomThatCanNotBeLookedAtIsNeitherForgottenNorMadeAnew(String reason, FaultKind kind) {
        String name = name();
        operator.hathora().faults().add(Fault.on(Operation.GET_ROOM_INFO, kind).forRoom(name).times(3));
        operator.hathora().faults().add(Fault.on(Operation.GET_CONNECTION_INFO, kind).forRoom(name).times(2));

        operator.apply(name, "region: Tokyo\nroomId: " + name);

        operator.awaitReason(name, "Active");
        assertThat(rooms(name)).describedAs(history(name)).hasSize(1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void aListThatFailsEndsNoRoom(String reason, FaultKind kind) {
        String name = name();
        operator.apply(name, "region: Tokyo\nroomId: " + name);
        operator.awaitReason(name, "Active");
        operator.hathora().faults().add(Fault.on(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS, kind).times(3));

        long lists = operator.calls(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS);
        // the lists that fail for the other rooms of this table slow these down
        await().atMost(Duration.ofSeconds(60))
                .until(() -> operator.calls(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS) > lists + 3);
        operator.awaitReason(name, "Active");
        assertThat(rooms(name)).describedAs(history(name)).extracting(SimulatedRoom::destroyedAt)
                .containsExactly((Instant) null);
    }

    @ParameterizedTest(name = "{0}")
    @ThoroughAfter(2)
    @MethodSource("faults")
    void theResourceGoesOnlyWhenTheRoomIsGone(String reason, FaultKind kind) {
        String name = name();
        operator.apply(name, "region: Tokyo\nroomId: " + name);
        operator.awaitReason(name, "Active");
        operator.hathora().faults().add(Fault.on(Operation.DESTROY_ROOM, kind).forRoom(name).times(2));
        operator.hathora().faults().add(Fault.on(Operation.GET_ROOM_INFO, kind).forRoom(name).times(1));

        operator.resource(name).delete();

        operator.awaitGone(name);
        assertThat(rooms(name)).describedAs(history(name)).extracting(SimulatedRoom::destroyedAt)
                .allMatch(Objects::nonNull);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void aSuspensionHoldsAndAResumeComesThrough(String reason, FaultKind kind) {
        String name = name();
        operator.apply(name, "region: Tokyo\nroomId: " + name);
        operator.awaitReason(name, "Active");
        operator.hathora().faults().add(Fault.on(Operation.SUSPEND_ROOM, kind).forRoom(name).times(2));
        operator.edit(name, "state: Suspended");
        assertThat(operator.awaitReason(name, "Suspended").phase()).isEqualTo(Phase.SUSPENDED);
        assertThat(operator.hathora().wakeUps(name)).describedAs(history(name)).isZero();

        operator.hathora().faults().add(Fault.on(Operation.RESUME_ROOM, kind).forRoom(name).times(1));
        operator.edit(name, "state: Active");

        operator.awaitReason(name, "Active");
        assertThat(rooms(name)).describedAs(history(name)).hasSize(1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void aConfigurationArrives(String reason, FaultKind kind) {
        String name = name();
        operator.apply(name, "region: Tokyo\nroomConfig: one\nroomId: " + name);
        operator.awaitReason(name, "Active");
        operator.hathora().faults().add(Fault.on(Operation.UPDATE_ROOM_CONFIG, kind).forRoom(name).times(2));

        operator.edit(name, "roomConfig: two");

        operator.await(name, "active in its second generation", s -> s.observedGeneration() == 2
                && s.condition("Ready").getReason().equals("Active"));
        assertThat(rooms(name)).describedAs(history(name)).extracting(SimulatedRoom::roomConfig).containsExactly("two");
    }

    private String name() {
        return "fault-" + number.incrementAndGet();
    }

    private List<SimulatedRoom> rooms(String roomId) {
        return operator.hathora().rooms().stream().filter(r -> r.roomId().equals(roomId)).toList();
    }

    private String history(String roomId) {
        StringBuilder text = new StringBuilder("what happened to the room:\n");
        operator.hathora().history(roomId).forEach(entry -> text.append(entry).append('\n'));
        return text.toString();
    }
}
