package dev.hathora.operator.controller;

import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.cloud.http.HttpHathoraCloud;
import dev.hathora.operator.controller.watch.ProcessLooks;
import dev.hathora.operator.simulator.Fault;
import dev.hathora.operator.simulator.FaultKind;
import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.MockCluster;
import dev.hathora.operator.testing.OperatorFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Settled rooms are polled per process, and rooms that are missing from a list are read individually. */
@Execution(ExecutionMode.CONCURRENT)
class BulkLooksTest {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final MockCluster cluster = new MockCluster();
    private OperatorFixture operator = start(4);

    private OperatorFixture start(int roomsPerProcess) {
        return start(roomsPerProcess, INTERVAL);
    }

    private OperatorFixture start(int roomsPerProcess, Duration interval) {
        return new OperatorFixture(cluster.client(), "games", SimulatorOptions.defaults().withBoot(Duration.ZERO)
                .withRoomsPerProcess(roomsPerProcess), interval);
    }

    @AfterEach
    void stop() {
        operator.close();
        cluster.close();
    }

    @ParameterizedTest(name = "{0} rooms, {1} on each process")
    @CsvSource({"4, 1", "8, 4", "60, 50"})
    void aProcessCostsOneCallPerInterval(int rooms, int roomsPerProcess) {
        operator.close();
        operator = start(roomsPerProcess);
        apply(rooms);
        awaitTwoRounds();
        long processes = processes().size();
        long info = operator.calls(Operation.GET_ROOM_INFO);
        long before = lists();
        Instant begin = Instant.now();

        await("five rounds").until(() -> lists() >= before + 5 * processes);

        double intervals = Duration.between(begin, Instant.now()).toMillis() / (double) INTERVAL.toMillis();
        assertThat(lists() - before).as("lists in %s intervals, each up to 10 %% shorter", intervals)
                .isLessThanOrEqualTo((long) Math.ceil(processes * (intervals / 0.9 + 1)));
        assertThat(operator.calls(Operation.GET_ROOM_INFO)).as("calls for single rooms").isEqualTo(info);
    }

    @Test
    void afterARestartTheListsAreAllThatIsAsked() {
        apply(8);
        awaitTwoRounds();
        long info = operator.calls(Operation.GET_ROOM_INFO);

        operator.stopOperator();
        long before = lists();
        operator.startOperator();

        await("two rounds").until(() -> lists() >= before + 2L * processes().size());
        assertThat(operator.calls(Operation.GET_ROOM_INFO)).isEqualTo(info);
        assertThat(operator.hathora().rooms()).hasSize(8);
    }

    @Test
    void afterARestartAProcessIsListedOnceAlthoughItsRoomsComeOneByOne() {
        operator.close();
        // so long that no second round falls into this test
        operator = start(8, Duration.ofMinutes(5));
        apply(120);
        long info = operator.calls(Operation.GET_ROOM_INFO);
        operator.stopOperator();
        long before = lists();

        operator.startOperator();

        int all = processes().size();
        // a room may come so late, on a machine that stalls, that the first list of its process does not count any more
        await("every process is listed, and hardly any twice").during(Duration.ofSeconds(3))
                .atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(lists() - before).isBetween((long) all, all + all / 3L));
        assertThat(operator.calls(Operation.GET_ROOM_INFO)).as("calls for single rooms").isLessThan(info + all);
        operator.edit("room-7", "roomConfig: changed");
        operator.awaitReason("room-7", "Active");
        await("a room that is known is changed").until(() -> operator.calls(Operation.UPDATE_ROOM_CONFIG) == 1);
    }

    /** A list that was on its way when a configuration was sent makes the operator read the rooms, but not each time. */
    @Test
    void anAcceptedConfigurationIsConfirmedByTheNextList() {
        apply(4);

        List<Long> reads = IntStream.rangeClosed(1, 3).mapToObj(this::readsOfAChange).toList();

        assertThat(reads).as("calls for single rooms, for each change of all rooms").contains(0L);
        assertThat(operator.calls(Operation.UPDATE_ROOM_CONFIG)).isEqualTo(3 * 4);
    }

    private long readsOfAChange(int number) {
        long info = operator.calls(Operation.GET_ROOM_INFO);
        names(4).forEach(name -> operator.edit(name, "roomConfig: number " + number));
        names(4).forEach(name -> {
            operator.await(name, "its next generation", status -> Objects.equals(status.observedGeneration(),
                    1L + number));
            operator.awaitReason(name, "Active");
        });
        awaitTwoRounds();
        assertThat(operator.liveRooms()).extracting(SimulatedRoom::roomConfig).containsOnly("number " + number);
        return operator.calls(Operation.GET_ROOM_INFO) - info;
    }

    @ParameterizedTest(name = "{0} rooms, {1} on each process")
    @CsvSource({"8, 4", "60, 50"})
    void theRoomsOfAProcessThatVanishedAreMadeAnewAndNoOthers(int rooms, int roomsPerProcess) {
        operator.close();
        operator = start(roomsPerProcess);
        apply(rooms);
        String vanished = processes().iterator().next();
        Map<String, String> processOf = operator.hathora().rooms().stream()
                .collect(Collectors.toMap(SimulatedRoom::roomId, SimulatedRoom::processId));
        int onIt = (int) processOf.values().stream().filter(vanished::equals).count();

        operator.hathora().exitProcess(vanished);

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(names(rooms)).allSatisfy(name -> {
            assertThat(operator.readyReason(name)).isEqualTo("Active");
            assertThat(operator.liveRooms()).extracting(SimulatedRoom::roomId).contains(operator.status(name).roomId());
        }));
        assertThat(operator.liveRooms()).hasSize(rooms);
        assertThat(operator.hathora().rooms().stream().filter(r -> r.destroyedAt() != null))
                .as("ended").hasSize(onIt).allSatisfy(r -> assertThat(processOf.get(r.roomId())).isEqualTo(vanished));
    }

    @Test
    void suspendedRoomsAreReadRarely() {
        apply(8);
        names(8).forEach(name -> operator.edit(name, "state: Suspended"));
        names(8).forEach(name -> operator.awaitReason(name, "Suspended"));
        long active = lists();
        long before = operator.calls(Operation.GET_INACTIVE_ROOMS_FOR_PROCESS);
        Instant begin = Instant.now();

        await("three rounds").atMost(Duration.ofSeconds(60))
                .until(() -> operator.calls(Operation.GET_INACTIVE_ROOMS_FOR_PROCESS) >= before + 6);

        double rounds = Duration.between(begin, Instant.now()).toMillis()
                / (double) INTERVAL.multipliedBy(ProcessLooks.INACTIVE_ROUNDS).toMillis();
        assertThat(operator.calls(Operation.GET_INACTIVE_ROOMS_FOR_PROCESS) - before).as("lists in %s rounds", rounds)
                .isLessThanOrEqualTo((long) Math.ceil(2 * (rounds / 0.9 + 1)));
        assertThat(lists() - active).as("lists of active rooms, of processes without any").isLessThanOrEqualTo(2);
    }

    @Test
    void anOutageIsToldAndItsEndIsLearntFromTheLists() {
        apply(8);
        long info = operator.calls(Operation.GET_ROOM_INFO);

        operator.hathora().faults().add(Fault.onAll(FaultKind.Status.of(503)));
        names(8).forEach(name -> operator.awaitReason(name, "HathoraUnreachable"));
        operator.hathora().faults().clear();
        names(8).forEach(name -> operator.awaitReason(name, "Active"));

        assertThat(operator.hathora().rooms()).as("made").hasSize(8);
        assertThat(operator.calls(Operation.GET_ROOM_INFO) - info)
                .as("calls for single rooms: one at most for each list, to see whether it is the list alone that fails")
                .isLessThanOrEqualTo(operator.hathora().stats().count(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS, 503));
    }

    @Test
    void aRoomThatNoResourceAccountsForIsCountedAndLeftAlone() {
        apply(2);
        try (HttpClient http = HttpHathoraCloud.newHttpClient()) {
            String token = SimulatorOptions.defaults().token();
            new HttpHathoraCloud(operator.hathora().uri(), () -> token, http, CallObserver.NONE)
                    .createRoom(OperatorFixture.APP, "stray", new CreateRoomRequest("Tokyo", null, null, List.of()));
            http.shutdownNow();
        }

        await().untilAsserted(() -> assertThat(operator.operator().unaccountedRooms())
                .containsExactly(Map.entry(OperatorFixture.APP, 1L)));
        assertThat(operator.liveRooms()).extracting(SimulatedRoom::roomId).contains("stray");

        operator.hathora().destroyAsGame("stray");
        await().until(() -> operator.operator().unaccountedRooms().isEmpty());
    }

    /** A list that was on its way when a room was made does not have it yet, and the room is read on its own. */
    private void awaitTwoRounds() {
        long before = lists();
        await("two rounds").until(() -> lists() >= before + 2L * processes().size());
    }

    private void apply(int rooms) {
        names(rooms).forEach(name -> operator.apply(name, "region: Tokyo"));
        names(rooms).forEach(name -> operator.awaitReason(name, "Active"));
    }

    private static List<String> names(int rooms) {
        return IntStream.range(0, rooms).mapToObj(i -> "room-" + i).toList();
    }

    private Set<String> processes() {
        return operator.liveRooms().stream().map(SimulatedRoom::processId).collect(Collectors.toSet());
    }

    private long lists() {
        return operator.calls(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS);
    }
}
