package dev.hathora.operator.room;

import java.util.Objects;
import java.util.stream.Collectors;

import dev.hathora.operator.api.hathoraroom.Binding;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.room.Plan.Rest;
import io.fabric8.kubernetes.api.model.Condition;
import org.jspecify.annotations.Nullable;

/** Statuses as the operator would write them. */
final class Projected {
    static final long GENERATION = 3;

    private Projected() {}

    /** The status of a resource that rests in this situation, after this one. */
    static HathoraRoomStatus status(Situation s, HathoraRoomStatus previous) {
        return status(s, (Rest) new Planner().plan(s), previous);
    }

    /** The same, where a failure made it rest. */
    static HathoraRoomStatus status(Situation s, Rest rest, HathoraRoomStatus previous) {
        return status(s, rest, previous, null);
    }

    /** The same, where conditions tell of something beside the room. */
    static HathoraRoomStatus statusBeside(Situation s, Rest rest, Rest told, HathoraRoomStatus previous) {
        return new StatusProjection().project(s, rest, told, previous, GENERATION, null);
    }

    static HathoraRoomStatus status(Situation s, Rest rest, HathoraRoomStatus previous, @Nullable Binding binding) {
        return new StatusProjection().project(s, rest, rest, previous, GENERATION, binding);
    }

    /** In a line: phase, conditions, why, and what is known about the room. */
    static String line(HathoraRoomStatus status) {
        String conditions = status.conditions().stream().map(c -> c.getType() + "=" + c.getStatus())
                .collect(Collectors.joining(" "));
        String reasons = status.conditions().stream().map(Condition::getReason).distinct()
                .collect(Collectors.joining("/"));
        String connection = status.connection() == null ? "" : " at " + status.connection().address();
        String allocation = status.currentAllocation() == null
                ? ""
                : " on " + status.currentAllocation().processId();
        return status.phase() + " " + conditions + " " + reasons + ": "
                + Objects.requireNonNullElse(status.roomId(), "no room") + allocation + connection;
    }
}
