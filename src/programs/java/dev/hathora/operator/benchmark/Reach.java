package dev.hathora.operator.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The goals. All figures are from the same run.
 *
 * @param figure what
 * @param value the figure; NaN: not measured
 * @param target in words
 * @param met whether it is reached
 */
record Reach(String figure, double value, String target, boolean met) {
    /** All rows, with the smallest and the largest number of rooms where a figure takes one. */
    static List<Reach> of(Results results, Options options) {
        List<Reach> rows = new ArrayList<>();
        for (int rooms : options.sizes()) {
            rows.addAll(ofSize(results, rooms));
        }
        rows.add(beyondFloor(results, "rooms up at once", Figure.TIME_TO_READY));
        rows.add(beyondFloor(results, "rooms that boot for 1 s", Figure.BOOT_1S));
        rows.add(beyondFloor(results, "rooms that boot for 2.5 s", Figure.BOOT_2500MS));
        rows.add(atLeast("rooms of a set, from 0 to %,d, ready per second, against as many manifests"
                .formatted(RoomsOfSets.rooms(options)),
                results.get(Contestant.OURS, Schedule.QUIET, Figure.SET_RATIO), 1.2));
        rows.add(atMost("rooms of a set, writes per room to ready",
                results.get(Contestant.OURS, Schedule.QUIET, Figure.SET_WRITES), 2));
        rows.add(atMost("rooms of a set, writes at rest",
                results.get(Contestant.OURS, Schedule.QUIET, Figure.SET_WRITES_AT_REST), 0));
        rows.add(atMost("a plan for a set of 1,000 rooms, ms",
                results.get(Contestant.OURS, Schedule.QUIET, Figure.SET_PLAN), 5));
        int most = options.largest();
        rows.add(atMost("the same with %,d idle and %d calls/s, rooms up at once, p99, ms".formatted(most,
                SimulatedHathora.CALLS_PER_SECOND),
                minus(results.get(Contestant.OURS, most, Figure.NEW_ROOM_P99),
                        results.get(Contestant.FLOOR, Schedule.QUIET, Figure.TIME_TO_READY)),
                1000));
        rows.add(atMost("unexpected ends and OutOfMemoryErrors in a heap of %s, %,d rooms".formatted(Contestant.HEAP,
                most), results.get(Contestant.OURS, most, Figure.DIED), 0));
        if (options.sizes().size() > 1) {
            rows.addAll(ofGrowth(results, options.sizes().getFirst(), most));
        }
        return rows;
    }

    private static Reach beyondFloor(Results results, String which, Figure figure) {
        return atMost("time to ready beyond the floor's, quiet, %s, median, ms".formatted(which),
                minus(results.get(Contestant.OURS, Schedule.QUIET, figure),
                        results.get(Contestant.FLOOR, Schedule.QUIET, figure)),
                150);
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
                between("write requests per room to ready" + with, writesToReady(results, rooms), 2, 3),
                atMost("write requests at rest" + with, results.get(Contestant.OURS, rooms, Figure.WRITES_AT_REST), 0),
                atMost("write requests on restart" + with,
                        results.get(Contestant.OURS, rooms, Figure.WRITES_ON_RESTART), 0),
                atMost("mutating calls on restart" + with,
                        results.get(Contestant.OURS, rooms, Figure.MUTATIONS_ON_RESTART), 0),
                atMost("restart until all are observed, s" + with,
                        results.get(Contestant.OURS, rooms, Figure.RESTART), 30));
    }

    /** Where requests could not be counted, what they changed. */
    private static OptionalDouble writesToReady(Results results, int rooms) {
        OptionalDouble requests = results.get(Contestant.OURS, rooms, Figure.WRITES_TO_READY);
        return requests.isPresent() ? requests : results.get(Contestant.OURS, rooms, Figure.CHANGES_TO_READY);
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

    private static Reach between(String figure, OptionalDouble value, double least, double most) {
        double number = value.orElse(Double.NaN);
        return new Reach(figure, number, Figure.text(least) + " to " + Figure.text(most),
                number >= least && number <= most);
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
