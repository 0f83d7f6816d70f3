package dev.hathora.operator.api.hathoraapplication;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.hathora.operator.api.Formats;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * A Secret of the type kubernetes.io/dockerconfigjson.
 *
 * @param name The Secret's name.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ImagePullSecret(
        @Size(max = Formats.MAX_NAME_LENGTH)
        @ValidationRule(
                value = "self.matches('" + Formats.SECRET_NAME + "')",
                message = "the name of a Secret may contain only lower case letters, digits, '-' and '.', and must "
                        + "begin and end with a letter or digit")
        @Required String name) {}
