package dev.hathora.operator.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.hathora.operator.cloud.Operation;

/**
 * One contestant at work, on a simulator and in a namespace of its own. The resources are there before it is started, so
 * that it is measured and not who makes them: a burst begins with the first write that it does.
 */
final class Trial implements AutoCloseable {
    private static final Duration BURST_WINDOW = Duration.ofSeconds(60);
    private static final Duration LONGEST_BURST = Duration.ofMinutes(6);
    private static final Duration LONGEST_CHANGE = Duration.ofMinutes(5);
    private static final int INTERVALS_AT_REST = 2;
    private static final int SAMPLES = 100;
    private static final int SAMPLES_IN_QUIET = 50;
    private static final int WARM_UP = 20;
    private static final int CALLS_PER_SECOND = 50;

    private final Contestant contestant;
    private final int rooms;
    private final Results results;
    private final Deadline deadline;
    private final Path directory;
    private final SimulatedHathora hathora;
    private final Stand stand;
    private final SeenRooms seen;
    private ChildJvm process;

    /**
     * Starts a contestant on its resources.
     *
     * @param rooms how many resources there are
     */
    Trial(Contestant contestant, int rooms, Results results, Deadline deadline, Path directory, Path kubeconfig) {
        this.contestant = contestant;
        this.rooms = rooms;
        this.results = results;
        this.deadline = deadline;
        this.directory = directory;
        hathora = SimulatedHathora.start(directory, deadline);
        stand = new Stand(kubeconfig, directory);
        seen = stand.seen();
        stand.create(rooms);
        process = start(Contestant.NO_LIMIT);
    }

    private ChildJvm start(int callsPerSecond) {
        return contestant.start(directory, stand.kubeconfig(), stand.namespace(), hathora.uri(), callsPerSecond);
    }

    private void restart(int callsPerSecond) {
        process.close();
        process = start(callsPerSecond);
    }

    private void add(Figure figure, double value) {
        results.add(contestant, rooms, figure, value);
    }

    /**
     * Until all rooms are ready. How fast is taken from the first part of it, as long for everybody, so that those whose
     * machine has warmed up for longer have no advantage.
     */
    void burst() {
        deadline.await("the first write", LONGEST_CHANGE, () -> seen.writes() > 0 || !process.isAlive());
        boolean done = deadline.reached(BURST_WINDOW, () -> seen.ready() == rooms || !process.isAlive());
        if (seen.ready() == 0) {
            throw new Deadline.OutOfTimeException("no room is ready");
        }
        add(Figure.READY_PER_SECOND, seen.ready() / seen.secondsToReady());
        if (!done && contestant != Contestant.OURS) {
            results.note("%s, %,d rooms: stopped after the first %d s of the burst".formatted(contestant, rooms,
                    BURST_WINDOW.toSeconds()));
            throw new Deadline.OutOfTimeException("that is enough to compare");
        }
        deadline.await("all rooms are ready", LONGEST_BURST, () -> seen.ready() == rooms || !process.isAlive());
        add(Figure.BURST, seen.secondsToReady());
        add(Figure.BURST_CPU, process.cpu().toMillis() / (double) rooms);
        add(Figure.WRITES_TO_READY, seen.writes() / (double) rooms);
        add(Figure.CALLS_TO_READY, hathora.calls().total() / (double) rooms);
        // events are written beside the work
        deadline.pass(Duration.ofSeconds(2));
        add(Figure.EVENTS_TO_READY, stand.events() / (double) rooms);
    }

    /** A few intervals in which nothing happens. Begins between two looks, as those after a burst come together. */
    void rest() {
        deadline.pass(Contestant.INTERVAL.dividedBy(2));
        long writes = seen.writes();
        long calls = hathora.calls().total();
        Duration cpu = process.cpu();
        deadline.pass(Contestant.INTERVAL.multipliedBy(INTERVALS_AT_REST));
        add(Figure.CPU_AT_REST, process.cpu().minus(cpu).toNanos() / 1e3 / rooms / INTERVALS_AT_REST
                / Contestant.INTERVAL.toSeconds());
        add(Figure.CALLS_AT_REST, (hathora.calls().total() - calls) / (double) seen.processes() / INTERVALS_AT_REST);
        add(Figure.WRITES_AT_REST, (double) (seen.writes() - writes));
        add(Figure.LIVE_HEAP, process.liveHeap() / (double) (1 << 20));
    }

    /** Stopped and started again, until Hathora was asked about every room, or every process. */
    void restart() {
        process.close();
        long writes = seen.writes();
        var before = hathora.calls();
        long begin = System.nanoTime();
        process = start(Contestant.NO_LIMIT);
        deadline.await("all are observed again", LONGEST_CHANGE, () -> {
            var now = hathora.calls();
            return now.of(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS)
                    - before.of(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS) >= seen.processes()
                    || now.of(Operation.GET_ROOM_INFO) - before.of(Operation.GET_ROOM_INFO) >= rooms;
        });
        add(Figure.RESTART, (System.nanoTime() - begin) / 1e9);
        deadline.pass(Duration.ofSeconds(5));
        add(Figure.WRITES_ON_RESTART, (double) (seen.writes() - writes));
        add(Figure.MUTATIONS_ON_RESTART, (double) (hathora.calls().mutations() - before.mutations()));
    }

    /** Spec of all resources changes, until all rooms have the new configuration and status says so. */
    void changeConfig() {
        long begin = System.nanoTime();
        var before = hathora.calls();
        stand.changeConfig();
        deadline.await("all configurations are updated", LONGEST_CHANGE,
                () -> seen.ready() == seen.count() && hathora.calls().of(Operation.UPDATE_ROOM_CONFIG)
                        - before.of(Operation.UPDATE_ROOM_CONFIG) >= rooms);
        add(Figure.CONFIG_CHANGE, (System.nanoTime() - begin) / 1e9);
    }

    /** New resources, one after another, while the others are at rest. */
    void newRoomsInQuiet() {
        List<Double> times = oneAfterAnother("new-", SAMPLES_IN_QUIET);
        add(Figure.TIME_TO_READY, quantile(times, 0.5));
        add(Figure.TIME_TO_READY_P99, quantile(times, 0.99));
    }

    /** The same after a restart with a limit that is too low for the looks at all processes. */
    void newRoomsUnderLimit() {
        restart(CALLS_PER_SECOND);
        long before = hathora.calls().total();
        deadline.await("looks begin", Duration.ofMinutes(1), () -> hathora.calls().total() > before);
        long calls = hathora.calls().total();
        long begin = System.nanoTime();
        List<Double> times = oneAfterAnother("limited-", SAMPLES);
        add(Figure.LIMITED_CALLS, (hathora.calls().total() - calls) / ((System.nanoTime() - begin) / 1e9));
        add(Figure.NEW_ROOM, quantile(times, 0.5));
        add(Figure.NEW_ROOM_P99, quantile(times, 0.99));
        restart(Contestant.NO_LIMIT);
    }

    private List<Double> oneAfterAnother(String prefix, int samples) {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < WARM_UP + samples; i++) {
            String name = prefix + i;
            long begin = System.nanoTime();
            stand.create(name);
            awaitReady(name);
            if (i >= WARM_UP) {
                times.add((System.nanoTime() - begin) / 1e6);
            }
        }
        return times.stream().sorted().toList();
    }

    private void awaitReady(String name) {
        // looked at without a pause: it is milliseconds that are measured
        long longest = System.nanoTime() + LONGEST_CHANGE.toNanos();
        while (!seen.awaitReady(name, Duration.ofMillis(500))) {
            if (deadline.isOver() || System.nanoTime() > longest) {
                throw new Deadline.OutOfTimeException("room " + name + " is not ready");
            }
        }
    }

    private static double quantile(List<Double> sorted, double share) {
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }

    /** All resources are deleted, until the last one is gone. */
    void delete() {
        long begin = System.nanoTime();
        stand.deleteAll();
        deadline.await("all are gone", LONGEST_CHANGE, () -> seen.count() == 0);
        add(Figure.DELETION, (System.nanoTime() - begin) / 1e9);
    }

    @Override
    public void close() {
        process.close();
        stand.close();
        hathora.close();
    }
}
