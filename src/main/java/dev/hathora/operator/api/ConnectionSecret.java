package dev.hathora.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * The Secret that connection details are kept in.
 *
 * @param name The Secret's name. It is created, owned by this resource and removed with it; a Secret that exists already
 *     is never overwritten.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ConnectionSecret(
        @Size(max = Formats.MAX_NAME_LENGTH)
        @ValidationRule(
                value = "self.matches('" + Formats.SECRET_NAME + "')",
                message = "the name of a Secret is made of lower case letters, digits, '-' and '.', "
                        + "and begins and ends with a letter or digit")
        @Required String name) {}
