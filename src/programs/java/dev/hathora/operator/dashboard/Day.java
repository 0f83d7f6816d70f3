package dev.hathora.operator.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.simulator.Fault;
import dev.hathora.operator.simulator.FaultKind;
import dev.hathora.operator.simulator.Faults;
import dev.hathora.operator.testing.OperatorFixture;

/** Six minutes with a bit of everything that happens to rooms, and who did it. */
final class Day {
    private static final List<String> REGIONS = List.of("Tokyo", "Frankfurt", "Chicago", "Sydney");
    private static final String OTHER_APP = "app-0b0f36f1-27c5-4cba-a1d3-f8a4d4ab6a41";

    private final OperatorFixture user;
    private final Runnable stopLeader;
    private final List<Event> events = new ArrayList<>();

    /** What happened when. */
    record Event(Instant at, String what) {}

    /**
     * @param stopLeader stops the leader gracefully
     */
    Day(OperatorFixture user, Runnable stopLeader) {
        this.user = user;
        this.stopLeader = stopLeader;
    }

    /** Goes by. */
    List<Event> pass() {
        Faults faults = user.hathora().faults();
        begin("40 rooms in four regions", () -> IntStream.range(0, 40).forEach(i -> user.apply("duel-" + i, """
                region: %s
                appId: %s
                roomConfig: ours
                """.formatted(REGIONS.get(i % 4 * (i % 3) % 4), i % 5 == 0 ? OTHER_APP : OperatorFixture.APP))), 20);
        begin("8 rooms suspended, 3 without credentials", () -> {
            IntStream.range(0, 8).forEach(i -> user.edit("duel-" + i, "state: Suspended"));
            IntStream.range(0, 3).forEach(i -> user.apply("orphan-" + i,
                    "region: Tokyo\ncredentialsSecretRef: {name: forgotten}"));
        }, 20);
        begin("matches end, and somebody meddles", () -> IntStream.range(10, 22).forEach(i -> {
            user.hathora().destroyAsGame(roomId("duel-" + i));
            user.hathora().setRoomConfig(roomId("duel-" + (i + 12)), "theirs");
            user.somebodyElse().suspendRoom(OperatorFixture.APP, roomId("duel-37"));
            rest(2);
        }), 10);
        begin("Hathora is slow, and fails now and then", () -> {
            faults.add(Fault.onAll(new FaultKind.Delay(Duration.ofMillis(400), Duration.ZERO)).withProbability(0.2));
            faults.add(Fault.onAll(FaultKind.Status.of(503)).withProbability(0.1));
            IntStream.range(0, 10).forEach(i -> user.edit("duel-" + (10 + i), "roomConfig: season-2"));
        }, 35);
        begin("Hathora is down", () -> {
            faults.clear();
            faults.add(Fault.onAll(FaultKind.Status.of(503)));
        }, 35);
        begin("it is back", faults::clear, 25);
        begin("429 for every third call, while 10 more rooms are wanted", () -> {
            faults.add(Fault.onAll(FaultKind.Status.of(429)).withProbability(0.3));
            IntStream.range(0, 10).forEach(i -> user.apply("race-" + i, "region: London"));
        }, 35);
        begin("that is over; 200 rooms at once", () -> {
            faults.clear();
            IntStream.range(0, 200).forEach(i -> user.apply("cup-" + i, "region: " + REGIONS.get(i % 4)));
        }, 60);
        begin("a room that no resource accounts for", () -> user.somebodyElse().createRoom(OperatorFixture.APP,
                "stray", new CreateRoomRequest("Tokyo", null, null, List.of())), 20);
        begin("the leader is stopped, the other goes on", stopLeader, 30);
        begin("the cup is over", () -> IntStream.range(0, 200).forEach(i -> user.resource("cup-" + i).delete()), 45);
        return events;
    }

    private void begin(String what, Runnable act, int seconds) {
        System.out.println(Instant.now() + " " + what);
        events.add(new Event(Instant.now(), what));
        act.run();
        rest(seconds);
    }

    private String roomId(String name) {
        HathoraRoomStatus status = user.await(name, "has a room", s -> s.roomId() != null);
        return String.valueOf(status.roomId());
    }

    /** Waits, because the picture shows the time in between. */
    private static void rest(int seconds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }
}
