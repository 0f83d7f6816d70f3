package dev.hathora.operator.api.hathoraapplication;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * A further port that the game server listens on.
 *
 * @param name The port's name, by which clients and the variable HATHORA_NAME_PORT refer to it: lower-case letters,
 *     digits and '-'.
 * @param port The number that the game server listens on.
 * @param transportType How clients connect to the port.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record AdditionalContainerPort(
        @Size(max = 30)
        @ValidationRule(
                value = "self.matches('^[a-z][a-z0-9-]*$')",
                message = "the name of a port may contain only lower-case letters, digits and '-', and must begin with a letter")
        @Required String name,

        @Min(1)
        @Max(65_535)
        @Default("7777") @Nullable Integer port,

        @Default("tcp") @Nullable TransportType transportType) {}
