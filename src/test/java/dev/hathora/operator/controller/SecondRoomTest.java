package dev.hathora.operator.controller;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.simulator.Fault;
import dev.hathora.operator.simulator.FaultKind;
import dev.hathora.operator.simulator.FaultKind.Lie;
import dev.hathora.operator.simulator.HistoryEntry;
import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.JumpingClock;
import dev.hathora.operator.testing.MockCluster;
import dev.hathora.operator.testing.OperatorFixture;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A room that lives was answered 404 until its end was believed. Whenever it comes back, one room is left. */
@Execution(ExecutionMode.CONCURRENT)
@NullUnmarked // a null where there should be none fails the test by itself
class SecondRoomTest {
    private static final FaultKind NOT_FOUND = new FaultKind.Status(404, "room does not exist", null, false);
    private static final FaultKind SLOW_DOWN = new FaultKind.Status(429, "slow down", Duration.ofSeconds(1), false);

    private final MockCluster cluster = new MockCluster();
    private final JumpingClock clock = new JumpingClock();
    private final OperatorFixture operator = OperatorFixture.withoutOperator(cluster.client(), "games",
            SimulatorOptions.defaults().withBoot(Duration.ZERO), Duration.ofMillis(500));
    private final String first;

    SecondRoomTest() {
        operator.startOperator(clock);
        first = operator.active("lobby", "region: Tokyo");
        // right after createRoom, a 404 counts as a delay
        clock.jump(Duration.ofMinutes(1));
    }

    @AfterEach
    void stop() {
        operator.close();
        cluster.close();
    }

    @Test
    void itIsKeptIfItIsBackBeforeAnotherOneIsMade() {
        operator.hathora().faults().add(Fault.on(Operation.CREATE_ROOM, SLOW_DOWN));
        lose();
        long before = operator.calls(Operation.CREATE_ROOM);
        await("tried again").atMost(Duration.ofSeconds(90))
                .until(() -> operator.calls(Operation.CREATE_ROOM) >= before + 3);

        operator.hathora().faults().clear();

        await("taken back").atMost(Duration.ofSeconds(90))
                .until(() -> operator.eventReasons("lobby").contains("RoomTakenBack"));
        operator.awaitReason("lobby", "Active");
        // none of the calls that were refused can take effect any more
        clock.jump(Duration.ofSeconds(31));
        operator.annotate("lobby", HathoraRoom.ABANDON_ROOM, "touched");
        await("claimed again").atMost(Duration.ofSeconds(90)).until(() -> first.equals(claimed()));
        assertThat(operator.hathora().rooms()).as(history()).extracting(SimulatedRoom::roomId).containsExactly(first);
        assertThat(operator.liveRooms()).as(history()).hasSize(1);
    }

    @ParameterizedTest(name = "the operator dies meanwhile: {0}")
    @ValueSource(booleans = {false, true})
    void itIsEndedIfItIsBackAfterAnotherOneWasMade(boolean dies) {
        lose();
        String second = Objects.requireNonNull(
                operator.await("lobby", "second room", s -> s.restarts() == 1 && s.connection() != null).roomId());
        assertThat(operator.liveRooms()).as("both are there").hasSize(2);
        if (dies) {
            operator.stopOperator();
        }
        operator.hathora().faults().clear();
        if (dies) {
            operator.startOperator(clock);
        }

        clock.jump(Duration.ofSeconds(30));
        operator.annotate("lobby", HathoraRoom.ABANDON_ROOM, "touched");

        await("the first one is ended").atMost(Duration.ofSeconds(90))
                .until(() -> operator.room(first).destroyedAt() != null);
        assertThat(operator.liveRooms()).as(history()).extracting(SimulatedRoom::roomId).containsExactly(second);
        assertThat(operator.awaitReason("lobby", "Active").roomId()).isEqualTo(second);
    }

    @Test
    void oneThatADeadOperatorHasGoneOnToIsEndedWhereTheFirstIsThere() {
        operator.stopOperator();
        String second = first + "_1";
        operator.somebodyElse().createRoom(OperatorFixture.APP, second,
                new CreateRoomRequest("Tokyo", null, null, null));
        operator.annotate("lobby", HathoraRoom.ROOM_ID, second);

        operator.startOperator(clock);

        await("the second one is ended").atMost(Duration.ofSeconds(90))
                .until(() -> operator.room(second).destroyedAt() != null);
        await("claimed again").atMost(Duration.ofSeconds(90)).until(() -> first.equals(claimed()));
        assertThat(operator.awaitReason("lobby", "Active").roomId()).isEqualTo(first);
        assertThat(operator.liveRooms()).as(history()).extracting(SimulatedRoom::roomId).containsExactly(first);
    }

    @Test
    void bothAreEndedWithTheirResource() {
        lose();
        operator.await("lobby", "second room", s -> s.restarts() == 1 && s.connection() != null);
        operator.hathora().faults().clear();

        operator.resource("lobby").delete();
        operator.awaitGone("lobby");

        assertThat(operator.liveRooms()).as(history()).isEmpty();
    }

    /** The first room is answered 404, and no process lists it. */
    private void lose() {
        List.of(Operation.GET_ROOM_INFO, Operation.DESTROY_ROOM)
                .forEach(call -> operator.hathora().faults().add(Fault.on(call, NOT_FOUND).forRoom(first)));
        operator.hathora().faults().add(Fault.on(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS,
                new FaultKind.WrongList(Lie.EMPTY)));
    }

    private String claimed() {
        return operator.resource("lobby").get().getMetadata().getAnnotations().get(HathoraRoom.ROOM_ID);
    }

    private String history() {
        List<HistoryEntry> entries = operator.hathora().rooms().stream()
                .flatMap(room -> operator.hathora().history(room.roomId()).stream()).toList();
        return "what happened:\n" + String.join("\n", entries.stream().map(HistoryEntry::toString).toList());
    }
}
