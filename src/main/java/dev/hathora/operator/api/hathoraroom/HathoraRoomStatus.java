package dev.hathora.operator.api.hathoraroom;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hathora.operator.api.SharedText;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import org.jspecify.annotations.Nullable;

/**
 * What the operator knows about the room. Written only when something has changed.
 *
 * @param observedGeneration The generation of spec that this status describes.
 * @param phase Where the room is in its life cycle. The conditions say why.
 * @param roomId The id of the room on Hathora. Set once the room is known to exist, and kept after the room has ended.
 * @param appId The Hathora application of the room.
 * @param connection How to connect to the room's default port. Set only while players can connect.
 * @param additionalPorts Further ports of the room. Set only while players can connect.
 * @param currentAllocation The process that the room runs on, and since when.
 * @param allocations On which processes this resource's current and earlier rooms ran, newest first. At most 20
 *     entries.
 * @param restarts How many rooms this resource had before the current one.
 * @param binding The Secret with the connection details, in the form that Service Binding expects.
 * @param claimedBy The resource for which the operator accepted a claim that was made by a HathoraRoomSet: a hash of its
 *     uid.
 * @param conditions Ready, and, only while they are true, Reconciling (the operator is working on it) and Stalled (a
 *     user has to act).
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
        @Nullable String claimedBy,
        List<Condition> conditions) {
    /** The maximum number of allocations in the history. */
    public static final int MAX_ALLOCATIONS = 20;

    /** The status of a resource that was never reconciled. */
    public static final HathoraRoomStatus EMPTY = new HathoraRoomStatus(null, null, null, null, null, List.of(), null,
            List.of(), 0, null, null, List.of());

    /**
     * Makes lists immutable, replaces a null list by an empty one, and drops null elements and incomplete conditions.
     * Interns the ids.
     */
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

    /** A condition without type, status or reason means nothing. */
    private static boolean isComplete(Condition condition) {
        return condition.getType() != null && condition.getStatus() != null && condition.getReason() != null;
    }

    /** The condition of this type, or null. */
    public @Nullable Condition condition(String type) {
        return conditions.stream().filter(c -> c.getType().equals(type)).findFirst().orElse(null);
    }

    /** A copy with another history. */
    public HathoraRoomStatus withAllocations(List<PastAllocation> others) {
        return new HathoraRoomStatus(observedGeneration, phase, roomId, appId, connection, additionalPorts,
                currentAllocation, others, restarts, binding, claimedBy, conditions);
    }
}
