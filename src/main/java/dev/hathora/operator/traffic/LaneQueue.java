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
 * Those who wait, by flow and lane. Whose turn it is:
 *
 * <ol>
 * <li>what users wait for ({@link Lane#CHANGE}, {@link Lane#READINESS}) goes before {@link Lane#ROUTINE};
 * <li>within that, {@link FairShares} decide: who had a call in this round waits for the next one, even for a higher lane;
 * <li>within a round the higher lane goes first, then the flow whose last call is longest ago;
 * <li>within a flow's lane it is first come, first served.
 * </ol>
 *
 * <p>So that nobody waits for ever, every 20th time that a lower lane would be passed over, one from the lower lanes goes
 * first: of the flow whose share is due, the one that waits longest. Not thread-safe.
 *
 * @param <T> who waits; not the same one twice
 */
final class LaneQueue<T> {
    /** One in so many goes to a lower lane, if anybody waits there. */
    static final int LOWER_LANES_TURN = 20;

    /** A flow that does not wait is remembered for so many calls per flow that waits, so that it is not taken for a new one. */
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

    /** Those of one flow. */
    private static final class Line<T> {
        private final Flow flow;
        /** For each lane those who wait there, oldest first, with their number in the order of arrival. */
        private final Map<Lane, SequencedMap<T, Long>> lanes = new EnumMap<>(Lane.class);
        /** The number of its last call; where that is not remembered, of one that was later. */
        private long servedAt;

        Line(Flow flow, long servedAt) {
            this.flow = flow;
            this.servedAt = servedAt;
        }

        boolean isEmpty() {
            return lanes.isEmpty();
        }
    }

    /** The head of a flow's line in one lane. */
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

    /** Whether it was still waiting. */
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

    /** How much is remembered: flows, namespaces and applications. */
    int memory() {
        return lines.size() + shares.size();
    }

    /** A call is made that did not wait here. It counts all the same. */
    void charge(Flow flow) {
        shares.charge(flow);
    }

    /** There are more calls than anybody wants: whoever had more than others owes them nothing. Nobody waits. */
    void settle() {
        lines.clear();
        shares.clear();
    }

    /** Takes out whose turn it is, of those who may go; empty: none of them may. */
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

    /** Takes out whose turn it is in the next lane where anybody waits, each lane in its turn; empty: nobody waits. */
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

    /** Takes all out. */
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

    /** Somebody has left. */
    private void left(Line<T> line, Lane lane, SequencedMap<T, Long> queue) {
        if (queue.isEmpty()) {
            line.lanes.remove(lane);
            linesWaiting -= line.isEmpty() ? 1 : 0;
        }
        sizes.computeIfPresent(lane, (key, size) -> size == 1 ? null : size - 1);
        forget();
    }

    /** Keeps only flows that wait, and those that went lately. */
    private void forget() {
        if (lines.size() > linesWaiting + remembered()) {
            lines.values().removeIf(line -> line.isEmpty() && line.servedAt <= served - remembered());
        }
    }

    /** How many calls back it is known who went. */
    private long remembered() {
        return REMEMBERED * Math.max(1, linesWaiting);
    }
}
