package dev.hathora.operator.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

import dev.hathora.operator.cloud.Operation;

/**
 * Measurements that change all rooms of a trial. Changes are made while the contestant is stopped, and time starts with
 * its first action for them. So neither the benchmark's own requests nor the start of the JVM are included.
 */
record ManyRooms(Trial trial) {
    /** With the start of a JVM, which takes minutes where the machine is busy. */
    private static final Duration START = Duration.ofMinutes(4);

    /**
     * The window for measuring rates. It is the same for all contestants, so that none benefits from a longer warm-up.
     */
    static final Duration BURST_WINDOW = Duration.ofSeconds(40);
    private static final Duration LONGEST = Duration.ofMinutes(4);

    /** Until all rooms are ready. */
    void burst() {
        boolean profiled = trial.options().profile() && trial.contestant() == Contestant.OURS && trial.round() == 1
                && trial.rooms() == trial.options().largest();
        Work work = new Work(trial, Transition.CREATE);
        beginBurst(work, profiled ? Profile.JVM_OPTIONS : List.of());
        SeenRooms seen = trial.seen();
        trial.deadline().await("all rooms are ready", LONGEST, working(() -> seen.ready() == trial.rooms()));
        trial.add(Figure.BURST, seen.secondsToReady());
        trial.add(Figure.CHANGES_TO_READY, seen.writes() / (double) trial.rooms());
        work.ends();
        if (profiled) {
            trial.note("recorded during its burst, which costs some of its speed: "
                    + Profile.write(trial.process(), trial.options().directory()));
        }
        if (!trial.requests().knowsRooms()) {
            trial.note(
                    "the API server's metrics don't count requests for rooms: set -Dbench.metrics= to where they are");
        }
        trial.stop();
    }

    /** Only as long as rates are measured. The remaining rooms are left to another contestant. */
    void firstPartOfBurst() {
        beginBurst(new Work(trial, Transition.CREATE), List.of());
        trial.note("stopped after the first %d s of the burst, with %,d more rooms ready".formatted(
                BURST_WINDOW.toSeconds(), trial.seen().readySinceBegin()));
        trial.stop();
    }

    private void beginBurst(Work work, List<String> jvmOptions) {
        SeenRooms seen = trial.seen();
        seen.begin();
        List<String> all = new ArrayList<>(jvmOptions);
        all.add(ChildJvm.MANAGED);
        trial.start(Trial.NO_LIMIT, all);
        trial.deadline().await("the first write", START, working(() -> seen.writes() > 0));
        work.begins();
        Processors begin = Processors.of(trial);
        trial.deadline().reached(BURST_WINDOW, working(() -> seen.ready() == trial.rooms()));
        if (seen.readySinceBegin() == 0) {
            throw new Deadline.OutOfTimeException("no room is ready");
        }
        trial.add(Figure.READY_PER_SECOND, seen.readySinceBegin() / seen.secondsToReady());
        Processors.of(trial).addShares(trial, begin);
    }

    /** Changes the configuration of all resources, and waits until all rooms have it and status says so. */
    void configure() {
        change("{\"roomConfig\":\"{\\\"mode\\\":\\\"casual\\\"}\"}");
        trial.add(Figure.CONFIG_CHANGE, work(Transition.CONFIGURE, "all configurations are updated", this::allReady));
    }

    /** Suspends all rooms, and then resumes them. */
    void suspend() {
        change("{\"state\":\"Suspended\"}");
        trial.add(Figure.SUSPENSION, work(Transition.SUSPEND, "all are suspended",
                () -> trial.seen().suspended() == trial.seen().count()));
        change("{\"state\":\"Active\"}");
        trial.add(Figure.RESUMPTION, work(Transition.RESUME, "all are resumed", this::allReady));
    }

    private void change(String spec) {
        trial.stop();
        trial.stand().change(spec);
        trial.deadline().await("the changes are seen", START,
                () -> trial.seen().ready() == 0 && trial.seen().suspended() == 0);
    }

    private boolean allReady() {
        return trial.seen().ready() == trial.seen().count();
    }

    /** Deletes all resources, and waits until the last one is gone. */
    void delete() {
        trial.stop();
        trial.stand().deleteAll();
        trial.add(Figure.DELETION, work(Transition.DELETE, "all are gone", () -> trial.seen().count() == 0));
    }

    /** Seconds from the first call of that kind. */
    private double work(Transition transition, String what, BooleanSupplier done) {
        Operation first = transition.operation();
        Work work = new Work(trial, transition);
        long before = trial.hathora().calls().of(first);
        trial.start(Trial.NO_LIMIT, List.of(ChildJvm.MANAGED));
        trial.deadline().await("the first " + first.hathoraName(), START,
                working(() -> trial.hathora().calls().of(first) > before));
        long begin = System.nanoTime();
        work.begins();
        trial.deadline().await(what, LONGEST, working(done));
        double seconds = (System.nanoTime() - begin) / 1e9;
        work.ends();
        return seconds;
    }

    /** Fails at once when the contestant has ended. */
    private BooleanSupplier working(BooleanSupplier condition) {
        return () -> {
            trial.process();
            return condition.getAsBoolean();
        };
    }
}
