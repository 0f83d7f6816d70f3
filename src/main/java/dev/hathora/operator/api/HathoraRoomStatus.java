package dev.hathora.operator.api;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import org.jspecify.annotations.Nullable;

/**
 * What the operator knows about the room. Changes only when something changed.
 *
 * @param observedGeneration The generation of spec that this status speaks of.
 * @param phase Where the room is in its life. Conditions say why.
 * @param roomId The id of the room on Hathora, as soon as it is known to exist. Kept after the room ended.
 * @param appId The Hathora application of the room.
 * @param connection Where to join the room, on its default port. There only while it can be used.
 * @param additionalPorts Further ports of the room, by name. There only while they can be used.
 * @param currentAllocation The process that the room is placed on, and since when.
 * @param allocations Where the room and those before it ran, newest first, at most 20.
 * @param restarts How many rooms this resource had before the present one.
 * @param binding The Secret with the connection details, where Service Binding looks for it.
 * @param conditions Ready, and while they are true Reconciling (being worked on) and Stalled (only a human can help).
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record HathoraRoomStatus(
        @Nullable Long observedGeneration,
        @Nullable Phase phase,
        @Nullable String roomId,
        @Nullable String appId,
        @Nullable Connection connection,
        List<Connection> additionalPorts,
        @Nullable CurrentAllocation currentAllocation,
        @Size(max = MAX_ALLOCATIONS) List<PastAllocation> allocations,
        int restarts,
        @Nullable Binding binding,
        List<Condition> conditions) {
    /** How many allocations are remembered. */
    public static final int MAX_ALLOCATIONS = 20;

    /** The status of a resource that was never looked at. */
    public static final HathoraRoomStatus EMPTY = new HathoraRoomStatus(null, null, null, null, null, List.of(), null,
            List.of(), 0, null, List.of());

    /** Lists are never null, hold no null, and never change. Ids are interned. */
    public HathoraRoomStatus {
        roomId = SharedText.orNull(roomId);
        appId = SharedText.orNull(appId);
        additionalPorts = withoutNull(additionalPorts);
        allocations = withoutNull(allocations);
        conditions = withoutNull(conditions).stream().filter(HathoraRoomStatus::isComplete).toList();
    }

    private static <T> List<T> withoutNull(@Nullable List<T> list) {
        return Stream.ofNullable(list).flatMap(List::stream).filter(Objects::nonNull).toList();
    }

    /** A condition that lacks what makes it one is nobody's word. */
    private static boolean isComplete(Condition condition) {
        return condition.getType() != null && condition.getStatus() != null && condition.getReason() != null;
    }

    /** The condition of this type, or null. */
    public @Nullable Condition condition(String type) {
        return conditions.stream().filter(c -> c.getType().equals(type)).findFirst().orElse(null);
    }

    /** The same with another history. */
    public HathoraRoomStatus withAllocations(List<PastAllocation> others) {
        return new HathoraRoomStatus(observedGeneration, phase, roomId, appId, connection, additionalPorts,
                currentAllocation, others, restarts, binding, conditions);
    }
}
