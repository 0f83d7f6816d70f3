package dev.hathora.operator.simulator;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.simulator.Caller.Reply;
import dev.hathora.operator.simulator.FaultKind.Body;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static dev.hathora.operator.simulator.Caller.IN_TOKYO;
import static dev.hathora.operator.simulator.Caller.ROOMS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** What a caller gets to see of each fault, and what came of its call. */
class FaultsTest {
    private static final int CUT = 0;

    private final Simulator simulator = Simulator.start(SimulatorOptions.defaults().withBoot(Duration.ZERO));
    private final Caller caller = new Caller(simulator);

    @AfterEach
    void stop() {
        caller.close();
        simulator.close();
    }

    static Stream<Arguments> faults() {
        Duration none = Duration.ZERO;
        Duration soon = Duration.ofMillis(50);
        return Stream.of(
                arguments("refused by something in between", FaultKind.Status.of(503), 503, false),
                arguments("billing", new FaultKind.Status(402, "no funds", null, false), 402, false),
                arguments("failed after it worked", new FaultKind.Status(500, "oops", null, true), 500, true),
                arguments("slow to begin", new FaultKind.Delay(soon, none), 201, true),
                arguments("slow to answer", new FaultKind.Delay(none, soon), 201, true),
                arguments("lost on the way there", new FaultKind.DropBeforeCommit(), CUT, false),
                arguments("lost on the way back", new FaultKind.DropAfterCommit(), CUT, true),
                arguments("a proxy's page", new FaultKind.MalformedBody(Body.HTML), 201, true),
                arguments("half an answer", new FaultKind.MalformedBody(Body.TRUNCATED_JSON), 201, true),
                arguments("no answer but a status", new FaultKind.MalformedBody(Body.EMPTY), 201, true),
                arguments("an endless answer", new FaultKind.MalformedBody(Body.OVERSIZED), 201, true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void strikesOneCallAndTheNextIsSound(String name, FaultKind kind, int answered, boolean applied) {
        simulator.faults().add(Fault.on(Operation.CREATE_ROOM, kind).times(1));

        int status;
        try {
            status = caller.trySend("POST", ROOMS + "/create?roomId=r1", IN_TOKYO).status();
        } catch (IOException e) {
            status = CUT;
        }

        assertThat(status).as(name).isEqualTo(answered);
        assertThat(simulator.rooms()).hasSize(applied ? 1 : 0);
        assertThat(simulator.stats().count(Operation.CREATE_ROOM, answered)).isEqualTo(1);
        assertThat(simulator.history("r1")).last().extracting(HistoryEntry::effect).asString().contains("fault");
        assertThat(caller.create("r2").status()).isEqualTo(201);
    }

    @ParameterizedTest
    @EnumSource(Body.class)
    void malformedBodiesAreWhatTheirNameSays(Body body) {
        caller.create("r1");
        simulator.faults().add(Fault.on(Operation.GET_ROOM_INFO, new FaultKind.MalformedBody(body)));

        Reply reply = caller.get(ROOMS + "/info/r1");

        switch (body) {
            case HTML -> assertThat(reply).satisfies(html -> assertThat(html.body()).startsWith("<html>"),
                    html -> assertThat(html.contentType()).isEqualTo("text/html"));
            case TRUNCATED_JSON -> {
                assertThat(reply.body()).startsWith("{\"appId\"");
                assertThatThrownBy(reply::json).isInstanceOf(AssertionError.class);
            }
            case OVERSIZED -> assertThat(reply.body()).hasSizeGreaterThan(Body.OVERSIZED_BYTES);
            case EMPTY -> assertThat(reply.body()).isEmpty();
        }
    }

    @Test
    void aMalformedBodyTurnsNoContentIntoContent() {
        caller.create("r1");
        simulator.faults().add(Fault.on(Operation.DESTROY_ROOM, new FaultKind.MalformedBody(Body.HTML)));

        assertThat(caller.post(ROOMS + "/destroy/r1").status()).isEqualTo(200);
        assertThat(simulator.rooms()).extracting(SimulatedRoom::status).containsExactly(RoomStatus.DESTROYED);
    }

    @ParameterizedTest(name = "answered {0}")
    @MethodSource("lateAnswers")
    void aLateCommitLandsAfterItsCallerGaveUp(int status) {
        var late = new FaultKind.LateCommit(Duration.ofMillis(100), status);
        simulator.faults().add(Fault.on(Operation.CREATE_ROOM, late).times(1));

        if (status == CUT) {
            assertThatThrownBy(() -> caller.trySend("POST", ROOMS + "/create?roomId=r1", IN_TOKYO))
                    .isInstanceOf(IOException.class);
        } else {
            assertThat(caller.create("r1").status()).isEqualTo(status);
        }

        await().untilAsserted(() -> assertThat(simulator.history("r1")).hasSize(4));
        assertThat(simulator.history("r1"))
                .extracting(HistoryEntry::status, entry -> entry.effect().replaceAll(" on process .*", ""))
                .containsExactly(tuple(status, "fault: commits PT0.1S later"), tuple(0, "created"), tuple(0, "placed"),
                        tuple(201, "committed late, unheard"));
        assertThat(simulator.rooms()).hasSize(1);
    }

    static Stream<Integer> lateAnswers() {
        return Stream.of(CUT, 503);
    }

    @Test
    void aStatusCarriesItsMessageAndRetryAfter() {
        simulator.faults().add(Fault.onAll(new FaultKind.Status(429, "slow down", Duration.ofSeconds(7), false)));

        Reply reply = caller.create("r1");

        assertThat(reply.message()).isEqualTo("slow down");
        assertThat(reply.retryAfter()).isEqualTo("7");
    }

    @Test
    void retryAfterMayBeADate() {
        simulator.faults().add(Fault.onAll(new FaultKind.Status(503, "later", Duration.ofSeconds(7), false, true)));
        Instant before = Instant.now();

        Reply reply = caller.create("r1");

        Instant named = DateTimeFormatter.RFC_1123_DATE_TIME.parse(reply.retryAfter(), Instant::from);
        assertThat(named).isBetween(before.plusSeconds(6), Instant.now().plusSeconds(8));
    }

    @Test
    void aTrickleIsTrueAndTakesItsTime() {
        caller.create("r1");
        simulator.faults().add(Fault.on(Operation.GET_ROOM_INFO, new FaultKind.Trickle(Duration.ofMillis(300))));
        long begin = System.nanoTime();

        Reply reply = caller.get(ROOMS + "/info/r1");

        assertThat(reply.json().get("roomId").textValue()).isEqualTo("r1");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(250));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"PARTIAL, r2", "EMPTY, ''", "FOREIGN, r1 r2 r3 foreign r1 r2 r3 foreign"})
    void aListIsWrongAsItsNameSays(FaultKind.Lie lie, String listed) {
        Stream.of("r1", "r2", "r3").forEach(caller::create);
        simulator.faults().add(Fault.on(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS, new FaultKind.WrongList(lie)));

        assertThat(list("active")).isEqualTo(listed);
        assertThat(simulator.rooms()).as("what is true").hasSize(3);
    }

    @Test
    void aLateListTellsWhatWas() {
        ManualClock clock = new ManualClock();
        try (Simulator late = Simulator.start(SimulatorOptions.defaults().withBoot(Duration.ZERO), clock);
                Caller its = new Caller(late)) {
            Stream.of("ends", "suspended", "stays").forEach(its::create);
            clock.advance(Duration.ofSeconds(5));
            late.destroyAsGame("ends");
            its.post(ROOMS + "/suspend/suspended");
            its.create("new");
            clock.advance(Duration.ofSeconds(3));
            String truth = list(late, its, "active") + "/" + list(late, its, "inactive");
            Duration ago = Duration.ofSeconds(4);
            Stream.of(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS, Operation.GET_INACTIVE_ROOMS_FOR_PROCESS)
                    .forEach(list -> late.faults().add(Fault.on(list, new FaultKind.LateList(ago))));

            assertThat(truth).isEqualTo("stays new/ends suspended");
            assertThat(list(late, its, "active")).isEqualTo("ends suspended stays");
            assertThat(list(late, its, "inactive")).isEmpty();
            clock.advance(Duration.ofSeconds(2));
            assertThat(list(late, its, "active") + "/" + list(late, its, "inactive")).as("in time").isEqualTo(truth);
        }
    }

    private String list(String which) {
        return list(simulator, caller, which);
    }

    private static String list(Simulator of, Caller by, String which) {
        JsonNode rooms = by.get(ROOMS + "/list/" + of.rooms().getFirst().processId() + "/" + which).json();
        return StreamSupport.stream(rooms.spliterator(), false).map(room -> room.get("roomId").textValue())
                .collect(Collectors.joining(" "));
    }

    @Test
    void delaysTakeTheirTime() {
        simulator.faults().add(
                Fault.on(Operation.CREATE_ROOM, new FaultKind.Delay(Duration.ofMillis(60), Duration.ofMillis(60))));
        long begin = System.nanoTime();

        caller.create("r1");

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(120));
    }

    @Test
    void latencyIsAddedToEveryCall() {
        try (Simulator slow = Simulator.start(SimulatorOptions.defaults().withLatency(Duration.ofMillis(60)));
                Caller far = new Caller(slow)) {
            long begin = System.nanoTime();

            far.create("r1");

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(60));
        }
    }

    @Test
    void aFaultStrikesOnlyItsOperationAndItsRoom() {
        simulator.faults().add(Fault.on(Operation.CREATE_ROOM, FaultKind.Status.of(500)).forRoom("r2"));

        assertThat(caller.create("r1").status()).as("another room").isEqualTo(201);
        assertThat(caller.create("r2").status()).as("its room").isEqualTo(500);
        assertThat(caller.get(ROOMS + "/info/r2").status()).as("another operation").isEqualTo(404);
        assertThat(caller.post(ROOMS + "/create", IN_TOKYO).status()).as("a call that names no room").isEqualTo(201);
    }

    @Test
    void theFirstFaultThatMatchesStrikesUntilItIsUsedUp() {
        simulator.faults().add(Fault.onAll(FaultKind.Status.of(500)).times(2));
        simulator.faults().add(Fault.onAll(FaultKind.Status.of(502)).times(1));

        assertThat(Stream.of("r1", "r2", "r3", "r4").map(room -> caller.create(room).status())).containsExactly(500,
                500, 502, 201);
    }

    @Test
    void chanceStrikesSomeCallsAndClearingEndsIt() {
        simulator.faults().add(Fault.on(Operation.GET_ROOM_INFO, FaultKind.Status.of(500)).withProbability(0.5));
        caller.create("r1");

        // 200 calls of one kind have a chance of 2^-199: that is no luck to count on.
        Stream.generate(() -> caller.get(ROOMS + "/info/r1")).limit(200).forEach(reply -> {});
        assertThat(simulator.stats().count(Operation.GET_ROOM_INFO, 500)).isBetween(1L, 199L);

        simulator.faults().clear();
        assertThat(caller.get(ROOMS + "/info/r1").status()).isEqualTo(200);
    }

    @Test
    void closingDropsWhatWasToBeCommittedLate() {
        simulator.faults().add(Fault.onAll(new FaultKind.LateCommit(Duration.ofHours(1), 503)));
        caller.create("r1");

        simulator.close();

        assertThat(simulator.rooms()).isEmpty();
        assertThatThrownBy(() -> caller.trySend("GET", "/_sim/rooms", "")).isInstanceOf(IOException.class);
    }
}
