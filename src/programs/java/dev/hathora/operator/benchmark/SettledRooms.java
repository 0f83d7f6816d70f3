package dev.hathora.operator.benchmark;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.hathora.operator.cloud.Operation;

/**
 * Measurements with rooms that are settled and stay as they are. Contestants take them over from each other, so all of
 * them have the same rooms.
 */
record SettledRooms(Trial trial) {
    private static final Duration LONGEST = Duration.ofMinutes(4);

    /** Late writes count as well. */
    private static final Duration LATE = Duration.ofSeconds(5);

    /** A period without changes. It starts between two polls, because the polls after a start coincide. */
    void rest() {
        ensureObserved();
        Duration interval = trial.options().interval();
        int rooms = trial.seen().count();
        trial.deadline().pass(interval.dividedBy(2));
        ApiServerRequests requests = trial.requests();
        long calls = trial.hathora().calls().total();
        Duration cpu = trial.process().cpu();
        trial.deadline().pass(interval);
        trial.add(Figure.CPU_AT_REST,
                trial.process().cpu().minus(cpu).toNanos() / 1e3 / rooms / interval.toSeconds());
        trial.add(Figure.CALLS_AT_REST, (trial.hathora().calls().total() - calls) / (double) trial.seen().processes());
        trial.add(Figure.WRITES_AT_REST, trial.requests().since(requests).writes() / (double) rooms);
        trial.add(Figure.LIVE_HEAP, trial.process().liveHeap() / (double) (1 << 20));
    }

    /** A restart, including the start of the JVM, until every process or every room was polled. */
    void restart() {
        trial.stop();
        ApiServerRequests requests = trial.requests();
        long mutations = trial.hathora().calls().mutations();
        trial.add(Figure.RESTART, startAndObserve());
        trial.add(Figure.WRITES_ON_RESTART, (double) trial.requests().since(requests).writes());
        trial.add(Figure.MUTATIONS_ON_RESTART, (double) (trial.hathora().calls().mutations() - mutations));
    }

    /** What the system counts as its memory: now, and the most since it was started. */
    void memory() {
        ensureObserved();
        trial.process().system("status", "VmRSS").ifPresent(kib -> trial.add(Figure.RESIDENT, kib / 1024.0));
        trial.process().system("status", "VmHWM").ifPresent(kib -> trial.add(Figure.RESIDENT_MOST, kib / 1024.0));
    }

    private void ensureObserved() {
        if (!trial.isStarted()) {
            double unused = startAndObserve();
        }
    }

    /** Seconds until all were observed. Returns some seconds later. */
    private double startAndObserve() {
        Map<String, Integer> lists = trial.hathora().lists();
        long looks = trial.hathora().calls().of(Operation.GET_ROOM_INFO);
        long begin = System.nanoTime();
        trial.start(Trial.NO_LIMIT, List.of());
        trial.deadline().await("all are observed again", LONGEST, () -> {
            trial.process();
            return trial.contestant().looksAtProcesses()
                    ? listedSince(lists) >= trial.seen().processes()
                    : trial.hathora().calls().of(Operation.GET_ROOM_INFO) - looks >= trial.seen().ready();
        });
        double seconds = (System.nanoTime() - begin) / 1e9;
        trial.deadline().pass(LATE);
        return seconds;
    }

    /** Counts distinct processes, not list requests. */
    private long listedSince(Map<String, Integer> before) {
        return trial.hathora().lists().entrySet().stream()
                .filter(process -> process.getValue() > before.getOrDefault(process.getKey(), 0)).count();
    }
}
