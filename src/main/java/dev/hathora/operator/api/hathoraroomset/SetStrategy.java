package dev.hathora.operator.api.hathoraroomset;

import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
import org.jspecify.annotations.Nullable;

/**
 * How rooms of an earlier template are replaced. The two limits are those of a Deployment.
 *
 * @param type When they are replaced.
 * @param maxSurge How many rooms there may be beyond spec.replicas during a rollout: a number, or a percentage of
 *     spec.replicas, rounded up. If omitted: 25%.
 * @param maxUnavailable How many rooms fewer than spec.replicas may be available during a rollout: a number, or a
 *     percentage of spec.replicas, rounded down. If omitted: 25%.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "self.type != 'OnDelete' || (!has(self.maxSurge) && !has(self.maxUnavailable))",
        fieldPath = ".type",
        message = SetRules.LIMITS_OF_ON_DELETE)
@ValidationRule(
        value = "!has(self.maxSurge) || !has(self.maxUnavailable) || !string(self.maxSurge).matches('^0+%?$') "
                + "|| !string(self.maxUnavailable).matches('^0+%?$')",
        fieldPath = ".maxUnavailable",
        message = SetRules.BOTH_ZERO)
public record SetStrategy(
        @Default("RollingUpdate") StrategyType type,
        @SchemaFrom(type = IntOrString.class) @Nullable NumberOrPercent maxSurge,
        @SchemaFrom(type = IntOrString.class) @Nullable NumberOrPercent maxUnavailable) {
    static final SetStrategy DEFAULT = new SetStrategy(null, null, null);

    private static final NumberOrPercent QUARTER = new NumberOrPercent(25, true);

    /** Fills in the default type, in case no API server has done so. */
    public SetStrategy(@Nullable StrategyType type, @Nullable NumberOrPercent maxSurge,
            @Nullable NumberOrPercent maxUnavailable) {
        this.type = type == null ? StrategyType.ROLLING_UPDATE : type;
        this.maxSurge = maxSurge;
        this.maxUnavailable = maxUnavailable;
    }

    /** How many rooms there may be beyond this number during a rollout. */
    public int surge(int replicas) {
        return Objects.requireNonNullElse(maxSurge, QUARTER).roundedUp(replicas);
    }

    /**
     * How many rooms fewer than this number may be available during a rollout: at most that number, and 1 if nothing
     * could be replaced otherwise.
     */
    public int unavailable(int replicas) {
        int most = Objects.requireNonNullElse(maxUnavailable, QUARTER).roundedDown(replicas);
        return Math.min(most == 0 && surge(replicas) == 0 ? 1 : most, replicas);
    }
}
