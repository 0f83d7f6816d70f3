package dev.hathora.operator.simulator;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.cloud.RoomStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static dev.hathora.operator.simulator.Caller.ROOMS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

/** How rooms and processes live: what no single answer shows. */
class WorldTest {
    private final ManualClock clock = new ManualClock();
    private final Simulator simulator = Simulator.start(SimulatorOptions.defaults().withRoomsPerProcess(2), clock);
    private final Caller caller = new Caller(simulator);

    @AfterEach
    void stop() {
        caller.close();
        simulator.close();
    }

    @Test
    void getConnectionInfoWakesASuspendedRoomAndIsCounted() {
        caller.create("r1");
        caller.post(ROOMS + "/suspend/r1");

        JsonNode info = caller.get(ROOMS + "/connectioninfo/r1").json();
        caller.get(ROOMS + "/connectioninfo/r1");

        assertThat(info.path("status").asText()).isEqualTo("starting");
        assertThat(caller.info("r1").path("status").asText()).isEqualTo("active");
        assertThat(caller.info("r1").path("allocations")).hasSize(2);
        assertThat(simulator.wakeUps("r1")).as("the second call found it awake").isEqualTo(1);
    }

    @Test
    void getRoomInfoAndTheListsWakeNothing() {
        String processId = processOf("r1");
        caller.post(ROOMS + "/suspend/r1");

        caller.info("r1");
        caller.get(ROOMS + "/list/" + processId + "/inactive");
        caller.get(ROOMS + "/list/" + processId + "/active");

        assertThat(caller.info("r1").path("status").asText()).isEqualTo("suspended");
        assertThat(simulator.wakeUps("r1")).isZero();
    }

    @Test
    void aProcessHoldsItsNumberOfRoomsOfOneApplicationAndRegion() {
        String first = processOf("a");
        String second = processOf("b");
        String third = processOf("c");
        String elsewhere = caller.post(ROOMS + "/create?roomId=d", "{\"region\":\"London\"}").json().path("processId")
                .asText();
        String otherApp = caller.post("/rooms/v2/app-2/create?roomId=e", Caller.IN_TOKYO).json().path("processId")
                .asText();

        assertThat(second).isEqualTo(first);
        assertThat(Stream.of(first, third, elsewhere, otherApp)).doesNotHaveDuplicates();
    }

    @Test
    void aProcessExitDestroysItsRoomsAndNoOthers() {
        String processId = processOf("a");
        processOf("b");
        processOf("c");

        simulator.exitProcess(processId);

        assertThat(simulator.rooms()).extracting(SimulatedRoom::roomId, SimulatedRoom::status).containsExactly(
                tuple("a", RoomStatus.DESTROYED), tuple("b", RoomStatus.DESTROYED), tuple("c", RoomStatus.ACTIVE));
        assertThat(caller.get(ROOMS + "/list/" + processId + "/active").json()).isEmpty();
        assertThat(caller.get(ROOMS + "/list/" + processId + "/inactive").json()).hasSize(2);
        assertThatThrownBy(() -> simulator.exitProcess(processId)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(processId);
    }

    @Test
    void aProcessWithoutRoomsTakesNoNewOnes() {
        String before = processOf("a");
        caller.post(ROOMS + "/destroy/a");

        assertThat(processOf("b")).isNotEqualTo(before);
    }

    @Test
    void theGameChangesAndEndsItsRoom() {
        caller.create("r1");

        simulator.setRoomConfig("r1", "score=3");
        assertThat(caller.info("r1").path("roomConfig").asText()).isEqualTo("score=3");

        simulator.destroyAsGame("r1");
        assertThat(caller.info("r1").path("status").asText()).isEqualTo("destroyed");
        assertThatThrownBy(() -> simulator.setRoomConfig("r1", "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> simulator.destroyAsGame("r1")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whileSchedulingIsHeldRoomsWaitWithoutAnAllocation() {
        simulator.holdScheduling(true);
        String promised = processOf("r1");
        clock.advance(Duration.ofMinutes(1));

        JsonNode waiting = caller.info("r1");
        assertThat(waiting.path("status").asText()).isEqualTo("scheduling");
        assertThat(waiting.get("currentAllocation").isNull()).isTrue();
        assertThat(waiting.path("allocations")).isEmpty();
        assertThat(caller.get(ROOMS + "/connectioninfo/r1").json().path("status").asText()).isEqualTo("starting");
        assertThat(caller.get(ROOMS + "/list/" + promised + "/active").json()).isEmpty();

        simulator.holdScheduling(false);
        assertThat(caller.info("r1").path("currentAllocation").path("processId").asText()).isEqualTo(promised);
        assertThat(caller.get(ROOMS + "/connectioninfo/r1").json().path("status").asText()).isEqualTo("active");
    }

    @Test
    void aRoomThatWaitsForAProcessThatExitedIsPlacedOnAnother() {
        processOf("a");
        simulator.holdScheduling(true);
        String promised = processOf("b");
        simulator.exitProcess(promised);

        assertThat(caller.info("b").path("status").asText()).as("not on it yet").isEqualTo("scheduling");
        simulator.holdScheduling(false);
        assertThat(caller.info("b").path("currentAllocation").path("processId").asText()).isNotEmpty()
                .isNotEqualTo(promised);
    }

    @Test
    void destroyedRoomsAreForgottenAfterAWhileWhereThatIsSet() {
        String processId = processOf("r1");
        simulator.forgetDestroyedRoomsAfter(Duration.ofMinutes(1));
        caller.post(ROOMS + "/destroy/r1");

        assertThat(caller.info("r1").path("status").asText()).isEqualTo("destroyed");
        clock.advance(Duration.ofMinutes(1));
        assertThat(caller.get(ROOMS + "/info/r1").status()).isEqualTo(404);
        assertThat(caller.get(ROOMS + "/list/" + processId + "/inactive").json()).isEmpty();
        assertThat(caller.create("r1").message()).as("the id stays used").contains("not unique");
        assertThat(simulator.rooms()).as("seen from behind, it was").hasSize(1);
    }

    @Test
    void manyCallersOfOneIdMakeOneRoom() throws Exception {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Integer> create = () -> caller.create("wanted").status();
            List<Integer> statuses = executor.invokeAll(List.of(create, create, create, create, create, create))
                    .stream().map(Future::resultNow).toList();

            assertThat(statuses).containsOnlyOnce(201).hasSize(6);
        }
        assertThat(simulator.rooms()).hasSize(1);
        assertThat(simulator.stats().count(Operation.CREATE_ROOM, 400)).isEqualTo(5);
    }

    @Test
    void historyTellsEverythingInOrder() {
        caller.create("r1");
        caller.post(ROOMS + "/suspend/r1");
        caller.get(ROOMS + "/connectioninfo/r1");
        caller.get(ROOMS + "/info/other");
        caller.post(ROOMS + "/suspend/r1");
        caller.post(ROOMS + "/resume/r1");
        simulator.destroyAsGame("r1");

        assertThat(simulator.history("r1")).filteredOn(HistoryEntry::beginsSuspension).hasSize(2);
        assertThat(simulator.history("r1")).filteredOn(HistoryEntry::endsSuspension)
                .extracting(HistoryEntry::operation).containsExactly("getConnectionInfo", "resumeRoom");
        assertThat(simulator.history("r1"))
                .extracting(HistoryEntry::operation, HistoryEntry::status,
                        entry -> entry.effect().replaceAll(" on process .*", ""))
                .containsExactly(tuple("createRoom", 0, "created"), tuple("createRoom", 0, "placed"),
                        tuple("createRoom", 201, "answered"), tuple("suspendRoom", 0, "suspended"),
                        tuple("suspendRoom", 204, "answered"), tuple("getConnectionInfo", 0, "WOKEN"),
                        tuple("getConnectionInfo", 0, "placed"), tuple("getConnectionInfo", 200, "answered"),
                        tuple("suspendRoom", 0, "suspended"), tuple("suspendRoom", 204, "answered"),
                        tuple("resumeRoom", 0, "resumed"), tuple("resumeRoom", 0, "placed"),
                        tuple("resumeRoom", 200, "answered"), tuple("game", 0, "destroyed"));
        assertThat(simulator.history("other")).hasToString("[2026-01-01T00:00:00.120Z getRoomInfo 404 answered]");
        assertThat(simulator.history("never asked for")).isEmpty();
    }

    @Test
    void aHiddenRoomIsThereAndReadsDoNotKnowItYet() {
        simulator.faults().add(Fault.on(Operation.CREATE_ROOM, new FaultKind.HiddenRoom(Duration.ofSeconds(3)))
                .times(1));

        String processId = processOf("r1");

        assertThat(caller.get(ROOMS + "/info/r1").status()).isEqualTo(404);
        assertThat(caller.get(ROOMS + "/connectioninfo/r1").status()).isEqualTo(404);
        assertThat(caller.get(ROOMS + "/list/" + processId + "/active").json()).isEmpty();
        assertThat(caller.create("r1").status()).as("the id is taken").isEqualTo(400);
        clock.advance(Duration.ofSeconds(3));
        assertThat(caller.get(ROOMS + "/info/r1").status()).isEqualTo(200);
        assertThat(caller.get(ROOMS + "/list/" + processId + "/active").json()).hasSize(1);
    }

    /** Creates a room and tells its process. */
    private String processOf(String roomId) {
        return caller.create(roomId).json().path("processId").asText();
    }
}
