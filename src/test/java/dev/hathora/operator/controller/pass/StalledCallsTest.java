package dev.hathora.operator.controller.pass;

import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.cloud.http.HttpHathoraCloud;
import dev.hathora.operator.controller.kubernetes.Accounts;
import dev.hathora.operator.controller.kubernetes.HolderSearch;
import dev.hathora.operator.controller.kubernetes.KubernetesRequests;
import dev.hathora.operator.controller.kubernetes.KubernetesResourceStore;
import dev.hathora.operator.controller.kubernetes.ResourceStore;
import dev.hathora.operator.controller.kubernetes.SetSearch;
import dev.hathora.operator.controller.memory.Account;
import dev.hathora.operator.controller.memory.Applications;
import dev.hathora.operator.controller.memory.KnownSets;
import dev.hathora.operator.controller.memory.MissingRooms;
import dev.hathora.operator.controller.memory.Stalls;
import dev.hathora.operator.controller.memory.Stalls.StillStalledException;
import dev.hathora.operator.controller.memory.TrackedRoom;
import dev.hathora.operator.controller.memory.TrackedRooms;
import dev.hathora.operator.controller.report.ConnectionSecrets;
import dev.hathora.operator.controller.report.KubernetesEvents;
import dev.hathora.operator.controller.report.OperatorObserver;
import dev.hathora.operator.controller.report.PassResult;
import dev.hathora.operator.controller.report.PassScope;
import dev.hathora.operator.controller.report.RoomEvents;
import dev.hathora.operator.room.Claim;
import dev.hathora.operator.room.Endpoints;
import dev.hathora.operator.room.Plan;
import dev.hathora.operator.room.Plan.Rest;
import dev.hathora.operator.room.Plan.Watch;
import dev.hathora.operator.room.Reason;
import dev.hathora.operator.simulator.Fault;
import dev.hathora.operator.simulator.FaultKind;
import dev.hathora.operator.simulator.Simulator;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.MockCluster;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.traffic.CallLimiter;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** How often Hathora is asked again for what only a human can put right. Time is the test's; passes come when they are due. */
class StalledCallsTest {
    private static final String APP = OperatorFixture.APP;
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final MockCluster cluster = new MockCluster();
    private final Simulator hathora = Simulator.start(SimulatorOptions.defaults());
    private final HttpClient http = HttpHathoraCloud.newHttpClient();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private String token = SimulatorOptions.defaults().token();
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private final TrackedRooms rooms = new TrackedRooms(() -> now);
    private final RoomPass pass = pass();
    private final ResourceStore store = new KubernetesResourceStore(cluster.client(), new KubernetesRequests(),
            Endpoints.only(hathora.uri()).current());

    private RoomPass pass() {
        KubernetesRequests requests = new KubernetesRequests();
        Accounts accounts = new Accounts(cluster.client(), requests, false, () -> Optional.of(token), this::account,
                () -> now);
        return new RoomPass(accounts, new HolderSearch(cluster.client(), requests, Set.of("games"), () -> now),
                new SetSearch(cluster.client(), requests),
                new ConnectionSecrets(cluster.client(), requests),
                new RoomEvents(new KubernetesEvents(cluster.client(), requests, OperatorObserver.NONE, () -> now),
                        OperatorObserver.NONE),
                new ResourceReading(() -> now, new MissingRooms(rooms::stream, () -> now, Duration.ofSeconds(30)),
                        Endpoints.only(hathora.uri()), new KnownSets(), APP, false),
                () -> now, new Random(7));
    }

    private Account account(String of) {
        CallLimiter limiter = new CallLimiter(1000, timer);
        return new Account(new HttpHathoraCloud(hathora.uri(), () -> of, http, limiter), limiter,
                new Applications(() -> now));
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
        http.shutdownNow();
        hathora.close();
        cluster.close();
    }

    @ParameterizedTest(name = "{0} of {1}: {3}, first asked again after {4} s")
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        "402 | CREATE_ROOM   | -     | BillingBlocked      | 60 | 11",
        "403 | CREATE_ROOM   | -     | Forbidden           | 60 | 11",
        "404 | CREATE_ROOM   | -     | ApplicationNotFound | 3  | 16",
        "422 | CREATE_ROOM   | -     | RequestRejected     | 60 | 11",
        "403 | GET_ROOM_INFO | mine  | Forbidden           | 60 | 11",
        "401 | CREATE_ROOM   | -     | CredentialsInvalid  | 30 | 12",
    })
    void isAskedAgainWithDelaysThatGrowToTenMinutes(int status, Operation operation, String roomId, String reason,
            int first, int attempts) {
        hathora.faults().add(Fault.on(operation, FaultKind.Status.of(status)));
        HathoraRoom room = create(roomId);

        List<Instant> asked = asked(operation, room, Duration.ofMinutes(80));

        assertThat(reason()).isEqualTo(reason);
        List<Duration> pauses = pauses(asked);
        long expected = first;
        for (Duration pause : pauses) {
            assertThat(pause.toSeconds()).isCloseTo(expected, within(expected / 5 + 1));
            expected = Math.min(600, expected * 2);
        }
        assertThat(pauses).as("at most ten minutes, and never given up").hasSizeBetween(attempts - 2, attempts);
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                arguments("spec", (UnaryOperator<HathoraRoom>) room -> {
                    room.getMetadata()
                            .setGeneration(Objects.requireNonNullElse(room.getMetadata().getGeneration(), 1L) + 1);
                    return room;
                }),
                arguments("an annotation", (UnaryOperator<HathoraRoom>) room -> {
                    room.getMetadata().getAnnotations().put(HathoraRoom.ABANDON_ROOM, "any");
                    return room;
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void isAskedAtOnceWhenTheResourceHasChanged(String what, UnaryOperator<HathoraRoom> change) {
        hathora.faults().add(Fault.on(Operation.CREATE_ROOM, FaultKind.Status.of(404)));
        HathoraRoom room = create(null);
        asked(Operation.CREATE_ROOM, room, Duration.ofMinutes(30));
        long before = hathora.stats().count(Operation.CREATE_ROOM);
        run(resource());
        assertThat(hathora.stats().count(Operation.CREATE_ROOM)).as("nothing has changed").isEqualTo(before);

        List<Duration> pauses = pauses(asked(Operation.CREATE_ROOM, change.apply(resource()), Duration.ofMinutes(4)));
        assertThat(pauses.getFirst()).as("the delays begin anew").isLessThan(Duration.ofSeconds(75));
    }

    @Test
    void isAskedAtOnceWithAnotherToken() {
        hathora.rotateToken("rotated");
        HathoraRoom room = create(null);
        asked(Operation.CREATE_ROOM, room, Duration.ofMinutes(30));
        assertThat(reason()).isEqualTo("CredentialsInvalid");
        Instant next = run(resource());
        assertThat(next).as("the Secret is read every 30 s").isBeforeOrEqualTo(now.plusSeconds(30));

        token = "rotated";
        now = next;
        run(resource());
        assertThat(hathora.rooms()).hasSize(1);
    }

    /** Otherwise passes without a call would follow one another at that rate, for as long as the call is not repeated. */
    @Test
    void aRestThatWasAlmostOverIsRepeatedWithPausesOfASecond() {
        HathoraRoom room = create(null);
        Account account = account(token);
        Plan.Step look = new Plan.LookUp(new Claim(APP, "lobby"));
        Stalls stalls = new Stalls();
        stalls.beginPass();
        stalls.beforeFirstCall(look, room, account, now);

        stalls.rests(new Rest(Reason.REQUEST_REJECTED, "400", Watch.NONE, now.plusNanos(500_000)), now, new Random(7));

        stalls.beginPass();
        assertThatThrownBy(() -> stalls.beforeFirstCall(look, room, account, now))
                .isInstanceOfSatisfying(StillStalledException.class, stalled -> assertThat(stalled.rest().until())
                        .isBetween(now.plusMillis(800), now.plusMillis(1200)));
    }

    private HathoraRoom create(@Nullable String roomId) {
        HathoraRoom room = cluster.client().getKubernetesSerialization().unmarshal("""
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraRoom
                metadata:
                  name: lobby
                  namespace: games
                spec:
                  region: Tokyo
                """ + (roomId == null ? "" : "  roomId: " + roomId + "\n"), HathoraRoom.class);
        room.setMetadata(new ObjectMetaBuilder(room.getMetadata()).withAnnotations(Map.of()).build());
        return cluster.client().resource(room).create();
    }

    private HathoraRoom resource() {
        return cluster.client().resources(HathoraRoom.class).inNamespace("games").withName("lobby").get();
    }

    private String reason() {
        return Objects.requireNonNull(resource().getStatus().condition("Ready")).getReason();
    }

    /** Runs passes when they are due, and notes when Hathora was asked. */
    private List<Instant> asked(Operation operation, HathoraRoom first, Duration duration) {
        List<Instant> asked = new ArrayList<>();
        Instant end = now.plus(duration);
        HathoraRoom room = first;
        while (now.isBefore(end)) {
            long before = hathora.stats().count(operation);
            Instant next = run(room);
            if (hathora.stats().count(operation) > before) {
                asked.add(now);
            }
            now = next;
            room = resource();
        }
        return asked;
    }

    /** One pass; returns when the next one is due. */
    private Instant run(HathoraRoom room) {
        TrackedRoom tracked = rooms.of(room);
        tracked.lock().lock();
        try {
            PassResult result = pass.run(new PassScope(room, tracked, store, null));
            return result.next().filter(next -> next.isAfter(now)).orElse(now.plus(MOMENT));
        } finally {
            tracked.lock().unlock();
        }
    }

    private static List<Duration> pauses(List<Instant> times) {
        List<Duration> pauses = new ArrayList<>();
        for (int i = 1; i < times.size(); i++) {
            pauses.add(Duration.between(times.get(i - 1), times.get(i)));
        }
        return pauses;
    }
}
