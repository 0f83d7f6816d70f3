package dev.hathora.operator.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.simulator.Fault;
import dev.hathora.operator.simulator.FaultKind;
import dev.hathora.operator.simulator.HistoryEntry;
import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.MockCluster;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.Thorough;
import dev.hathora.operator.testing.ThoroughAfter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Hathora's answers are wrong, or so late that they are ignored. */
@Execution(ExecutionMode.CONCURRENT)
class LiesTest {
    private static final String NAME = "lobby";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final MockCluster cluster = new MockCluster();
    private final OperatorFixture operator = new OperatorFixture(cluster.client(), "games",
            SimulatorOptions.defaults().withBoot(Duration.ofMillis(100)), Duration.ofSeconds(1));

    @AfterEach
    void stop() {
        operator.close();
        cluster.close();
    }

    static Stream<Arguments> oneCallGoesWrong() {
        // neither comes up in this life
        List<Operation> operations = Stream.of(Operation.values())
                .filter(o -> o != Operation.GET_INACTIVE_ROOMS_FOR_PROCESS && o != Operation.GET_APP).toList();
        Stream<Arguments> refused = operations.stream()
                .map(operation -> arguments(operation, "is refused its token", FaultKind.Status.of(401)));
        FaultKind late = new FaultKind.Delay(Duration.ofSeconds(12), Duration.ZERO);
        String how = "takes effect after its caller gave up";
        return Thorough.Rows.of(
                Stream.concat(refused, Stream.of(arguments(Operation.CREATE_ROOM, how, late))),
                operations.stream()
                        .flatMap(operation -> Stream.of(arguments(operation, how, late), arguments(operation,
                                "is answered bit by bit, for longer than anybody waits",
                                new FaultKind.Trickle(Duration.ofSeconds(15)))))
                        .filter(row -> !(row.get()[0] == Operation.CREATE_ROOM && row.get()[1].equals(how))));
    }

    @ParameterizedTest(name = "one {0} {1}")
    @MethodSource("oneCallGoesWrong")
    void aLifeGoesOn(Operation operation, String how, FaultKind kind) {
        operator.hathora().faults().add(Fault.on(operation, kind).times(1));

        operator.apply(NAME, "region: Tokyo\nroomConfig: one");
        awaitReason("Active");
        operator.edit(NAME, "roomConfig: two");
        await().atMost(PATIENCE).until(() -> "two".equals(operator.liveRooms().getFirst().roomConfig()));
        operator.edit(NAME, "state: Suspended");
        awaitReason("Suspended");
        Instant wantedAgain = Instant.now();
        operator.edit(NAME, "state: Active");
        awaitReason("Active");
        await().atMost(PATIENCE).until(() -> operation == Operation.DESTROY_ROOM
                || operator.hathora().faults().struck().isEmpty());
        awaitReason("Active");
        operator.resource(NAME).delete();
        operator.awaitGone(NAME);

        assertThat(operator.hathora().faults().struck()).as("used up").isEmpty();
        assertThat(operator.hathora().rooms()).as(this::history).singleElement()
                .extracting(SimulatedRoom::destroyedAt).isNotNull();
        // Later on, a suspendRoom that was given up may still take effect, beside the readiness poll of the wanted room.
        assertThat(operator.hathora().history(operator.hathora().rooms().getFirst().roomId())).as(this::history)
                .filteredOn(HistoryEntry::endsSuspension).extracting(HistoryEntry::at).isNotEmpty()
                .allSatisfy(woken -> assertThat(woken).isAfter(wantedAgain));
        assertThat(operator.eventReasons(NAME)).as("nobody is called for one refusal")
                .doesNotContain("CredentialsInvalid");
    }

    @ParameterizedTest(name = "{0} times")
    @ThoroughAfter(1)
    @ValueSource(ints = {1, 8})
    void aRoomThatDoesNotShowAfterItWasMadeIsWaitedFor(int times) {
        Stream.of(Operation.GET_ROOM_INFO, Operation.GET_CONNECTION_INFO).forEach(look -> operator.hathora().faults()
                .add(Fault.on(look, new FaultKind.Status(404, "room does not exist", null, false)).times(times)));

        operator.apply(NAME, "region: Tokyo");

        awaitReason("Active");
        assertThat(operator.hathora().rooms()).as(this::history).hasSize(1);
        assertThat(operator.calls(Operation.CREATE_ROOM)).isEqualTo(1);
    }

    @ParameterizedTest(name = "for {0}")
    @ThoroughAfter(2)
    @ValueSource(strings = {"PT1H", "PT2S", "PT0S"})
    void aRoomIsGoneWhetherItIsCalledDestroyedOrNotFound(Duration described) {
        operator.hathora().forgetDestroyedRoomsAfter(described);
        operator.apply(NAME, "region: Tokyo");
        String first = Objects.requireNonNull(awaitReason("Active"));

        operator.hathora().destroyAsGame(first);
        operator.await(NAME, "the next room", s -> s.restarts() == 1 && s.connection() != null);
        assertThat(operator.liveRooms()).hasSize(1);
        operator.resource(NAME).delete();
        operator.awaitGone(NAME);

        assertThat(operator.hathora().rooms()).as(this::history).hasSize(2).extracting(SimulatedRoom::destroyedAt)
                .doesNotContainNull();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(ints = {400, 409, 422})
    void aConflictOverAnIdThatIsOursIsNone(int status) {
        operator.hathora().setUsedIdStatus(status);
        operator.hathora().faults().add(Fault.on(Operation.CREATE_ROOM, new FaultKind.DropAfterCommit()).times(1));
        operator.hathora().faults().add(Fault.on(Operation.GET_ROOM_INFO,
                new FaultKind.Status(404, "room does not exist", null, false)).times(1));

        operator.apply(NAME, "region: Tokyo");

        awaitReason("Active");
        assertThat(operator.calls(Operation.CREATE_ROOM)).as("sent again").isEqualTo(2);
        assertThat(operator.hathora().stats().count(Operation.CREATE_ROOM, status)).as("refused").isEqualTo(1);
        assertThat(operator.hathora().rooms()).as(this::history).hasSize(1);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource(nullValues = "-", value = {"400, -", "409, -", "422, -", "409, 503", "400, 404", "422, 503"})
    void aRoomOfOursIsOursAlthoughItsCreateRoomWasAnsweredAsIfItsIdWereTaken(int status, @Nullable Integer look) {
        // as if a proxy had sent it twice and passed on the second answer
        operator.hathora().faults().add(Fault.on(Operation.CREATE_ROOM,
                new FaultKind.Status(status, "roomId is not unique", null, true)).times(1));

        operator.apply(NAME, "region: Tokyo\nroomId: ours");
        await().pollInterval(Duration.ofMillis(5)).until(() -> !operator.liveRooms().isEmpty());
        if (look != null) {
            // the next look is already on its way
            operator.hathora().faults().add(Fault.on(Operation.GET_ROOM_INFO,
                    new FaultKind.Status(look, "room does not exist", null, false)).times(1));
        }

        awaitReason("Active");
        assertThat(operator.calls(Operation.CREATE_ROOM)).isEqualTo(1);
        operator.resource(NAME).delete();
        operator.awaitGone(NAME);
        assertThat(operator.hathora().rooms()).as(this::history).hasSize(1).extracting(SimulatedRoom::destroyedAt)
                .doesNotContainNull();
    }

    @ParameterizedTest(name = "{0}")
    @ThoroughAfter(1)
    @ValueSource(ints = {409, 400, 422})
    void aConflictOverAnIdWhoseRoomHasEndedLeadsToTheNextId(int status) {
        operator.hathora().setUsedIdStatus(status);
        operator.hathora().forgetDestroyedRoomsAfter(Duration.ZERO);
        operator.hathora().faults().add(Fault.on(Operation.CREATE_ROOM, new FaultKind.DropAfterCommit()).times(1));
        operator.hathora().faults().add(Fault.on(Operation.GET_ROOM_INFO, FaultKind.Status.of(503)).times(2));

        operator.apply(NAME, "region: Tokyo");
        await().pollInterval(Duration.ofMillis(5)).until(() -> !operator.liveRooms().isEmpty());
        operator.hathora().destroyAsGame(operator.liveRooms().getFirst().roomId());

        String second = Objects.requireNonNull(awaitReason("Active"));
        assertThat(operator.hathora().stats().count(Operation.CREATE_ROOM, status)).as("refused").isPositive();
        assertThat(operator.hathora().rooms()).as(this::history).hasSize(2).last()
                .extracting(SimulatedRoom::roomId).isEqualTo(second);
        assertThat(operator.liveRooms()).hasSize(1);
    }

    private @Nullable String awaitReason(String reason) {
        return operator.await(NAME, reason, s -> s.condition("Ready") != null
                && s.condition("Ready").getReason().equals(reason)
                && Objects.equals(s.observedGeneration(), operator.resource(NAME).get().getMetadata().getGeneration()))
                .roomId();
    }

    private String history() {
        List<HistoryEntry> entries = operator.hathora().rooms().stream()
                .flatMap(room -> operator.hathora().history(room.roomId()).stream()).toList();
        return "what happened:\n" + String.join("\n", entries.stream().map(HistoryEntry::toString).toList());
    }
}
