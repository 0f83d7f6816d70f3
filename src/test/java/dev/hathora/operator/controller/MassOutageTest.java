package dev.hathora.operator.controller;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.Phase;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.simulator.Fault;
import dev.hathora.operator.simulator.FaultKind;
import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.JumpingClock;
import dev.hathora.operator.testing.MockCluster;
import dev.hathora.operator.testing.OperatorFixture;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Most rooms of an application are answered 404 at once, by who knows the application. */
@Execution(ExecutionMode.CONCURRENT)
@NullUnmarked // a null where there should be none fails the test by itself
class MassOutageTest {
    private static final FaultKind LOST = new FaultKind.Status(404, "room does not exist", null, false);
    private static final List<String> NAMES = IntStream.range(0, 8).mapToObj(i -> "room-" + i).toList();

    private final MockCluster cluster = new MockCluster();
    private final JumpingClock clock = new JumpingClock();
    private final OperatorFixture operator = OperatorFixture.withoutOperator(cluster.client(), "games",
            SimulatorOptions.defaults().withBoot(Duration.ZERO).withRoomsPerProcess(2), Duration.ofSeconds(1));

    MassOutageTest() {
        operator.startOperator(clock);
        NAMES.forEach(name -> operator.apply(name, "region: Tokyo"));
        NAMES.forEach(name -> operator.awaitReason(name, "Active"));
        // right after createRoom, a 404 counts as a delay
        clock.jump(Duration.ofMinutes(1));
    }

    @AfterEach
    void stop() {
        operator.close();
        cluster.close();
    }

    @Test
    void isNoReasonToMakeThemAnew() {
        List<SimulatedRoom> rooms = operator.hathora().rooms();
        Stream.of(Operation.GET_ROOM_INFO, Operation.GET_ACTIVE_ROOMS_FOR_PROCESS)
                .forEach(read -> operator.hathora().faults().add(Fault.on(read, LOST)));
        NAMES.forEach(name -> operator.await(name, "unknown", s -> s.phase() == Phase.UNKNOWN
                && s.condition("Ready").getMessage().contains("as an outage")));
        eventually().until(() -> operator.operator().missingRooms().equals(Map.of(OperatorFixture.APP, 8L)));

        operator.hathora().faults().clear();
        touchAll();

        NAMES.forEach(name -> operator.awaitReason(name, "Active"));
        eventually().until(() -> operator.operator().missingRooms().equals(Map.of(OperatorFixture.APP, 0L)));
        assertThat(operator.hathora().rooms()).extracting(SimulatedRoom::roomId)
                .containsExactlyElementsOf(rooms.stream().map(SimulatedRoom::roomId).toList());
        assertThat(operator.liveRooms()).hasSize(NAMES.size());
        assertThat(operator.calls(Operation.DESTROY_ROOM)).isZero();
    }

    @Test
    void endsWhenItHasLastedForFiveMinutes() {
        operator.hathora().forgetDestroyedRoomsAfter(Duration.ZERO);
        operator.liveRooms().forEach(room -> operator.hathora().destroyAsGame(room.roomId()));
        NAMES.forEach(name -> operator.await(name, "unknown", s -> s.phase() == Phase.UNKNOWN));
        assertThat(operator.hathora().rooms()).as("none was made").hasSize(NAMES.size());

        clock.jump(Duration.ofMinutes(5));
        touchAll();

        NAMES.forEach(name -> operator.await(name, "another room", s -> s.restarts() == 1 && s.connection() != null));
        assertThat(operator.calls(Operation.GET_APP)).as("asked at its begin and its end, at most once for each room")
                .isBetween(2L, 2L * NAMES.size());
    }

    @Test
    void isNoReasonToForgetThoseThatAreDeleted() {
        List<SimulatedRoom> rooms = operator.hathora().rooms();
        Stream.of(Operation.GET_ROOM_INFO, Operation.GET_ACTIVE_ROOMS_FOR_PROCESS, Operation.DESTROY_ROOM)
                .forEach(call -> operator.hathora().faults().add(Fault.on(call, LOST)));
        NAMES.forEach(name -> operator.await(name, "unknown", s -> s.phase() == Phase.UNKNOWN));
        operator.resource("room-0").delete();
        operator.await("room-0", "waiting", s -> s.condition("Ready").getMessage().contains("as an outage")
                && s.condition("Ready").getReason().equals("Deleting"));
        clock.jump(Duration.ofMinutes(1));
        operator.annotate("room-0", HathoraRoom.ABANDON_ROOM, "touched");
        assertThat(rooms.getFirst().destroyedAt()).isNull();

        operator.hathora().faults().clear();
        operator.awaitGone("room-0");

        assertThat(operator.liveRooms()).hasSize(NAMES.size() - 1);
    }

    @Test
    void ofSomeRoomsIsNone() {
        operator.hathora().forgetDestroyedRoomsAfter(Duration.ZERO);
        List.of("room-0", "room-1").forEach(
                name -> operator.hathora().destroyAsGame(String.valueOf(operator.status(name).roomId())));

        operator.await("room-0", "another room", s -> s.restarts() == 1 && s.connection() != null);
        operator.await("room-1", "another room", s -> s.restarts() == 1 && s.connection() != null);

        assertThat(operator.operator().missingRooms()).isEqualTo(Map.of(OperatorFixture.APP, 0L));
    }

    /** Whoever waits for a pause to end does not notice that the clock was put forward. */
    private void touchAll() {
        NAMES.forEach(name -> operator.annotate(name, HathoraRoom.ABANDON_ROOM,
                "touched-" + clock.instant().toEpochMilli()));
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(50));
    }
}
