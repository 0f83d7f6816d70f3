package dev.hathora.operator.controller;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.simulator.Fault;
import dev.hathora.operator.simulator.FaultKind;
import dev.hathora.operator.simulator.FaultKind.Lie;
import dev.hathora.operator.simulator.HistoryEntry;
import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.JumpingClock;
import dev.hathora.operator.testing.MockCluster;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.Thorough;
import dev.hathora.operator.testing.ThoroughAfter;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** What something between Hathora and the operator may answer in its own name, once or twice, alone or in pairs. */
@Execution(ExecutionMode.CONCURRENT)
@NullUnmarked // a null where there should be none fails the test by itself
class GatewayLiesTest {
    private static final String NAME = "lobby";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final FaultKind NOT_FOUND = new FaultKind.Status(404, "no route matched", null, false);

    private final MockCluster cluster = new MockCluster();
    private final OperatorFixture operator = new OperatorFixture(cluster.client(), "games",
            SimulatorOptions.defaults().withBoot(Duration.ofMillis(100)), Duration.ofMillis(500));

    @AfterEach
    void stop() {
        operator.close();
        cluster.close();
    }

    static Stream<Arguments> changesThatAreRefusedAndMade() {
        return Stream.of(Operation.CREATE_ROOM, Operation.UPDATE_ROOM_CONFIG, Operation.SUSPEND_ROOM,
                Operation.RESUME_ROOM, Operation.DESTROY_ROOM).flatMap(
                        operation -> Stream.of(
                                arguments(operation, "429", new FaultKind.Status(429, "slow", null, true)),
                                arguments(operation, "500 with Retry-After",
                                        new FaultKind.Status(500, "oops", Duration.ofSeconds(1), true)),
                                arguments(operation, "502 with Retry-After",
                                        new FaultKind.Status(502, "later", Duration.ofSeconds(1), true))));
    }

    @ParameterizedTest(name = "{0} is answered {1}, and takes effect")
    @MethodSource("changesThatAreRefusedAndMade")
    void aRefusalIsNoProofThatNothingWasDone(Operation operation, String how, FaultKind kind) {
        operator.hathora().faults().add(Fault.on(operation, kind).times(1));

        String roomId = aLife(operation);

        assertThat(operator.hathora().rooms()).as(history()).hasSize(1);
        assertThat(operator.room(roomId).destroyedAt()).as(history()).isNotNull();
    }

    /** From its creation to its end, with every change in it. */
    private String aLife(Operation struck) {
        operator.apply(NAME, "region: Tokyo\nroomConfig: one");
        String roomId = Objects.requireNonNull(awaitReason("Active"));
        operator.edit(NAME, "roomConfig: two");
        await().atMost(PATIENCE).until(() -> "two".equals(operator.room(roomId).roomConfig()));
        operator.edit(NAME, "state: Suspended");
        awaitReason("Suspended");
        operator.edit(NAME, "state: Active");
        awaitReason("Active");
        operator.resource(NAME).delete();
        operator.awaitGone(NAME);
        assertThat(operator.hathora().faults().struck()).as("%s was struck", struck).isEmpty();
        return roomId;
    }

    static Stream<Arguments> failures() {
        return Stream.of(arguments("500", FaultKind.Status.of(500)),
                arguments("502 with Retry-After", new FaultKind.Status(502, "later", Duration.ofSeconds(1), false)),
                arguments("404", NOT_FOUND), arguments("429", FaultKind.Status.of(429)),
                arguments("401", FaultKind.Status.of(401)),
                arguments("a page", new FaultKind.MalformedBody(FaultKind.Body.HTML)),
                arguments("half a list", new FaultKind.MalformedBody(FaultKind.Body.TRUNCATED_JSON)));
    }

    @ParameterizedTest(name = "{0}")
    @ThoroughAfter(3)
    @MethodSource("failures")
    void aSuspendedRoomStaysSoWhileItsListFails(String how, FaultKind kind) {
        String roomId = operator.active(NAME, "region: Tokyo");
        operator.edit(NAME, "state: Suspended");
        awaitReason("Suspended");
        operator.hathora().faults().add(Fault.on(Operation.GET_INACTIVE_ROOMS_FOR_PROCESS, kind).times(3));

        await("struck").atMost(PATIENCE).until(() -> operator.hathora().faults().struck().isEmpty());
        operator.awaitSuccesses(Operation.GET_INACTIVE_ROOMS_FOR_PROCESS, 1);

        awaitReason("Suspended");
        assertThat(operator.hathora().history(roomId)).noneMatch(HistoryEntry::endsSuspension);
        assertThat(operator.changes(roomId)).containsExactly("createRoom", "suspendRoom");
    }

    @ParameterizedTest(name = "{0} times")
    @ValueSource(ints = {1, 3})
    void aRoomThatWasSeenIsNotGoneBecauseAGatewaySaysSo(int times) {
        String roomId = operator.active(NAME, "region: Tokyo");
        operator.hathora().faults().add(Fault.on(Operation.GET_ROOM_INFO, NOT_FOUND).forRoom(roomId).times(times));
        operator.hathora().faults().add(Fault.on(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS,
                new FaultKind.WrongList(Lie.EMPTY)).times(2 * times));

        await("struck").atMost(PATIENCE).until(() -> operator.hathora().faults().struck().isEmpty());
        operator.awaitSuccesses(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS, 4);

        assertThat(operator.hathora().rooms()).as(history()).hasSize(1);
        assertThat(awaitReason("Active")).isEqualTo(roomId);
    }

    @ParameterizedTest(name = "{0} times")
    @ValueSource(ints = {1, 3})
    void aResourceIsNotReleasedBecauseAGatewaySaysThatItsRoomIsGone(int times) {
        String roomId = operator.active(NAME, "region: Tokyo");
        Stream.of(Operation.DESTROY_ROOM, Operation.GET_ROOM_INFO).forEach(operation -> operator.hathora().faults()
                .add(Fault.on(operation, NOT_FOUND).forRoom(roomId).times(times)));

        operator.resource(NAME).delete();
        operator.awaitGone(NAME);

        assertThat(operator.room(roomId).destroyedAt()).as(history()).isNotNull();
    }

    @ParameterizedTest(name = "{0}, made: {1}")
    @ThoroughAfter(3)
    @MethodSource
    void aConflictInWordsThatNobodyKnowsIsLookedUp(int status, boolean made) {
        operator.hathora().faults().add(Fault.on(Operation.CREATE_ROOM,
                new FaultKind.Status(status, "E1042: slot taken by peer", null, made)).times(1));

        operator.apply(NAME, "region: Tokyo");

        // refused for a reason that is not known: a human is called, and it is tried again now and then
        awaitReason(made || status == 409 ? "Active" : "RequestRejected");
        assertThat(operator.hathora().rooms()).as(history()).hasSizeLessThanOrEqualTo(1);
    }

    static Stream<Arguments> aConflictInWordsThatNobodyKnowsIsLookedUp() {
        return Stream.of(400, 409, 422).flatMap(status -> Stream.of(arguments(status, true), arguments(status, false)));
    }

    static Stream<Arguments> pairs() {
        List<FaultKind> ofTheCreate = List.of(new FaultKind.DropAfterCommit(),
                new FaultKind.LateCommit(Duration.ofMillis(1500), 503), FaultKind.Status.of(500),
                new FaultKind.HiddenRoom(Duration.ofMillis(1500)));
        List<FaultKind> ofTheLook = List.of(FaultKind.Status.of(502),
                new FaultKind.MalformedBody(FaultKind.Body.TRUNCATED_JSON), new FaultKind.DropBeforeCommit(),
                NOT_FOUND);
        return ofTheLook.stream().flatMap(look -> ofTheCreate.stream().map(create -> arguments(create, look)));
    }

    @ParameterizedTest(name = "createRoom {0}, then getRoomInfo {1}")
    @ThoroughAfter(4)
    @MethodSource("pairs")
    void oneRoomComesOfTwoLiesInARow(FaultKind ofTheCreate, FaultKind ofTheLook) {
        operator.hathora().faults().add(Fault.on(Operation.CREATE_ROOM, ofTheCreate).times(1));
        operator.hathora().faults().add(Fault.on(Operation.GET_ROOM_INFO, ofTheLook).times(2));

        operator.apply(NAME, "region: Tokyo");
        awaitReason("Active");
        await("struck").atMost(PATIENCE).until(() -> operator.hathora().faults().struck().isEmpty()
                || operator.calls(Operation.GET_ROOM_INFO) > 0);
        assertThat(operator.hathora().rooms()).as(history()).hasSize(1);
        operator.resource(NAME).delete();
        operator.awaitGone(NAME);

        assertThat(operator.hathora().rooms()).as(history()).singleElement()
                .extracting(SimulatedRoom::destroyedAt).isNotNull();
    }

    @Test
    void aRoomThatComesUpLongAfterItsCallIsSuspendedAllTheSame() {
        JumpingClock clock = new JumpingClock();
        operator.stopOperator();
        operator.startOperator(clock);
        lateCreate(clock, "state: Suspended");

        await("it comes up").atMost(PATIENCE).until(() -> !operator.liveRooms().isEmpty());

        await("it is suspended").atMost(PATIENCE).until(() -> operator.liveRooms().stream()
                .allMatch(room -> room.status() == RoomStatus.SUSPENDED));
    }

    @Test
    @Thorough
    void aClockThatIsPutForwardEndsNoWaitForACreateThatIsUnderWay() {
        JumpingClock clock = new JumpingClock();
        operator.stopOperator();
        operator.startOperator(new SteadyClock(clock, System::nanoTime));
        lateCreate(clock, "");

        operator.resource(NAME).delete();
        operator.awaitReason(NAME, "Deleting");
        clock.jump(Duration.ofSeconds(40));
        await("it comes up").atMost(PATIENCE).until(() -> !operator.hathora().rooms().isEmpty());
        operator.awaitGone(NAME);

        assertThat(operator.liveRooms()).as("it was waited for").isEmpty();
    }

    /** createRoom takes effect 8 s later, which the operator takes for longer, as its clock jumps meanwhile. */
    private void lateCreate(JumpingClock clock, String edit) {
        operator.hathora().faults().add(Fault.on(Operation.CREATE_ROOM,
                new FaultKind.LateCommit(Duration.ofSeconds(8), 0)).times(1));
        operator.hathora().faults().add(Fault.on(Operation.CREATE_ROOM, FaultKind.Status.of(503)));
        operator.apply(NAME, "region: Tokyo");
        await("sent").atMost(PATIENCE).until(() -> operator.calls(Operation.CREATE_ROOM) > 0);
        if (!edit.isEmpty()) {
            operator.edit(NAME, edit);
            clock.jump(Duration.ofSeconds(40));
        }
    }

    private String awaitReason(String reason) {
        return operator.await(NAME, reason, s -> s.condition("Ready") != null
                && s.condition("Ready").getReason().equals(reason)
                && Objects.equals(s.observedGeneration(), operator.resource(NAME).get().getMetadata().getGeneration()))
                .roomId();
    }

    private String history() {
        return "what happened: " + operator.hathora().rooms().stream()
                .flatMap(room -> operator.hathora().history(room.roomId()).stream()).toList();
    }
}
