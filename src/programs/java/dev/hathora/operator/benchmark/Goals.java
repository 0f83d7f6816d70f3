package dev.hathora.operator.benchmark;

import java.util.ArrayList;
import java.util.List;

import dev.hathora.operator.benchmark.PerRoom.Count;
import dev.hathora.operator.benchmark.Schedule.Part;

/** All goals. The numbers that one compares are from the same round of the same run. */
record Goals(Results results, Options options) {
    /** As far as the parts were chosen, and an earlier build only if it takes part. */
    List<Reach> rows() {
        List<Goal> goals = new ArrayList<>();
        options.sizes().forEach(rooms -> goals.addAll(ofSize(rooms)));
        goals.addAll(ofChanges());
        goals.addAll(ofNewRooms());
        goals.addAll(ofSets());
        goals.addAll(ofGrowth());
        if (options.contestants().contains(Contestant.BEFORE)) {
            goals.addAll(ofBefore());
            for (Transition transition : Transition.values()) {
                goals.addAll(ofWork(transition));
            }
        }
        return goals.stream().filter(goal -> options.parts().contains(goal.part())).map(Goal::reach).toList();
    }

    /** @param part what measures it */
    private record Goal(Part part, Reach reach) {}

    private List<Goal> ofSize(int rooms) {
        String with = with(rooms);
        Rounds burst = ours(rooms, Figure.READY_PER_SECOND);
        Rounds calls = ours(rooms, Figure.CALLS_AT_REST);
        return List.of(
                new Goal(Part.BURST, Reach.atLeast("burst, ready per second, ours / floor" + with,
                        burst.over(results.get(Contestant.FLOOR, rooms, Figure.READY_PER_SECOND)),
                        rooms == options.sizes().getFirst() ? 0.97 : 0.7)),
                new Goal(Part.BURST, Reach.atLeast("burst, ready per second, ours / naive" + with,
                        burst.over(results.get(Contestant.NAIVE, rooms, Figure.READY_PER_SECOND)), 1.15)),
                new Goal(Part.REST, Reach.atMost("Hathora calls at rest, per process and interval" + with, calls,
                        1.05)),
                new Goal(Part.REST, Reach.atLeast("Hathora calls at rest, naive / ours" + with,
                        results.get(Contestant.NAIVE, rooms, Figure.CALLS_AT_REST).over(calls), 7)),
                new Goal(Part.BURST, Reach.between("write requests per room to ready" + with, writesToReady(rooms), 2,
                        3)),
                new Goal(Part.REST, Reach.none("write requests at rest" + with, ours(rooms, Figure.WRITES_AT_REST))),
                new Goal(Part.RESTART, Reach.none("write requests on restart" + with,
                        ours(rooms, Figure.WRITES_ON_RESTART))),
                new Goal(Part.RESTART, Reach.none("mutating calls on restart" + with,
                        ours(rooms, Figure.MUTATIONS_ON_RESTART))),
                new Goal(Part.RESTART, Reach.atMost("restart until all are observed, s" + with,
                        ours(rooms, Figure.RESTART), 30)));
    }

    /** Where requests could not be counted, what they changed. */
    private Rounds writesToReady(int rooms) {
        Rounds requests = ours(rooms, new PerRoom(Transition.CREATE, Count.ROOM_WRITES));
        return requests.isEmpty() ? ours(rooms, Figure.CHANGES_TO_READY) : requests;
    }

    private List<Goal> ofChanges() {
        int rooms = options.sizes().getFirst();
        return List.of(
                new Goal(Part.CONFIG, Reach.atMost("configuration of all, s, ours / floor" + with(rooms),
                        ours(rooms, Figure.CONFIG_CHANGE)
                                .over(results.get(Contestant.FLOOR, rooms, Figure.CONFIG_CHANGE)),
                        1.15)),
                new Goal(Part.DELETE, Reach.atMost("deletion of all, s, ours / naive" + with(rooms),
                        ours(rooms, Figure.DELETION).over(results.get(Contestant.NAIVE, rooms, Figure.DELETION)),
                        0.95)));
    }

    private List<Goal> ofNewRooms() {
        int most = options.largest();
        return List.of(
                new Goal(Part.QUIET, beyondFloor("rooms up at once", Figure.TIME_TO_READY)),
                new Goal(Part.BOOT, beyondFloor("rooms that boot for 1 s", Figure.BOOT_1S)),
                new Goal(Part.BOOT, beyondFloor("rooms that boot for 2.5 s", Figure.BOOT_2500MS)),
                new Goal(Part.NEW, Reach.atMost("the same with %,d idle and %d calls/s, rooms up at once, p99, ms"
                        .formatted(most, SimulatedHathora.CALLS_PER_SECOND), p99BeyondFloor(Contestant.OURS), 1000)),
                new Goal(Part.BURST, Reach.none("unexpected ends and OutOfMemoryErrors in a heap of %s%s"
                        .formatted(Contestant.HEAP, with(most)), ours(most, Figure.DIED))));
    }

    private Reach beyondFloor(String which, Figure figure) {
        return Reach.atMost("time to ready beyond the floor's, quiet, %s, median, ms".formatted(which),
                ours(Schedule.QUIET, figure).minus(results.get(Contestant.FLOOR, Schedule.QUIET, figure)), 150);
    }

    private Rounds p99BeyondFloor(Contestant contestant) {
        return results.get(contestant, options.largest(), Figure.NEW_ROOM_P99)
                .minus(results.get(Contestant.FLOOR, Schedule.QUIET, Figure.TIME_TO_READY));
    }

    private List<Goal> ofSets() {
        return List.of(
                new Goal(Part.SETS, Reach.atLeast(
                        "rooms of a set, from 0 to %,d, ready per second, against as many manifests"
                                .formatted(RoomsOfSets.rooms(options)),
                        ours(Schedule.QUIET, Figure.SET_RATIO), 1.2)),
                new Goal(Part.SETS, Reach.atMost("rooms of a set, writes per room to ready",
                        ours(Schedule.QUIET, Figure.SET_WRITES), 2)),
                new Goal(Part.SETS, Reach.none("rooms of a set, writes at rest",
                        ours(Schedule.QUIET, Figure.SET_WRITES_AT_REST))),
                new Goal(Part.SETS, Reach.atMost("a plan for a set of 1,000 rooms, ms",
                        ours(Schedule.QUIET, Figure.SET_PLAN), 5)));
    }

    private List<Goal> ofGrowth() {
        int least = options.sizes().getFirst();
        int most = options.largest();
        if (least == most) {
            return List.of();
        }
        String between = ", %,d to %,d rooms".formatted(least, most);
        return List.of(
                new Goal(Part.REST, Reach.atMost("live heap per room, KiB" + between,
                        ours(most, Figure.LIVE_HEAP).with(ours(least, Figure.LIVE_HEAP),
                                (more, less) -> (more - less) * 1024 / (most - least)),
                        6)),
                new Goal(Part.REST, Reach.atMost("CPU per room at rest, growth" + between,
                        ours(most, Figure.CPU_AT_REST).over(ours(least, Figure.CPU_AT_REST)), 1.2)));
    }

    private List<Goal> ofBefore() {
        int first = options.sizes().getFirst();
        int most = options.largest();
        return List.of(
                new Goal(Part.BURST, overBefore("CPU per room in a burst", first,
                        new PerRoom(Transition.CREATE, Count.CPU), 0.7)),
                new Goal(Part.RESTART, overBefore("restart until all are observed", most, Figure.RESTART, 0.5)),
                // a millisecond counts as one, because less is by chance
                new Goal(Part.NEW, Reach.atMost(
                        "new room among idle ones, p99 beyond the floor's in quiet, ours / before" + with(most),
                        p99BeyondFloor(Contestant.OURS).with(p99BeyondFloor(Contestant.BEFORE),
                                (ours, before) -> Math.max(1, ours) / Math.max(1, before)),
                        0.4)),
                new Goal(Part.MEMORY, overBefore("resident memory at rest", most, Figure.RESIDENT, 0.8)),
                new Goal(Part.START, overBefore("start until the first createRoom", Schedule.QUIET, Figure.START,
                        0.6)));
    }

    private Reach overBefore(String figure, int rooms, Measure measure, double target) {
        return Reach.atMost("%s, ours / before%s".formatted(figure, with(rooms)),
                ours(rooms, measure).over(results.get(Contestant.BEFORE, rooms, measure)), target);
    }

    /** Not more than before. A hundredth is a request that one of a hundred rooms repeats. */
    private List<Goal> ofWork(Transition transition) {
        Part part = switch (transition) {
            case CREATE -> Part.BURST;
            case CONFIGURE -> Part.CONFIG;
            case SUSPEND, RESUME -> Part.SUSPEND;
            case DELETE -> Part.DELETE;
        };
        return List.of(new Goal(part, moreThanBefore(transition, Count.HATHORA)),
                new Goal(part, moreThanBefore(transition, Count.ROOM_WRITES)));
    }

    private Reach moreThanBefore(Transition transition, Count count) {
        int rooms = options.sizes().getFirst();
        PerRoom measure = new PerRoom(transition, count);
        return Reach.atMost("%s: %s per room beyond before's%s".formatted(transition, count, with(rooms)),
                ours(rooms, measure).minus(results.get(Contestant.BEFORE, rooms, measure)), 0.01);
    }

    private Rounds ours(int rooms, Measure measure) {
        return results.get(Contestant.OURS, rooms, measure);
    }

    private static String with(int rooms) {
        return rooms == Schedule.QUIET ? "" : ", %,d rooms".formatted(rooms);
    }
}
