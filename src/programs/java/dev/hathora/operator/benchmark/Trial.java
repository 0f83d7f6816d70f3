package dev.hathora.operator.benchmark;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One run of a contestant, with its own simulator and namespace. The resources are created before it is started, so
 * that their creation is not measured.
 */
final class Trial implements AutoCloseable {
    /** A limit that is never reached. */
    static final int NO_LIMIT = 1_000_000;

    /**
     * What is tried.
     *
     * @param rooms how many resources there are at the start; 0: none, for those that make new ones
     */
    record Setup(Contestant contestant, int rooms, SimulatedHathora.Setting hathora) {}

    private final Setup setup;
    private final Options options;
    private final Results results;
    private final Deadline deadline;
    private final SimulatedHathora hathora;
    private final Stand stand;
    private Contestant contestant;
    private @Nullable ChildJvm process;

    private Trial(Setup setup, Options options, Results results, Deadline deadline, SimulatedHathora hathora,
            Stand stand) {
        this.setup = setup;
        this.options = options;
        this.results = results;
        this.deadline = deadline;
        this.hathora = hathora;
        this.stand = stand;
        contestant = setup.contestant();
    }

    /** Makes the resources; nobody is started yet. */
    static Trial open(Setup setup, Options options, Results results, Deadline deadline) {
        SimulatedHathora hathora = SimulatedHathora.start(setup.hathora(), options.directory(), deadline);
        Stand stand;
        try {
            stand = Stand.open(options, deadline);
        } catch (RuntimeException e) {
            hathora.close();
            throw e;
        }
        var trial = new Trial(setup, options, results, deadline, hathora, stand);
        try {
            stand.create(setup.rooms());
            return trial;
        } catch (RuntimeException e) {
            trial.close();
            throw e;
        }
    }

    /** Starts the contestant. */
    void start(int callsPerSecond, String... jvmOptions) {
        process = contestant.start(options, stand, hathora.uri(), callsPerSecond, List.of(jvmOptions));
    }

    /** Starts it without a limit, where it is not there. */
    void ensureStarted() {
        if (process == null) {
            start(NO_LIMIT);
        }
    }

    /** Stops it, and counts if it was not well. */
    void stop() {
        ChildJvm stopped = process;
        process = null;
        if (stopped != null) {
            int ended = (stopped.isAlive() ? 0 : 1)
                    + (int) stopped.output().lines().filter(line -> line.contains("OutOfMemoryError")).count();
            results.count(contestant, setup.rooms(), Figure.DIED, ended);
            stopped.close();
        }
    }

    /** From now on it is this one that is started. */
    void takeOver(Contestant other) {
        stop();
        contestant = other;
    }

    Contestant contestant() {
        return contestant;
    }

    /** How many resources there were at the start. */
    int rooms() {
        return setup.rooms();
    }

    Options options() {
        return options;
    }

    Deadline deadline() {
        return deadline;
    }

    SimulatedHathora hathora() {
        return hathora;
    }

    Stand stand() {
        return stand;
    }

    SeenRooms seen() {
        return stand.seen();
    }

    /**
     * The contestant's JVM.
     *
     * @throws IllegalStateException if it is not running
     */
    ChildJvm process() {
        ChildJvm running = process;
        if (running == null || !running.isAlive()) {
            throw new IllegalStateException("%s is not running; it said last: %s".formatted(contestant,
                    running == null ? "nothing" : running.lastWords()));
        }
        return running;
    }

    ApiServerRequests requests() {
        return stand.requests(options);
    }

    void add(Figure figure, double value) {
        results.add(contestant, setup.rooms(), figure, value);
    }

    /** Something has to be known to read the numbers. */
    void note(String what) {
        results.note("%s, %,d rooms: %s".formatted(contestant, setup.rooms(), what));
    }

    @Override
    public void close() {
        try (hathora; stand) {
            stop();
        }
    }
}
