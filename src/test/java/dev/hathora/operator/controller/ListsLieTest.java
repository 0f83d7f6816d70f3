package dev.hathora.operator.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
import dev.hathora.operator.testing.ThoroughAfter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The lists of rooms on a process are wrong. No room is treated as ended, or created, because of a list alone. */
@Execution(ExecutionMode.CONCURRENT)
class ListsLieTest {
    private static final int ROOMS = 8;
    private static final int ON_A_PROCESS = 4;
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> NAMES = IntStream.range(0, ROOMS).mapToObj(i -> "room-" + i).toList();

    private final MockCluster cluster = new MockCluster();
    private final OperatorFixture operator = new OperatorFixture(cluster.client(), "games",
            SimulatorOptions.defaults().withBoot(Duration.ZERO).withRoomsPerProcess(ON_A_PROCESS), INTERVAL);

    ListsLieTest() {
        NAMES.forEach(name -> operator.apply(name, "region: Tokyo"));
        NAMES.forEach(name -> operator.awaitReason(name, "Active"));
    }

    @AfterEach
    void stop() {
        operator.close();
        cluster.close();
    }

    @ParameterizedTest(name = "{0}: {1} of 8 rooms are asked about on their own per round")
    @ThoroughAfter(2)
    @CsvSource({"PARTIAL, 4", "EMPTY, 8", "FOREIGN, 0"})
    void everyRoomIsKeptAndTheCallsAreBounded(Lie lie, int missing) {
        lie(new FaultKind.WrongList(lie));
        List<String> versions = versions();
        rounds(2);
        long lists = lists();
        long single = operator.calls(Operation.GET_ROOM_INFO);

        rounds(5);

        double rounds = (lists() - lists) / (double) (ROOMS / ON_A_PROCESS);
        long asked = operator.calls(Operation.GET_ROOM_INFO) - single;
        // the rounds of the two processes drift, so one may be counted without its looks
        assertThat(asked).as("looks at single rooms in %s rounds", rounds)
                .isBetween((long) (missing * (rounds - 1)), (long) (missing * (rounds + 1)));
        assertAllAsBefore(versions);
    }

    @Test
    void aRoomThatIsAddedToAListIsReportedAndLeftAlone() {
        lie(new FaultKind.WrongList(Lie.FOREIGN));

        await().atMost(PATIENCE).until(() -> !operator.operator().unaccountedRooms().isEmpty());
        rounds(2);

        assertThat(Stream.of(Operation.values()).filter(Operation::isMutation).filter(o -> operator.calls(o) > 0))
                .as("changes that were sent").containsExactly(Operation.CREATE_ROOM);
        assertThat(operator.hathora().history("foreign")).as("calls about a room that is not ours").isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"PARTIAL", "EMPTY", "FOREIGN"})
    void theEndOfARoomIsNoticedAllTheSame(Lie lie) {
        lie(new FaultKind.WrongList(lie));

        endsAndIsReplaced("room-0", Duration.ZERO);
        endsAndIsReplaced("room-1", Duration.ZERO);
    }

    @ParameterizedTest(name = "by {0} s")
    @ThoroughAfter(1)
    @ValueSource(ints = {2, 5})
    void aLateListDelaysTheNewsByItsLatenessAndNoMore(int seconds) {
        Duration lateness = Duration.ofSeconds(seconds);
        List<String> versions = versions();
        rounds(seconds + 1);
        lie(new FaultKind.LateList(lateness));
        rounds(2);
        assertAllAsBefore(versions);

        endsAndIsReplaced("room-0", lateness);
    }

    @Test
    void aLateListDoesNotBringBackWhatWasSuspended() {
        lie(new FaultKind.LateList(Duration.ofSeconds(3)));
        operator.edit("room-0", "state: Suspended");
        String roomId = Objects.requireNonNull(operator.awaitReason("room-0", "Suspended").roomId());
        rounds(6);

        assertThat(operator.readyReason("room-0")).isEqualTo("Suspended");
        assertThat(operator.hathora().wakeUps(roomId)).isZero();
        assertThat(operator.calls(Operation.SUSPEND_ROOM)).isEqualTo(1);
        operator.edit("room-0", "state: Active");
        operator.awaitReason("room-0", "Active");
        assertThat(operator.hathora().rooms()).hasSize(ROOMS);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"PARTIAL", "EMPTY", "FOREIGN"})
    void afterARestartAWrongListIsAllThatIsKnown(Lie lie) {
        List<String> versions = versions();
        operator.stopOperator();
        lie(new FaultKind.WrongList(lie));
        operator.startOperator();
        rounds(3);

        assertAllAsBefore(versions);
    }

    @Test
    void aLateListHidesOnlyForAWhileWhatHappenedBeforeARestart() {
        Duration lateness = Duration.ofSeconds(4);
        rounds(5);
        operator.stopOperator();
        lie(new FaultKind.LateList(lateness));
        String ended = Objects.requireNonNull(operator.status("room-0").roomId());
        operator.hathora().destroyAsGame(ended);
        Instant end = Instant.now();
        operator.startOperator();

        // the first look waits for the start
        awaitReplaced("room-0", ended, end, lateness.plusSeconds(1));
    }

    static Stream<FaultKind> failures() {
        return Stream.of(new FaultKind.MalformedBody(FaultKind.Body.EMPTY), FaultKind.Status.of(403),
                FaultKind.Status.of(500));
    }

    @ParameterizedTest(name = "{0}")
    @ThoroughAfter(1)
    @MethodSource("failures")
    void whereListsCantBeHadEachRoomIsAskedAboutOnItsOwn(FaultKind failure) {
        List<String> versions = versions();
        lie(failure);
        listsAreGivenUp();

        assertAllAsBefore(versions);
        String ended = Objects.requireNonNull(operator.status("room-0").roomId());
        operator.hathora().destroyAsGame(ended);
        operator.await("room-0", "replaced", s -> s.restarts() > 0 && s.connection() != null);
    }

    @Test
    void listsThatCanBeHadAgainAreUsedAgain() {
        operator.stopOperator();
        JumpingClock clock = new JumpingClock();
        operator.startOperator(clock);
        rounds(2);
        lie(new FaultKind.MalformedBody(FaultKind.Body.EMPTY));
        listsAreGivenUp();
        operator.hathora().faults().clear();

        clock.jump(INTERVAL.multipliedBy(4));
        rounds(2);

        long now = singleLooks();
        rounds(3);
        assertThat(singleLooks() - now).as("looks at single rooms").isLessThan(ROOMS);
    }

    private void listsAreGivenUp() {
        await("rounds without a list").atMost(PATIENCE).until(() -> {
            long lists = lists();
            long until = singleLooks() + 3 * ROOMS;
            await("each room is asked about").atMost(PATIENCE).until(() -> singleLooks() >= until);
            return lists() == lists;
        });
    }

    private long singleLooks() {
        return operator.calls(Operation.GET_ROOM_INFO);
    }

    private void endsAndIsReplaced(String name, Duration lateness) {
        String ended = Objects.requireNonNull(operator.status(name).roomId());
        operator.hathora().destroyAsGame(ended);
        awaitReplaced(name, ended, Instant.now(), lateness);
    }

    private void awaitReplaced(String name, String ended, Instant end, Duration lateness) {
        long before = lists();
        AtomicLong unseen = new AtomicLong(before);
        await("the end is seen").atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
            long lists = lists();
            boolean looked = operator.hathora().history(ended).stream()
                    .anyMatch(entry -> entry.at().isAfter(end) && isLook(entry));
            if (!looked) {
                // on a busy machine this sees the look late, when there were more lists than before it
                unseen.set(lists);
            }
            return looked;
        });
        Duration seen = Duration.between(end, Instant.now());
        double rounds = (unseen.get() - before) / (double) (ROOMS / ON_A_PROCESS);
        System.out.printf("LISTS late by %d s: the end of a room was seen after %d ms%n", lateness.toSeconds(),
                seen.toMillis());
        // counted in rounds, and not on a clock, since a busy machine stretches both; one may have begun before the end
        assertThat(rounds).as("rounds until then").isLessThanOrEqualTo(2 + lateness.toSeconds() / 0.9);
        operator.await(name, "replaced", s -> s.restarts() > 0 && s.connection() != null);
        rounds(2);
        assertThat(operator.liveRooms()).extracting(SimulatedRoom::roomId)
                .containsExactlyInAnyOrderElementsOf(NAMES.stream().map(n -> operator.status(n).roomId()).toList());
    }

    private static boolean isLook(HistoryEntry entry) {
        return entry.operation().equals(Operation.GET_ROOM_INFO.hathoraName());
    }

    private void assertAllAsBefore(List<String> versions) {
        assertThat(versions()).as("versions of the resources").isEqualTo(versions);
        assertThat(operator.hathora().rooms()).as("rooms ever made").hasSize(ROOMS)
                .extracting(SimulatedRoom::destroyedAt).containsOnlyNulls();
    }

    private void lie(FaultKind kind) {
        Stream.of(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS, Operation.GET_INACTIVE_ROOMS_FOR_PROCESS)
                .forEach(list -> operator.hathora().faults().add(Fault.on(list, kind)));
    }

    private void rounds(int rounds) {
        long before = lists();
        await(rounds + " rounds").atMost(PATIENCE)
                .until(() -> lists() >= before + (long) rounds * ROOMS / ON_A_PROCESS);
    }

    private long lists() {
        return operator.calls(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS);
    }

    private List<String> versions() {
        return NAMES.stream().map(name -> operator.resource(name).get().getMetadata().getResourceVersion()).toList();
    }
}
