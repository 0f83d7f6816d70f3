package dev.hathora.operator.controller.watch;

import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.cloud.http.HttpHathoraCloud;
import dev.hathora.operator.controller.kubernetes.RoomOwners;
import dev.hathora.operator.controller.memory.Account;
import dev.hathora.operator.controller.memory.Applications;
import dev.hathora.operator.controller.memory.SharedRoom;
import dev.hathora.operator.controller.memory.TrackedRoom;
import dev.hathora.operator.room.Attempts;
import dev.hathora.operator.room.Claim;
import dev.hathora.operator.room.Observation;
import dev.hathora.operator.room.Plan.Watch;
import dev.hathora.operator.simulator.Fault;
import dev.hathora.operator.simulator.FaultKind;
import dev.hathora.operator.simulator.Simulator;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.VirtualTime;
import dev.hathora.operator.traffic.CallLimiter;
import dev.hathora.operator.traffic.Lane;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/** Which turns looks take, and what they learn, in virtual time. */
class PollingRoomWatcherTest {
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Duration BOOT = Duration.ofSeconds(3);

    private final VirtualTime time = new VirtualTime();
    private final Simulator hathora = Simulator.start(SimulatorOptions.defaults().withBoot(BOOT), time::instant);
    private final HttpClient http = HttpHathoraCloud.newHttpClient();
    private final HathoraCloud cloud = new HttpHathoraCloud(hathora.uri(), SimulatorOptions.defaults()::token, http,
            CallObserver.NONE);
    private final List<Lane> turns = new ArrayList<>();
    private final CallLimiter limiter = new CallLimiter(1_000_000, time, (lane, waited) -> turns.add(lane));
    private final Account account = new Account(cloud, limiter, new Applications(time::instant));
    private final List<ResourceID> woken = new ArrayList<>();
    private final PollingRoomWatcher watcher = new PollingRoomWatcher(INTERVAL, time::instant, new Random(7),
            new LookSchedule(time, Runnable::run),
            new UnaccountedRooms(id -> true, id -> RoomOwners.Owner.UNKNOWN, Runnable::run), woken::add);

    @AfterEach
    void stop() {
        http.shutdownNow();
        hathora.close();
    }

    @Test
    void aRoomThatIsUpIsNoticedSoonForFewCalls() {
        List<Duration> late = new ArrayList<>();
        for (int wait = 0; wait < BOOT.toMillis(); wait += 100) {
            // watched when it has booted for a while already, so that this long is left
            TrackedRoom room = room("boots-" + wait);
            time.pass(Duration.ofMillis(wait));
            Duration boot = BOOT.minusMillis(wait);
            Instant up = time.instant().plus(boot);
            long calls = hathora.stats().count(Operation.GET_CONNECTION_INFO);
            woken.clear();
            assertThat(watcher.watch(room, Watch.READINESS)).isTrue();
            while (woken.isEmpty()) {
                time.pass(Duration.ofMillis(10));
            }
            late.add(Duration.between(up, time.instant()));
            assertThat(hathora.stats().count(Operation.GET_CONNECTION_INFO) - calls)
                    .as("calls while a room boots for %s", boot).isLessThanOrEqualTo(8);
            watcher.forget(room);
        }
        assertThat(late.stream().sorted().toList().get(late.size() / 2)).as("the median of %s", late)
                .isLessThan(Duration.ofMillis(250));
        assertThat(late).allSatisfy(delay -> assertThat(delay).isLessThan(Duration.ofMillis(700)));
    }

    @Test
    void aLookThatIsNotWantedAnyMoreTakesNoTurn() {
        List<TrackedRoom> rooms = IntStream.range(0, 8).mapToObj(i -> room("room-" + i)).toList();
        TrackedRoom booting = room("booting");
        time.pass(BOOT);
        rooms.forEach(this::settled);
        assertThat(watcher.watch(booting, Watch.READINESS)).isTrue();
        time.pass(Duration.ofMillis(100));
        turns.clear();

        rooms.forEach(watcher::forget);
        assertThat(watcher.watch(booting, Watch.NONE)).isFalse();
        time.pass(INTERVAL.multipliedBy(3));

        assertThat(turns).isEmpty();
        assertThat(time.scheduled()).as("timers").isZero();
    }

    @Test
    void everyTurnIsUsedForACall() {
        List<TrackedRoom> rooms = IntStream.range(0, 12).mapToObj(i -> room("room-" + i)).toList();
        time.pass(BOOT);
        rooms.forEach(this::settled);
        turns.clear();
        long calls = hathora.stats().total();
        rooms.forEach(room -> {
            // as after a restart, where the round of a process is moved forward for a room that nothing is known of
            room.known().record(new Observation.Unknown());
            watcher.forget(room);
            assertThat(watcher.watch(room, Watch.ROUTINE)).isTrue();
        });

        time.pass(INTERVAL.multipliedBy(5));

        assertThat(turns).as("turns").isNotEmpty().hasSize((int) (hathora.stats().total() - calls));
    }

    @Test
    void aRoomThatIsMissingFromItsListIsAskedAboutBeforeTheRoutine() {
        List<TrackedRoom> rooms = IntStream.range(0, 4).mapToObj(i -> room("room-" + i)).toList();
        time.pass(BOOT);
        rooms.forEach(this::settled);
        turns.clear();

        hathora.destroyAsGame("room-2");
        time.pass(INTERVAL.multipliedBy(2));

        assertThat(turns.subList(0, 2)).containsExactly(Lane.ROUTINE, Lane.READINESS);
        assertThat(rooms.get(2).known().observation()).isInstanceOf(Observation.Absent.class);
    }

    @Test
    void thatHathoraIsBusySaysNothingAboutARoom() {
        TrackedRoom settled = room("settled");
        time.pass(BOOT);
        settled(settled);
        TrackedRoom booting = room("booting");
        Observation before = booting.known().observation();
        assertThat(watcher.watch(booting, Watch.READINESS)).isTrue();
        hathora.faults().add(Fault.onAll(FaultKind.Status.of(429)));
        long lists = hathora.stats().count(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS, 429);

        time.pass(INTERVAL.multipliedBy(2));

        assertThat(hathora.stats().count(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS, 429) - lists).as("refused lists")
                .isGreaterThan(2);
        assertThat(hathora.stats().count(Operation.GET_CONNECTION_INFO, 429)).as("refused readiness").isGreaterThan(2);
        assertThat(settled.known().observation()).isInstanceOf(Observation.Present.class);
        assertThat(booting.known().observation()).as("so that its next look is no change").isEqualTo(before);
        assertThat(woken).isEmpty();
        hathora.faults().clear();
        time.pass(INTERVAL);
        assertThat(woken).as("is up").containsOnly(booting.resource());
    }

    static Stream<Arguments> laterRooms() {
        Consumer<TrackedRoom> nothing = room -> {};
        return Stream.of(
                argumentSet("at once", Duration.ZERO, nothing, 1),
                argumentSet("before half an interval is over", INTERVAL.dividedBy(2).minusSeconds(1), nothing, 1),
                argumentSet("after that the list says too little", INTERVAL.dividedBy(2).plusSeconds(1), nothing, 2),
                argumentSet("it was read, so the list may be older than what was known", Duration.ZERO,
                        (Consumer<TrackedRoom>) room -> room.looks().answered(Instant.EPOCH), 2),
                argumentSet("a change was sent, so the list may be from before it", Duration.ZERO,
                        (Consumer<TrackedRoom>) room -> room.known().beginChange(), 2));
    }

    @ParameterizedTest
    @MethodSource("laterRooms")
    void theFirstListAlsoCountsForRoomsThatJoinSoonAfter(Duration later, Consumer<TrackedRoom> before, int lists) {
        TrackedRoom one = room("one");
        TrackedRoom two = room("two");
        time.pass(BOOT);
        restored(one);
        restored(two);
        assertThat(watcher.watch(one, Watch.ROUTINE)).isTrue();
        time.pass(Duration.ofMillis(100));

        time.pass(later);
        before.accept(two);
        assertThat(watcher.watch(two, Watch.ROUTINE)).isTrue();
        time.pass(Duration.ofMillis(100));

        assertThat(hathora.stats().count(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS)).as("lists").isEqualTo(lists);
        assertThat(List.of(one, two)).extracting(room -> room.known().observation())
                .hasOnlyElementsOfType(Observation.Present.class);
    }

    @Test
    void aRoomThatIsNotOnTheFirstListIsAskedAbout() {
        TrackedRoom one = room("one");
        TrackedRoom gone = room("gone");
        time.pass(BOOT);
        restored(one);
        restored(gone);
        hathora.destroyAsGame("gone");
        assertThat(watcher.watch(one, Watch.ROUTINE)).isTrue();
        time.pass(Duration.ofMillis(100));

        assertThat(watcher.watch(gone, Watch.ROUTINE)).isTrue();
        time.pass(Duration.ofMillis(100));

        assertThat(hathora.stats().count(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS)).as("lists").isEqualTo(1);
        assertThat(gone.known().observation()).isInstanceOf(Observation.Absent.class);
    }

    @Test
    void aListThatArrivesDuringAPassIsComparedAfterIt() throws Exception {
        Queue<Runnable> calls = new ArrayDeque<>();
        PollingRoomWatcher patient = new PollingRoomWatcher(INTERVAL, time::instant, new Random(7),
                new LookSchedule(time, calls::add),
                new UnaccountedRooms(id -> true, id -> RoomOwners.Owner.UNKNOWN, Runnable::run), woken::add);
        TrackedRoom room = room("in-pass");
        time.pass(BOOT);
        restored(room);
        assertThat(patient.watch(room, Watch.ROUTINE)).isTrue();
        time.pass(Duration.ofMillis(100));
        try (ExecutorService pass = Executors.newSingleThreadExecutor()) {
            pass.submit(() -> room.lock().lock()).get();
            calls.remove().run();
            assertThat(hathora.stats().count(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS)).as("lists").isEqualTo(1);
            assertThat(room.known().observation()).isInstanceOf(Observation.Unknown.class);
            pass.submit(() -> room.lock().unlock()).get();
        }

        calls.remove().run();

        assertThat(room.known().observation()).isInstanceOf(Observation.Present.class);
        assertThat(woken).containsExactly(room.resource());
    }

    /** As after a restart, when only status says where the room is. */
    private void restored(TrackedRoom room) {
        room.known().record(cloud.getRoomInfo(OperatorFixture.APP, room.uid()),
                cloud.getConnectionInfo(OperatorFixture.APP, room.uid()), time.instant());
        room.known().record(new Observation.Unknown());
    }

    private TrackedRoom room(String id) {
        Claim claim = new Claim(OperatorFixture.APP, id);
        var unused = cloud.createRoom(claim.appId(), id, new CreateRoomRequest("Tokyo", null, null, List.of()));
        TrackedRoom room = new TrackedRoom(new ResourceID(id, "games"), id, time.instant(),
                (changed, before) -> new SharedRoom());
        room.switchTo(claim, Attempts.NONE);
        room.retarget(claim);
        room.setAccount(account);
        room.known().record(cloud.getRoomInfo(claim.appId(), id), time.instant());
        return room;
    }

    private void settled(TrackedRoom room) {
        room.known().record(cloud.getRoomInfo(OperatorFixture.APP, room.uid()),
                cloud.getConnectionInfo(OperatorFixture.APP, room.uid()), time.instant());
        assertThat(watcher.watch(room, Watch.ROUTINE)).isTrue();
    }
}
