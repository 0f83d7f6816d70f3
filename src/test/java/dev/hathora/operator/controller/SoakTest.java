package dev.hathora.operator.controller;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.cloud.http.HttpHathoraCloud;
import dev.hathora.operator.controller.kubernetes.RoomOwners;
import dev.hathora.operator.controller.memory.Account;
import dev.hathora.operator.controller.memory.Applications;
import dev.hathora.operator.controller.memory.TrackedRoom;
import dev.hathora.operator.controller.memory.TrackedRooms;
import dev.hathora.operator.controller.watch.LookSchedule;
import dev.hathora.operator.controller.watch.PollingRoomWatcher;
import dev.hathora.operator.controller.watch.UnaccountedRooms;
import dev.hathora.operator.room.Attempts;
import dev.hathora.operator.room.Claim;
import dev.hathora.operator.room.Observation;
import dev.hathora.operator.room.Plan.Watch;
import dev.hathora.operator.simulator.Simulator;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.Thorough;
import dev.hathora.operator.testing.VirtualTime;
import dev.hathora.operator.traffic.CallLimiter;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import static org.assertj.core.api.Assertions.assertThat;

/** A virtual day of watching, in which rooms come and go: nothing is forgotten, and nothing is left behind. */
@Thorough
@Isolated("what others hold of the heap would count")
class SoakTest {
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final int ROOMS = 24;
    private static final int COMING_AND_GOING = 4;
    private static final long MIB = 1024 * 1024;

    private final VirtualTime time = new VirtualTime();
    private final Simulator hathora = Simulator.start(SimulatorOptions.defaults().withBoot(Duration.ZERO),
            time::instant);
    private final HttpClient http = HttpHathoraCloud.newHttpClient();
    private final HathoraCloud cloud = new HttpHathoraCloud(hathora.uri(), SimulatorOptions.defaults()::token, http,
            CallObserver.NONE);
    private final Account account = new Account(cloud, new CallLimiter(1_000_000, time),
            new Applications(time::instant));
    private final TrackedRooms tracked = new TrackedRooms(time::instant);
    private final Map<ResourceID, TrackedRoom> rooms = new HashMap<>();
    private final UnaccountedRooms unaccounted = new UnaccountedRooms(
            id -> rooms.containsKey(new ResourceID(id, "games")), id -> RoomOwners.Owner.UNKNOWN, Runnable::run);
    private final PollingRoomWatcher watcher = new PollingRoomWatcher(INTERVAL, time::instant, new Random(7),
            new LookSchedule(time, Runnable::run), unaccounted, this::reconcile);
    private int made;

    @AfterEach
    void stop() {
        http.shutdownNow();
        hathora.close();
    }

    @Test
    void aDayLeavesNothingBehindAndNobodyOut() {
        for (int i = 0; i < ROOMS; i++) {
            begin();
        }
        for (int hour = 1; hour <= 2; hour++) {
            anHour();
        }
        long heap = liveHeap();
        int tasks = time.scheduled();
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        long lists = hathora.stats().count(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS);
        int processes = 0;
        for (int hour = 3; hour <= 24; hour++) {
            anHour();
            processes += processes();
            assertThat(watcher.oldestLook()).as("since the room looked at least recently was, hour %s", hour)
                    .isLessThan(INTERVAL.multipliedBy(11).dividedBy(10).plusSeconds(1));
        }

        assertThat(time.scheduled()).as("timers").isLessThanOrEqualTo(tasks + processes());
        assertThat(ManagementFactory.getThreadMXBean().getThreadCount()).as("threads").isLessThan(threads + 20);
        assertThat(liveHeap() - heap).as("bytes that are held").isLessThan(4 * MIB);
        assertThat(unaccounted.countByApplication()).isEmpty();
        assertThat(tracked.stream()).as("rooms that are remembered").hasSize(ROOMS);
        assertThat(size(watcher, "polls")).as("rooms that are watched").isEqualTo(ROOMS);
        // a process whose last room has gone is noticed when it is read the next time
        assertThat(size(field(watcher, "processes"), "groups")).as("processes that are read")
                .isBetween(processes(), processes() + COMING_AND_GOING);
        double due = processes * (Duration.ofHours(1).toSeconds() / (double) INTERVAL.toSeconds());
        assertThat(hathora.stats().count(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS) - lists).as("lists read")
                .isBetween((long) (0.95 * due), (long) (1.1 * due));
        System.out.printf("Soak: 22 h, %d rooms made, heap %+d KiB, timers %d, %s calls%n", made,
                (liveHeap() - heap) / 1024, time.scheduled(), hathora.stats().total());
    }

    private void anHour() {
        time.pass(Duration.ofMinutes(30));
        List<TrackedRoom> leaving = new ArrayList<>(rooms.values()).subList(0, COMING_AND_GOING);
        leaving.forEach(this::end);
        leaving.forEach(left -> begin());
        time.pass(Duration.ofMinutes(30));
    }

    private void begin() {
        String id = "room-" + ++made;
        ResourceID resource = new ResourceID(id, "games");
        Claim claim = new Claim(OperatorFixture.APP, id);
        var unused = cloud.createRoom(claim.appId(), id, new CreateRoomRequest("Tokyo", null, null, List.of()));
        HathoraRoom stored = new HathoraRoom();
        stored.setMetadata(new ObjectMetaBuilder().withName(id).withNamespace("games").withUid(id).build());
        TrackedRoom room = tracked.of(stored);
        room.switchTo(claim, Attempts.NONE);
        room.retarget(claim);
        room.setAccount(account);
        room.known().record(cloud.getRoomInfo(claim.appId(), id), time.instant());
        rooms.put(resource, room);
        reconcile(resource);
    }

    private void end(TrackedRoom room) {
        cloud.destroyRoom(OperatorFixture.APP, room.uid());
        watcher.forget(room);
        tracked.forget(room);
        rooms.remove(room.resource());
    }

    private void reconcile(ResourceID resource) {
        TrackedRoom room = rooms.get(resource);
        if (room != null) {
            assertThat(room.known().observation()).isInstanceOf(Observation.Present.class);
            assertThat(watcher.watch(room, Watch.ROUTINE)).isTrue();
        }
    }

    private int processes() {
        return (int) rooms.values().stream().map(room -> room.known().whereabouts().processId()).distinct().count();
    }

    /** What is kept inside has no other use for its size than to be watched here. */
    private static Object field(Object of, String name) {
        try {
            Field field = of.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field.get(of);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(of.getClass() + " has no field " + name + " any more", e);
        }
    }

    private static int size(Object of, String map) {
        return ((Map<?, ?>) field(of, map)).size();
    }

    private static long liveHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
