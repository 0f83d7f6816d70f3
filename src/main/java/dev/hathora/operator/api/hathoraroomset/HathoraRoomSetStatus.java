package dev.hathora.operator.api.hathoraroomset;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import org.jspecify.annotations.Nullable;

/**
 * What the operator knows about the rooms of the set. Written only when something has changed.
 *
 * @param observedGeneration The generation of spec that this status describes.
 * @param replicas How many rooms the set has, without those that are being deleted.
 * @param readyReplicas How many of them are Ready: players can connect.
 * @param updatedReplicas How many of them were created from the current template.
 * @param availableReplicas How many of them have been Ready for spec.minReadySeconds.
 * @param inUse How many of them are annotated with hathora.dev/in-use: "true".
 * @param selector The label selector of the set's rooms. A HorizontalPodAutoscaler needs it.
 * @param templateHash The value of the label hathora.dev/template-hash of rooms that were created from the current
 *     template.
 * @param conditions Ready, and, only while they are true, Reconciling (the operator is working on it) and Stalled (a
 *     user has to act).
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record HathoraRoomSetStatus(
        @Nullable Long observedGeneration,
        @StatusReplicas int replicas,
        int readyReplicas,
        int updatedReplicas,
        int availableReplicas,
        int inUse,
        @LabelSelector @Nullable String selector,
        @Nullable String templateHash,
        List<Condition> conditions) {
    /** The status of a set that was never reconciled. */
    public static final HathoraRoomSetStatus EMPTY = new HathoraRoomSetStatus(null, 0, 0, 0, 0, 0, null, null,
            List.of());

    /** Makes the list immutable, replaces a null list by an empty one, and drops incomplete conditions. */
    public HathoraRoomSetStatus {
        conditions = Stream.ofNullable(conditions).flatMap(List::stream).filter(HathoraRoomSetStatus::isComplete)
                .toList();
    }

    /** A condition without type, status or reason means nothing. */
    private static boolean isComplete(@Nullable Condition condition) {
        return condition != null && condition.getType() != null && condition.getStatus() != null
                && condition.getReason() != null;
    }

    /** The condition of this type, or null. */
    public @Nullable Condition condition(String type) {
        return conditions.stream().filter(c -> Objects.equals(c.getType(), type)).findFirst().orElse(null);
    }
}
