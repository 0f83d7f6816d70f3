package dev.hathora.operator.api.hathoraroomset;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;
import org.jspecify.annotations.Nullable;

/**
 * The rooms that should exist.
 *
 * @param replicas How many rooms there should be. kubectl scale, a HorizontalPodAutoscaler or KEDA can change it.
 * @param template What the rooms are created from. Every field may be changed: rooms of an earlier template are replaced
 *     as strategy says.
 * @param strategy How rooms of an earlier template are replaced.
 * @param minReadySeconds Number of seconds for which a room must have been Ready before it counts as available.
 * @param paused If true, no rollout begins or goes on until this is false again: rooms of an earlier template stay. The
 *     set is still scaled, and rooms that have ended are replaced.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HathoraRoomSetSpec(
        @SpecReplicas
        @Min(0)
        @Max(MAX_REPLICAS)
        @Default("1") Integer replicas,

        @Required RoomTemplate template,

        SetStrategy strategy,

        @Min(0)
        @Max(Integer.MAX_VALUE)
        @Default("0") Integer minReadySeconds,

        @Default("false") Boolean paused) {
    /** The maximum number of rooms of a set. */
    public static final int MAX_REPLICAS = 10_000;

    static final HathoraRoomSetSpec DEFAULTS = new HathoraRoomSetSpec(null, null, null, null, null);

    /** Fills in the defaults, in case no API server has done so. */
    public HathoraRoomSetSpec(@Nullable Integer replicas, @Nullable RoomTemplate template,
            @Nullable SetStrategy strategy, @Nullable Integer minReadySeconds, @Nullable Boolean paused) {
        this.replicas = replicas == null ? 1 : replicas;
        this.template = template == null ? RoomTemplate.EMPTY : template;
        this.strategy = strategy == null ? SetStrategy.DEFAULT : strategy;
        this.minReadySeconds = minReadySeconds == null ? 0 : minReadySeconds;
        this.paused = paused != null && paused;
    }

    /**
     * What the API server should have rejected, as messages that say what to do. Empty if the set can be carried out. No
     * room may be created or removed for one that can't.
     */
    public List<String> violations() {
        return SetRules.violated(this);
    }
}
