package dev.hathora.operator.api.hathoraapplication;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import org.jspecify.annotations.Nullable;

/**
 * How players may log in.
 *
 * @param anonymous Whether players may log in without a name.
 * @param nickname Whether players may log in with a nickname, which is not verified.
 * @param google Players may log in with ID tokens that Google issued for a client.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Auth(
        @Default("true") @Nullable Boolean anonymous,
        @Default("true") @Nullable Boolean nickname,
        @Nullable Google google) {}
