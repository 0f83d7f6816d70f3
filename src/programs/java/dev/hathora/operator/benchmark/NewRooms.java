package dev.hathora.operator.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import dev.hathora.operator.cloud.Operation;

/** Measurements with new rooms, one by one or with a rate limit. */
record NewRooms(Trial trial) {
    /** With the start of a JVM, which takes minutes where the machine is busy. */
    private static final Duration LONGEST = Duration.ofMinutes(4);
    private static final Duration BETWEEN = Duration.ofMillis(200);
    private static final Duration BETWEEN_LIMITED = Duration.ofMillis(150);

    /** How many rooms are timed in all rounds, at most. */
    static final int QUIET = 42;
    static final int BOOTING = 24;
    static final int LIMITED = 300;

    /** The number of rooms for warm-up. */
    private static final int WARM_UP = 6;

    /** If no more rooms become ready for this time, the remaining ones count as stuck. */
    private static final Duration STUCK = Duration.ofSeconds(35);
    private static final Duration LONGEST_LIMITED = Duration.ofSeconds(80);

    /** How many rooms are timed in each round; fewer where the whole run is small. */
    static int timed(Options options, int most) {
        return Math.clamp(options.largest() / 50, 10, Math.max(10, most / options.runs()));
    }

    /** A start with a resource that waits for its room, until the first call for it arrives. */
    void untilFirstCall() {
        trial.stop();
        trial.stand().create("first");
        long before = trial.hathora().calls().of(Operation.CREATE_ROOM);
        long begin = System.nanoTime();
        trial.start(Trial.NO_LIMIT, List.of());
        trial.deadline().await("the first room is created", LONGEST, () -> {
            trial.process();
            return trial.hathora().calls().of(Operation.CREATE_ROOM) > before;
        });
        // a call is counted when it is answered
        trial.add(Figure.START, (System.nanoTime() - begin - SimulatedHathora.LATENCY.toNanos()) / 1e9);
        awaitReady("first");
        removeAll();
    }

    /** So that the next contestant finds nothing. */
    private void removeAll() {
        trial.stand().deleteAll();
        trial.deadline().await("all rooms are gone", LONGEST, () -> trial.seen().count() == 0);
        trial.stop();
    }

    /** One after another without other load, with rooms that are ready at once. */
    void inQuiet() {
        trial.ensureStarted();
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < WARM_UP + timed(trial.options(), QUIET); i++) {
            double time = times(List.of("new-" + i), Duration.ZERO).getFirst();
            if (i >= WARM_UP) {
                times.add(time);
            }
        }
        add(new Samples(times), Figure.TIME_TO_READY, Figure.TIME_TO_READY_SLOWEST);
        trial.add(Figure.QUIET_SAMPLES, times.size());
        removeAll();
    }

    /** Without other load, each on a process that has to boot, a few at a time. */
    void booting(Figure median, Figure slowest) {
        trial.ensureStarted();
        times(names("warm-", WARM_UP), BETWEEN);
        add(new Samples(times(names("new-", timed(trial.options(), BOOTING)), BETWEEN)), median, slowest);
        removeAll();
    }

    /**
     * While all other rooms are polled, right after a start, with a rate limit that is too low for these polls if there
     * are many rooms. Rooms are created at a fixed rate, whether or not the previous one is ready.
     */
    void underLimit() {
        trial.stop();
        int idle = trial.seen().count();
        List<String> names = names("limited-", timed(trial.options(), LIMITED));
        long before = trial.hathora().calls().total();
        trial.start(SimulatedHathora.CALLS_PER_SECOND, List.of());
        trial.deadline().await("looks begin", LONGEST, () -> trial.hathora().calls().total() > before);
        long calls = trial.hathora().calls().total();
        long begin = System.nanoTime();
        Samples times = new Samples(times(names, BETWEEN_LIMITED));
        trial.add(Figure.LIMITED_CALLS, (trial.hathora().calls().total() - calls)
                / ((System.nanoTime() - begin) / 1e9));
        add(times, Figure.NEW_ROOM, Figure.NEW_ROOM_SLOWEST);
        trial.add(Figure.NEW_ROOM_P99, times.quantile(0.99));
        trial.add(Figure.NEW_ROOM_SAMPLES, times.size());
        trial.stand().delete(names);
        trial.deadline().await("these rooms are gone", LONGEST, () -> trial.seen().count() == idle);
        trial.stop();
    }

    private void add(Samples times, Figure median, Figure slowest) {
        trial.add(median, times.median());
        trial.add(slowest, times.slowest());
    }

    private static List<String> names(String prefix, int number) {
        return IntStream.range(0, number).mapToObj(i -> prefix + i).toList();
    }

    /** Makes these rooms, with some time between them; milliseconds from the request of each until it is seen ready. */
    private List<Double> times(List<String> names, Duration between) {
        List<Long> begins = new ArrayList<>();
        for (String name : names) {
            if (!begins.isEmpty()) {
                trial.deadline().pass(between);
            }
            begins.add(System.nanoTime());
            trial.stand().create(name);
        }
        for (String name : names) {
            awaitReady(name);
        }
        return IntStream.range(0, names.size())
                .mapToObj(i -> (trial.seen().readyAt(names.get(i)) - begins.get(i)) / 1e6).toList();
    }

    private void awaitReady(String name) {
        // notified instead of polled, because milliseconds are measured
        long longest = System.nanoTime() + LONGEST.toNanos();
        while (!trial.seen().awaitReady(name, Duration.ofMillis(500))) {
            trial.process();
            if (trial.deadline().isOver() || System.nanoTime() > longest) {
                throw new Deadline.OutOfTimeException("room " + name + " is not ready");
            }
        }
    }

    /** All at once, while Hathora answers 429 above its limit, until no more rooms become ready. */
    void limitedBurst() {
        ApiServerRequests requests = trial.requests();
        trial.start(SimulatedHathora.CALLS_PER_SECOND, List.of());
        SeenRooms seen = trial.seen();
        trial.deadline().await("the first write", LONGEST, () -> seen.writes() > 0);
        long begin = System.nanoTime();
        int ready;
        do {
            int now = seen.ready();
            trial.process();
            boolean more = trial.deadline().reached(STUCK, () -> seen.ready() > now);
            ready = seen.ready();
            if (!more) {
                break;
            }
        } while (ready < trial.rooms() && System.nanoTime() - begin < LONGEST_LIMITED.toNanos());
        if (ready == 0) {
            throw new Deadline.OutOfTimeException("no room is ready");
        }
        Samples times = new Samples(seen.secondsToEachReady());
        trial.add(Figure.LIMITED_PER_SECOND, times.size() / times.slowest());
        trial.add(Figure.LIMITED_FIRST, times.sorted().getFirst());
        trial.add(Figure.LIMITED_MEDIAN, times.median());
        trial.add(Figure.LIMITED_THROTTLED, (double) trial.hathora().calls().throttled());
        ApiServerRequests written = trial.requests().since(requests);
        if (written.knowsRooms()) {
            trial.add(Figure.LIMITED_WRITES, written.roomWrites() / (double) trial.rooms());
        }
        trial.add(Figure.LIMITED_STUCK, trial.rooms() - ready);
    }
}
