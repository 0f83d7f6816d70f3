package dev.hathora.operator.api.hathoraapplication;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import org.jspecify.annotations.Nullable;

/**
 * What host knows about the application. Written only when something has changed.
 *
 * @param observedGeneration The generation of spec that this status describes.
 * @param appId The id of the application in Hathora's API.
 * @param deploymentId The deployment that new rooms use. If spec has an error, that of the last version without one.
 * @param deployments The newest deployments, newest first. At most 10 entries.
 * @param processes How many game servers there are.
 * @param rooms How many rooms there are.
 * @param conditions Ready, and, only while they are true, Reconciling (host is working on it) and Stalled (a user has
 *     to act).
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record HathoraApplicationStatus(
        @Nullable Long observedGeneration,
        @Nullable String appId,
        @Nullable String deploymentId,
        @Size(max = MAX_DEPLOYMENTS) List<DeploymentSummary> deployments,
        @Nullable ProcessCounts processes,
        @Nullable RoomCounts rooms,
        List<Condition> conditions) {
    /** The maximum number of deployments that are shown. */
    public static final int MAX_DEPLOYMENTS = 10;

    /** The status of a resource that was never reconciled. */
    public static final HathoraApplicationStatus EMPTY = new HathoraApplicationStatus(null, null, null, List.of(), null,
            null, List.of());

    /** Makes lists immutable, replaces a null list by an empty one, and drops null elements. */
    public HathoraApplicationStatus {
        deployments = withoutNull(deployments);
        conditions = withoutNull(conditions);
    }

    private static <T> List<T> withoutNull(@Nullable List<T> list) {
        return Stream.ofNullable(list).flatMap(List::stream).filter(Objects::nonNull).toList();
    }

    /** The condition of this type, or null. */
    public @Nullable Condition condition(String type) {
        return conditions.stream().filter(c -> type.equals(c.getType())).findFirst().orElse(null);
    }
}
