package dev.hathora.operator.benchmark;

import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;

import dev.hathora.operator.cloud.Operation;

/**
 * Measurements with all rooms of a trial. Changes are made while the contestant is stopped, and time starts with its
 * first action for them. So neither the benchmark's own requests nor the start of the JVM are included.
 */
record ManyRooms(Trial trial) {
    private static final Duration START = Duration.ofSeconds(60);

    /**
     * The window for measuring rates. It is the same for all contestants, so that none benefits from a longer warm-up.
     */
    static final Duration BURST_WINDOW = Duration.ofSeconds(40);
    private static final Duration LONGEST = Duration.ofMinutes(4);

    /** Until all rooms are ready. */
    void burst() {
        boolean profiled = trial.options().profile() && trial.contestant() == Contestant.OURS
                && trial.rooms() == trial.options().largest();
        ApiServerRequests requests = trial.requests();
        beginBurst(profiled ? Profile.JVM_OPTIONS.toArray(String[]::new) : new String[0]);
        SeenRooms seen = trial.seen();
        trial.deadline().await("all rooms are ready", LONGEST, working(() -> seen.ready() == trial.rooms()));
        trial.add(Figure.BURST, seen.secondsToReady());
        trial.add(Figure.BURST_CPU, trial.process().cpu().toMillis() / (double) trial.rooms());
        trial.add(Figure.CHANGES_TO_READY, seen.writes() / (double) trial.rooms());
        trial.add(Figure.CALLS_TO_READY, trial.hathora().calls().total() / (double) trial.rooms());
        if (profiled) {
            trial.note("recorded during its burst, which costs some of its speed: "
                    + Profile.write(trial.process(), trial.options().directory()));
        }
        // events are written in the background
        trial.deadline().pass(Duration.ofSeconds(2));
        ApiServerRequests written = trial.requests().since(requests);
        trial.add(Figure.EVENTS_TO_READY, written.events() / (double) trial.rooms());
        if (written.knowsRooms()) {
            trial.add(Figure.WRITES_TO_READY, written.resources() / (double) trial.rooms());
        } else {
            trial.note(
                    "the API server's metrics don't count requests for rooms: set -Dbench.metrics= to where they are");
        }
    }

    /** Only as long as rates are measured. The remaining rooms are left to another contestant. */
    void firstPartOfBurst() {
        beginBurst();
        trial.note("stopped after the first %d s of the burst, with %,d more rooms ready".formatted(
                BURST_WINDOW.toSeconds(), trial.seen().readySinceBegin()));
        trial.stop();
    }

    /** The same for the floor, with resources that the previous contestant has not changed. */
    void firstPartOfFloorsBurst() {
        trial.takeOver(Contestant.FLOOR);
        firstPartOfBurst();
    }

    private void beginBurst(String... jvmOptions) {
        SeenRooms seen = trial.seen();
        seen.begin();
        trial.start(Trial.NO_LIMIT, jvmOptions);
        trial.deadline().await("the first write", START, working(() -> seen.writes() > 0));
        Processors begin = Processors.of(trial);
        trial.deadline().reached(BURST_WINDOW, working(() -> seen.ready() == trial.rooms()));
        if (seen.readySinceBegin() == 0) {
            throw new Deadline.OutOfTimeException("no room is ready");
        }
        trial.add(Figure.READY_PER_SECOND, seen.readySinceBegin() / seen.secondsToReady());
        Processors.of(trial).addShares(trial, begin);
    }

    /** A period without changes. It starts between two polls, because the polls after a start coincide. */
    void rest() {
        trial.ensureStarted();
        Duration interval = trial.options().interval();
        trial.deadline().pass(interval.dividedBy(2));
        ApiServerRequests requests = trial.requests();
        long calls = trial.hathora().calls().total();
        Duration cpu = trial.process().cpu();
        trial.deadline().pass(interval);
        trial.add(Figure.CPU_AT_REST,
                trial.process().cpu().minus(cpu).toNanos() / 1e3 / trial.rooms() / interval.toSeconds());
        trial.add(Figure.CALLS_AT_REST, (trial.hathora().calls().total() - calls) / (double) trial.seen().processes());
        trial.add(Figure.WRITES_AT_REST, trial.requests().since(requests).total() / (double) trial.rooms());
        trial.add(Figure.LIVE_HEAP, trial.process().liveHeap() / (double) (1 << 20));
    }

    /** A restart, including the start of the JVM, until every process or every room was polled. */
    void restart() {
        trial.stop();
        ApiServerRequests requests = trial.requests();
        SimulatedHathora.Calls before = trial.hathora().calls();
        Map<String, Integer> lists = trial.hathora().lists();
        long begin = System.nanoTime();
        trial.start(Trial.NO_LIMIT);
        trial.deadline().await("all are observed again", LONGEST, working(() -> trial.contestant() == Contestant.OURS
                ? listedSince(lists) >= trial.seen().processes()
                : trial.hathora().calls().of(Operation.GET_ROOM_INFO)
                        - before.of(Operation.GET_ROOM_INFO) >= trial.rooms()));
        trial.add(Figure.RESTART, (System.nanoTime() - begin) / 1e9);
        // late writes count as well
        trial.deadline().pass(Duration.ofSeconds(5));
        trial.add(Figure.WRITES_ON_RESTART, (double) trial.requests().since(requests).total());
        trial.add(Figure.MUTATIONS_ON_RESTART, (double) (trial.hathora().calls().mutations() - before.mutations()));
    }

    /** Counts distinct processes, not list requests. */
    private long listedSince(Map<String, Integer> before) {
        return trial.hathora().lists().entrySet().stream()
                .filter(process -> process.getValue() > before.getOrDefault(process.getKey(), 0)).count();
    }

    /**
     * Measures restart and rest of the naive operator with rooms that are already settled, so that both operators have
     * the same rooms.
     */
    void lendToNaive() {
        Contestant owner = trial.contestant();
        trial.takeOver(Contestant.NAIVE);
        try {
            restart();
            rest();
        } finally {
            trial.takeOver(owner);
        }
    }

    /** Changes the configuration of all resources, and waits until all rooms have it and status says so. */
    void changeConfig() {
        trial.stop();
        trial.stand().changeConfig();
        SeenRooms seen = trial.seen();
        trial.deadline().await("the changes are seen", START, () -> seen.ready() == 0);
        trial.add(Figure.CONFIG_CHANGE, work(Operation.UPDATE_ROOM_CONFIG, "all configurations are updated",
                () -> seen.ready() == seen.count()));
    }

    /** Deletes all resources, and waits until the last one is gone. */
    void delete() {
        trial.stop();
        trial.stand().deleteAll();
        trial.add(Figure.DELETION, work(Operation.DESTROY_ROOM, "all are gone", () -> trial.seen().count() == 0));
    }

    /** Seconds from the first call of that kind. */
    private double work(Operation first, String what, BooleanSupplier done) {
        long before = trial.hathora().calls().of(first);
        trial.start(Trial.NO_LIMIT);
        trial.deadline().await("the first " + first.hathoraName(), START,
                working(() -> trial.hathora().calls().of(first) > before));
        long begin = System.nanoTime();
        trial.deadline().await(what, LONGEST, working(done));
        return (System.nanoTime() - begin) / 1e9;
    }

    /** Fails at once when the contestant has ended. */
    private BooleanSupplier working(BooleanSupplier condition) {
        return () -> {
            trial.process();
            return condition.getAsBoolean();
        };
    }
}
