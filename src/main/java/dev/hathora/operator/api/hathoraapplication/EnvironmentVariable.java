package dev.hathora.operator.api.hathoraapplication;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * An environment variable.
 *
 * @param name The variable's name: letters, digits and '_'.
 * @param value The variable's value. If omitted: empty.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record EnvironmentVariable(
        @Size(max = 100)
        @ValidationRule(
                value = "self.matches('^[a-zA-Z_][a-zA-Z0-9_]*$')",
                message = "the name of a variable may contain only letters, digits and '_', and may not begin with a digit")
        @Required String name,

        @Size(max = 32_768) @Nullable String value) {}
