package dev.hathora.operator.benchmark;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import dev.hathora.operator.roomset.RolloutType;
import dev.hathora.operator.roomset.RoomStanding;
import dev.hathora.operator.roomset.SetDesired;
import dev.hathora.operator.roomset.SetPlanner;
import dev.hathora.operator.roomset.SetRoom;

/** Measures how fast a HathoraRoomSet makes its rooms, in turns with manifests that a client applies one by one. */
record RoomsOfSets(Trial trial) {
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final Duration CALM = Duration.ofSeconds(3);
    private static final int WARM_UP = 20;
    private static final String SET = "hubs";
    private static final int PLANNED = 1000;
    private static final int PLANS = 200;

    /** How many rooms each turn makes: beside other parts fewer, because they take time. */
    static int rooms(Options options) {
        boolean alone = options.parts().equals(List.of(Schedule.Part.SETS));
        return Math.min(alone ? options.sizes().getFirst() : 200, options.largest());
    }

    /** The expected duration in seconds. */
    static double seconds(Options options) {
        return 10 + options.runs() * (4 + 0.08 * rooms(options)) + 2 * options.interval().toSeconds();
    }

    void inTurns() {
        trial.ensureStarted();
        int rooms = rooms(trial.options());
        double unused = manifests(Math.min(WARM_UP, rooms)) + set(Math.min(WARM_UP, rooms)).perSecond();
        for (int turn = 1; turn <= trial.options().runs(); turn++) {
            boolean setFirst = turn % 2 == 0;
            double before = setFirst ? 0 : manifests(rooms);
            Turn set = set(rooms);
            double single = setFirst ? manifests(rooms) : before;
            trial.addOf(turn, Figure.SET_RATIO, set.perSecond() / single);
            trial.addOf(turn, Figure.SET_WRITES, set.writesPerRoom());
            trial.addOf(turn, Figure.SET_PER_SECOND, set.perSecond());
        }
        trial.add(Figure.SET_WRITES_AT_REST, atRest(rooms));
        trial.add(Figure.SET_PLAN, new Samples(plans()).median());
    }

    /** Milliseconds of each plan for a set that is scaled and rolled out at the same time, after a warm-up. */
    private static List<Double> plans() {
        Instant now = Instant.now();
        List<SetRoom> rooms = IntStream.range(0, PLANNED).mapToObj(i -> new SetRoom("hubs-" + i, "hash-" + i % 2,
                now.minusSeconds(i % 600), false, i % 7 == 0, i % 5, new RoomStanding.Ready(now.minusSeconds(i % 60))))
                .toList();
        SetDesired desired = new SetDesired(PLANNED / 2, PLANNED / 4, PLANNED / 4, RolloutType.ROLLING,
                Duration.ofSeconds(30), false, "hash-1");
        SetPlanner planner = new SetPlanner();
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < PLANS; i++) {
            long begin = System.nanoTime();
            if (planner.plan(desired, rooms, now).isEmpty()) {
                throw new IllegalStateException("there is something to remove");
            }
            times.add((System.nanoTime() - begin) / 1e6);
        }
        return times.subList(PLANS / 2, PLANS);
    }

    /** @param writesPerRoom creations and changes of rooms */
    private record Turn(double perSecond, double writesPerRoom) {}

    /** Rooms ready per second, from the first manifest that is applied. */
    private double manifests(int rooms) {
        long begin = System.nanoTime();
        trial.stand().create(rooms);
        awaitReady(rooms);
        double perSecond = rooms / ((System.nanoTime() - begin) / 1e9);
        trial.stand().deleteAll();
        trial.deadline().await("all rooms are gone", LONGEST, () -> trial.seen().count() == 0);
        return perSecond;
    }

    /** Rooms ready per second, from the set's manifest. */
    private Turn set(int rooms) {
        trial.seen().begin();
        long begin = System.nanoTime();
        trial.stand().scaleSet(SET, rooms);
        awaitReady(rooms);
        double perSecond = rooms / ((System.nanoTime() - begin) / 1e9);
        double writes = 1 + trial.seen().writes() / (double) rooms;
        trial.stand().scaleSet(SET, 0);
        trial.deadline().await("all rooms of the set are gone", LONGEST, () -> trial.seen().count() == 0);
        return new Turn(perSecond, writes);
    }

    /** Changes of rooms and of the set within two intervals. */
    private double atRest(int rooms) {
        trial.stand().scaleSet(SET, rooms);
        awaitReady(rooms);
        String settled = settled();
        trial.seen().begin();
        trial.deadline().pass(trial.options().interval().multipliedBy(2));
        boolean same = settled.equals(trial.stand().setVersion(SET));
        return trial.seen().writes() + (same ? 0 : 1);
    }

    /** The version of the set once it has not changed for some seconds. */
    private String settled() {
        String last = "";
        String now = trial.stand().setVersion(SET);
        while (!now.equals(last)) {
            last = now;
            trial.deadline().pass(CALM);
            now = trial.stand().setVersion(SET);
        }
        return now;
    }

    private void awaitReady(int rooms) {
        trial.deadline().await("all rooms are ready", LONGEST, () -> {
            trial.process();
            return trial.seen().ready() >= rooms;
        });
    }
}
