package dev.hathora.operator.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What is to be reached, each figure from the same run.
 *
 * @param figure what
 * @param value the figure; NaN: not measured
 * @param target in words
 * @param met whether it is reached
 */
record Reach(String figure, double value, String target, boolean met) {
    private static final int QUIET = 0;

    /** All rows, with the smallest and the largest number of rooms where a figure takes one. */
    static List<Reach> of(Results results) {
        List<Integer> sizes = results.sizes().stream().filter(rooms -> rooms != QUIET).toList();
        List<Reach> rows = new ArrayList<>();
        for (int rooms : sizes) {
            rows.addAll(ofSize(results, rooms));
        }
        OptionalDouble floor = results.get(Contestant.FLOOR, QUIET, Figure.TIME_TO_READY);
        rows.add(atMost("time to ready beyond the floor's, quiet, median, ms",
                minus(results.get(Contestant.OURS, QUIET, Figure.TIME_TO_READY), floor), 150));
        if (!sizes.isEmpty()) {
            int most = sizes.getLast();
            rows.add(atMost("the same with %,d idle and 50 calls/s, p99, ms".formatted(most),
                    minus(results.get(Contestant.OURS, most, Figure.NEW_ROOM_P99), floor), 1000));
            rows.add(atMost("live heap of the operator with %,d rooms, in a heap of %s, MiB"
                    .formatted(most, Contestant.HEAP), results.get(Contestant.OURS, most, Figure.LIVE_HEAP), 256));
        }
        if (sizes.size() > 1) {
            rows.addAll(ofGrowth(results, sizes.getFirst(), sizes.getLast()));
        }
        return rows;
    }

    private static List<Reach> ofSize(Results results, int rooms) {
        String with = ", %,d rooms".formatted(rooms);
        OptionalDouble burst = results.get(Contestant.OURS, rooms, Figure.READY_PER_SECOND);
        OptionalDouble calls = results.get(Contestant.OURS, rooms, Figure.CALLS_AT_REST);
        return List.of(
                atLeast("burst, ready per second, ours / floor" + with,
                        ratio(burst, results.get(Contestant.FLOOR, rooms, Figure.READY_PER_SECOND)), 0.7),
                atLeast("burst, ready per second, ours / naive" + with,
                        ratio(burst, results.get(Contestant.NAIVE, rooms, Figure.READY_PER_SECOND)), 3),
                atMost("Hathora calls at rest, per process and interval" + with, calls, 1.05),
                atLeast("Hathora calls at rest, naive / ours" + with,
                        ratio(results.get(Contestant.NAIVE, rooms, Figure.CALLS_AT_REST), calls), 7),
                atMost("writes per room to ready" + with,
                        results.get(Contestant.OURS, rooms, Figure.WRITES_TO_READY), 3),
                atMost("writes at rest" + with, results.get(Contestant.OURS, rooms, Figure.WRITES_AT_REST), 0),
                atMost("writes on restart" + with, results.get(Contestant.OURS, rooms, Figure.WRITES_ON_RESTART), 0),
                atMost("mutating calls on restart" + with,
                        results.get(Contestant.OURS, rooms, Figure.MUTATIONS_ON_RESTART), 0),
                atMost("restart until all are observed, s" + with,
                        results.get(Contestant.OURS, rooms, Figure.RESTART), 30));
    }

    private static List<Reach> ofGrowth(Results results, int least, int most) {
        String between = ", %,d to %,d rooms".formatted(least, most);
        OptionalDouble heap = minus(results.get(Contestant.OURS, most, Figure.LIVE_HEAP),
                results.get(Contestant.OURS, least, Figure.LIVE_HEAP));
        return List.of(
                atMost("live heap per room, KiB" + between,
                        ratio(heap, OptionalDouble.of((most - least) / 1024.0)), 6),
                atMost("CPU per room at rest, growth" + between,
                        ratio(results.get(Contestant.OURS, most, Figure.CPU_AT_REST),
                                results.get(Contestant.OURS, least, Figure.CPU_AT_REST)),
                        1.2));
    }

    boolean measured() {
        return !Double.isNaN(value);
    }

    /** In one word. */
    String verdict() {
        return measured() ? met ? "met" : "NOT MET" : "not measured";
    }

    private static Reach atLeast(String figure, OptionalDouble value, double target) {
        return new Reach(figure, value.orElse(Double.NaN), "at least " + Figure.text(target),
                value.orElse(Double.NaN) >= target);
    }

    private static Reach atMost(String figure, OptionalDouble value, double target) {
        return new Reach(figure, value.orElse(Double.NaN), target == 0 ? "0" : "at most " + Figure.text(target),
                value.orElse(Double.NaN) <= target);
    }

    private static OptionalDouble ratio(OptionalDouble a, OptionalDouble b) {
        return a.isPresent() && b.isPresent()
                ? OptionalDouble.of(a.getAsDouble() / b.getAsDouble())
                : OptionalDouble.empty();
    }

    private static OptionalDouble minus(OptionalDouble a, OptionalDouble b) {
        return a.isPresent() && b.isPresent()
                ? OptionalDouble.of(a.getAsDouble() - b.getAsDouble())
                : OptionalDouble.empty();
    }
}
