package dev.hathora.operator.cloud;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Those who wait: lane by lane, first come first served within a lane. So that nobody waits for ever, every 20th time
 * that a lower lane would be passed over, the one who waits longest in the lower lanes goes first. Not thread-safe.
 *
 * @param <T> who waits; not the same one twice
 */
final class LaneQueue<T> {
    /** One in so many goes to a lower lane, if anybody waits there. */
    static final int LOWER_LANES_TURN = 20;

    /** For each lane those who wait there, oldest first, with their number in the order of arrival. */
    private final Map<Lane, SequencedMap<T, Long>> lanes = new EnumMap<>(Lane.class);
    private long arrivals;
    private int passedOver;
    private final Set<Lane> hadTheirTurn = EnumSet.noneOf(Lane.class);

    LaneQueue() {
        for (Lane lane : Lane.values()) {
            lanes.put(lane, new LinkedHashMap<>());
        }
    }

    void add(Lane lane, T waiting) {
        in(lane).put(waiting, arrivals++);
    }

    /** Whether it was still waiting. */
    boolean remove(Lane lane, T waiting) {
        return in(lane).remove(waiting) != null;
    }

    int size(Lane lane) {
        return in(lane).size();
    }

    boolean isEmpty() {
        return lanes.values().stream().allMatch(Map::isEmpty);
    }

    /**
     * Takes out whose turn it is.
     *
     * @throws NoSuchElementException when nobody waits
     */
    T poll() {
        Lane highest = null;
        Lane longest = null;
        for (Lane lane : Lane.values()) {
            if (in(lane).isEmpty()) {
                continue;
            }
            if (highest == null) {
                highest = lane;
            } else if (longest == null || arrival(lane) < arrival(longest)) {
                longest = lane;
            }
        }
        return pollFirst(turn(highest, longest));
    }

    /**
     * Takes out the first of the next lane where anybody waits, each lane in its turn.
     *
     * @throws NoSuchElementException when nobody waits
     */
    T pollLaneByLane() {
        if (waitingLanes().allMatch(hadTheirTurn::contains)) {
            hadTheirTurn.clear();
        }
        Lane next = waitingLanes().filter(lane -> !hadTheirTurn.contains(lane)).findFirst().orElseThrow();
        hadTheirTurn.add(next);
        return pollFirst(next);
    }

    private Stream<Lane> waitingLanes() {
        return lanes.keySet().stream().filter(lane -> !in(lane).isEmpty());
    }

    /** Takes all out. */
    List<T> drain() {
        List<T> all = new ArrayList<>();
        lanes.values().forEach(lane -> {
            all.addAll(lane.keySet());
            lane.clear();
        });
        return all;
    }

    /**
     * @param highest the highest lane where anybody waits
     * @param longest which of the lanes below has waited longest; null: nobody waits there
     */
    private Lane turn(@Nullable Lane highest, @Nullable Lane longest) {
        if (highest == null) {
            throw new NoSuchElementException("Nobody waits");
        }
        if (longest == null) {
            passedOver = 0;
            return highest;
        }
        passedOver++;
        if (passedOver < LOWER_LANES_TURN) {
            return highest;
        }
        passedOver = 0;
        return longest;
    }

    private T pollFirst(Lane lane) {
        return in(lane).pollFirstEntry().getKey();
    }

    private long arrival(Lane lane) {
        return in(lane).firstEntry().getValue();
    }

    private SequencedMap<T, Long> in(Lane lane) {
        return Objects.requireNonNull(lanes.get(lane));
    }
}
