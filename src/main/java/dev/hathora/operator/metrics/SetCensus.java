package dev.hathora.operator.metrics;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import dev.hathora.operator.controller.roomset.SetReason;
import io.fabric8.kubernetes.api.model.Condition;

/**
 * Counts of sets and of their rooms, summed over all sets, as status has them.
 *
 * @param reasons the number of sets by the reason of the condition Ready, also where there is none
 * @param rooms the number of rooms in each state; a room counts in all states that apply
 */
record SetCensus(Map<String, Long> reasons, Map<State, Long> rooms) {
    private static final String NONE = "none";
    private static final String OTHER = "other";
    private static final Set<String> REASONS = Arrays.stream(SetReason.values()).map(SetReason::conditionReason)
            .collect(Collectors.toUnmodifiableSet());

    /** The state of a room of a set. */
    enum State {
        /** As many as spec asks for. A set that is being deleted asks for none. */
        DESIRED,
        /** Rooms that exist, without those that have ended or are being deleted. */
        PRESENT,
        /** Rooms of the current template. */
        UPDATED,
        /** Rooms that can be joined. */
        READY,
        /** Rooms that have been ready for minReadySeconds. */
        AVAILABLE,
        /** Rooms that are annotated as in use. */
        IN_USE
    }

    static SetCensus of(Stream<HathoraRoomSet> sets) {
        Map<String, Long> reasons = new LinkedHashMap<>();
        Arrays.stream(SetReason.values()).forEach(reason -> reasons.put(reason.conditionReason(), 0L));
        Map<State, Long> rooms = new EnumMap<>(State.class);
        Arrays.stream(State.values()).forEach(state -> rooms.put(state, 0L));
        sets.forEach(set -> {
            reasons.merge(reason(set), 1L, Long::sum);
            rooms.replaceAll((state, sum) -> sum + rooms(set, state));
        });
        return new SetCensus(reasons, rooms);
    }

    private static int rooms(HathoraRoomSet set, State state) {
        return switch (state) {
            case DESIRED -> set.isMarkedForDeletion() ? 0 : set.getSpec().replicas();
            case PRESENT -> set.getStatus().replicas();
            case UPDATED -> set.getStatus().updatedReplicas();
            case READY -> set.getStatus().readyReplicas();
            case AVAILABLE -> set.getStatus().availableReplicas();
            case IN_USE -> set.getStatus().inUse();
        };
    }

    private static String reason(HathoraRoomSet set) {
        Condition ready = set.getStatus().condition("Ready");
        if (ready == null) {
            return NONE;
        }
        // status may come from another version of the operator, or from a user
        return REASONS.contains(ready.getReason()) ? ready.getReason() : OTHER;
    }
}
