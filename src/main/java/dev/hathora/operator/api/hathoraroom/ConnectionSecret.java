package dev.hathora.operator.api.hathoraroom;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.hathora.operator.api.Formats;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * The Secret that holds the connection details.
 *
 * @param name The Secret's name. The operator creates the Secret. It is owned by this resource and deleted with it. A
 *     Secret that already exists is never overwritten.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ConnectionSecret(
        @Size(max = Formats.MAX_NAME_LENGTH)
        @ValidationRule(
                value = "self.matches('" + Formats.SECRET_NAME + "')",
                message = "the name of a Secret may contain only lower case letters, digits, '-' and '.', and must "
                        + "begin and end with a letter or digit")
        @Required String name) {}
