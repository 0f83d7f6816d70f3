package dev.hathora.operator.benchmark;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Some rooms with their own simulator and namespace, and the contestant whose turn it is. The resources are created
 * before one is started, so that their creation is not measured.
 */
final class Trial implements AutoCloseable {
    /** A limit that is never reached. */
    static final int NO_LIMIT = 1_000_000;

    /**
     * What is tried.
     *
     * @param rooms how many resources there are at the start; 0: none, for those that make new ones
     */
    record Setup(int rooms, SimulatedHathora.Setting hathora) {}

    private final Setup setup;
    private final Options options;
    private final Results results;
    private final Deadline deadline;
    private final SimulatedHathora hathora;
    private final Stand stand;
    private @Nullable Contestant contestant;
    private int round;
    private @Nullable ChildJvm process;

    private Trial(Setup setup, Options options, Results results, Deadline deadline, SimulatedHathora hathora,
            Stand stand) {
        this.setup = setup;
        this.options = options;
        this.results = results;
        this.deadline = deadline;
        this.hathora = hathora;
        this.stand = stand;
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

    /** It is this one's turn. It is not started yet, unless it was its turn already. */
    void takeOver(Contestant next, int nextRound) {
        if (next != contestant || nextRound != round) {
            stop();
            contestant = next;
            round = nextRound;
        }
    }

    /** Starts the contestant. */
    void start(int callsPerSecond, List<String> jvmOptions) {
        process = contestant().start(options, stand, hathora.uri(), callsPerSecond, jvmOptions);
    }

    /** Starts it without a limit, where it is not there. */
    void ensureStarted() {
        if (!isStarted()) {
            start(NO_LIMIT, List.of());
        }
    }

    boolean isStarted() {
        return process != null;
    }

    /** Stops it, and counts if it was not well. */
    void stop() {
        ChildJvm stopped = process;
        process = null;
        if (stopped != null) {
            int ended = (stopped.isAlive() ? 0 : 1)
                    + (int) stopped.output().lines().filter(line -> line.contains("OutOfMemoryError")).count();
            results.count(contestant(), setup.rooms(), Figure.DIED, ended);
            stopped.close();
        }
    }

    Contestant contestant() {
        return Objects.requireNonNull(contestant, "it is nobody's turn");
    }

    /** From 1. */
    int round() {
        return round;
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

    void add(Measure measure, double value) {
        addOf(round, measure, value);
    }

    /** Of a round that is not the turn's, for measurements that have their own rounds. */
    void addOf(int itsRound, Measure measure, double value) {
        results.add(contestant(), setup.rooms(), itsRound, measure, value);
    }

    /** Something has to be known to read the numbers. */
    void note(String what) {
        results.note("%s, %,d rooms: %s".formatted(contestant(), setup.rooms(), what));
    }

    @Override
    public void close() {
        try (hathora; stand) {
            stop();
        }
    }
}
