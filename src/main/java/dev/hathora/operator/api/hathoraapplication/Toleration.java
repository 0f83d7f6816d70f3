package dev.hathora.operator.api.hathoraapplication;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * A toleration as in a Pod.
 *
 * @param key The taint's key. If omitted: all keys.
 * @param operator Exists or Equal. If omitted: Equal.
 * @param value The taint's value, with the operator Equal.
 * @param effect NoSchedule, PreferNoSchedule or NoExecute. If omitted: all effects.
 * @param tolerationSeconds How long a taint with the effect NoExecute is tolerated. If omitted: forever.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Toleration(
        @Size(max = 317) @Nullable String key,
        @Size(max = 63) @Nullable String operator,
        @Size(max = 63) @Nullable String value,
        @Size(max = 63) @Nullable String effect,
        @Nullable Long tolerationSeconds) {}
