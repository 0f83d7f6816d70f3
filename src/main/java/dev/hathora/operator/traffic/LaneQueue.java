package dev.hathora.operator.traffic;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The queue of calls, by flow and lane. The order:
 *
 * <ol>
 * <li>calls that users wait for ({@link Lane#CHANGE}, {@link Lane#READINESS}) precede {@link Lane#ROUTINE};
 * <li>within that, {@link FairShares} decides: a flow that had a call in this round waits for the next round, even in a
 * higher lane;
 * <li>within a round, the higher lane is first, then the flow whose last call was longest ago;
 * <li>within a lane of a flow, calls are served first come, first served.
 * </ol>
 *
 * <p>To prevent starvation, every 20th time that a lower lane would be passed over, a call from the lower lanes is
 * served: the oldest one of the flow whose share is due. Not thread-safe.
 *
 * @param <T> the queued elements; each is queued only once
 */
final class LaneQueue<T> {
    /** Every how many calls one is taken from a lower lane, if any are queued there. */
    static final int LOWER_LANES_TURN = 20;

    /** An idle flow is remembered for this number of calls per queued flow, so that it does not count as new. */
    private static final long REMEMBERED = 4;

    private static final Comparator<Place<?>> BY_SHARE = Comparator.comparingLong(Place::turn);
    private static final Comparator<Place<?>> IN_TURN = Comparator
            .<Place<?>, Boolean>comparing(place -> !place.lane.isAwaited()).thenComparing(BY_SHARE)
            .thenComparingLong(place -> place.line.servedAt).thenComparing(Place::lane)
            .thenComparingLong(Place::arrival);
    private static final Comparator<Place<?>> LONGEST_WAITING = BY_SHARE.thenComparingLong(Place::arrival);

    private final Map<Flow, Line<T>> lines = new HashMap<>();
    private final FairShares shares = new FairShares();
    private final Map<Lane, Integer> sizes = new EnumMap<>(Lane.class);
    private final Set<Lane> hadTheirTurn = EnumSet.noneOf(Lane.class);
    private int linesWaiting;
    private long arrivals;
    private long served;
    private int passedOver;

    /** The queued calls of one flow. */
    private static final class Line<T> {
        private final Flow flow;
        /** The queued calls of each lane, oldest first, with their sequence number of arrival. */
        private final Map<Lane, SequencedMap<T, Long>> lanes = new EnumMap<>(Lane.class);
        /** The sequence number of the flow's last call, or of a later call if that is no longer remembered. */
        private long servedAt;

        Line(Flow flow, long servedAt) {
            this.flow = flow;
            this.servedAt = servedAt;
        }

        boolean isEmpty() {
            return lanes.isEmpty();
        }
    }

    /** The head of a flow's queue in one lane. */
    private record Place<T>(Line<T> line, Lane lane, SequencedMap<T, Long> queue, long turn) {
        long arrival() {
            return queue.firstEntry().getValue();
        }
    }

    void add(Lane lane, Flow flow, T waiting) {
        Line<T> line = lines.computeIfAbsent(flow, met -> new Line<>(met, served - remembered()));
        linesWaiting += line.isEmpty() ? 1 : 0;
        line.lanes.computeIfAbsent(lane, first -> new LinkedHashMap<>()).put(waiting, arrivals++);
        sizes.merge(lane, 1, Integer::sum);
    }

    /** Removes an element, and returns whether it was still queued. */
    boolean remove(Lane lane, Flow flow, T waiting) {
        Line<T> line = lines.get(flow);
        SequencedMap<T, Long> queue = line == null ? null : line.lanes.get(lane);
        if (line == null || queue == null || queue.remove(waiting) == null) {
            return false;
        }
        left(line, lane, queue);
        return true;
    }

    int size(Lane lane) {
        return sizes.getOrDefault(lane, 0);
    }

    boolean isEmpty() {
        return sizes.isEmpty();
    }

    /** The number of remembered flows, namespaces and applications. */
    int memory() {
        return lines.size() + shares.size();
    }

    /** Counts a call that was not queued here. */
    void charge(Flow flow) {
        shares.charge(flow);
    }

    /**
     * Resets the shares when there is spare capacity. Flows that had more than their share then owe nothing. The queue
     * must be empty.
     */
    void settle() {
        lines.clear();
        shares.clear();
    }

    /** Removes and returns the next element among the permitted flows. Empty if no queued flow is permitted. */
    Optional<T> poll(Predicate<Flow> mayGo) {
        List<Place<T>> places = places(mayGo);
        Optional<Place<T>> first = places.stream().min(IN_TURN);
        Optional<Place<T>> lower = first.flatMap(next -> places.stream()
                .filter(place -> place.lane.compareTo(next.lane) > 0).min(LONGEST_WAITING));
        passedOver = lower.isPresent() ? passedOver + 1 : 0;
        if (passedOver == LOWER_LANES_TURN) {
            passedOver = 0;
            return lower.map(this::take);
        }
        first.ifPresent(next -> shares.reach(next.turn));
        return first.map(this::take);
    }

    /**
     * Removes and returns the next element of the next lane that is not empty, with the lanes in turn. Empty if the
     * queue is empty.
     */
    Optional<T> pollLaneByLane() {
        if (hadTheirTurn.containsAll(sizes.keySet())) {
            hadTheirTurn.clear();
        }
        return places(flow -> true).stream().filter(place -> !hadTheirTurn.contains(place.lane))
                .min(Comparator.<Place<?>, Lane>comparing(Place::lane).thenComparing(IN_TURN)).map(place -> {
                    hadTheirTurn.add(place.lane);
                    return take(place);
                });
    }

    /** Removes and returns all elements. */
    List<T> drain() {
        List<T> all = new ArrayList<>();
        for (Lane lane : Lane.values()) {
            lines.values().forEach(line -> all.addAll(line.lanes.getOrDefault(lane, new LinkedHashMap<>()).keySet()));
        }
        sizes.clear();
        linesWaiting = 0;
        settle();
        return all;
    }

    private List<Place<T>> places(Predicate<Flow> mayGo) {
        List<Place<T>> places = new ArrayList<>();
        for (Line<T> line : lines.values()) {
            if (!line.isEmpty() && mayGo.test(line.flow)) {
                long turn = shares.turn(line.flow);
                line.lanes.forEach((lane, queue) -> places.add(new Place<>(line, lane, queue, turn)));
            }
        }
        return places;
    }

    private T take(Place<T> place) {
        T first = place.queue.pollFirstEntry().getKey();
        shares.charge(place.line.flow);
        shares.endAfter(linesWaiting + remembered());
        place.line.servedAt = ++served;
        left(place.line, place.lane, place.queue);
        return first;
    }

    /** Cleans up after an element was removed. */
    private void left(Line<T> line, Lane lane, SequencedMap<T, Long> queue) {
        if (queue.isEmpty()) {
            line.lanes.remove(lane);
            linesWaiting -= line.isEmpty() ? 1 : 0;
        }
        sizes.computeIfPresent(lane, (key, size) -> size == 1 ? null : size - 1);
        forget();
    }

    /** Forgets flows that are neither queued nor were served recently. */
    private void forget() {
        if (lines.size() > linesWaiting + remembered()) {
            lines.values().removeIf(line -> line.isEmpty() && line.servedAt <= served - remembered());
        }
    }

    /** For how many past calls the flows are remembered. */
    private long remembered() {
        return REMEMBERED * Math.max(1, linesWaiting);
    }
}
