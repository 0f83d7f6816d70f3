package dev.hathora.operator.api.hathoraapplication;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint that echoes what it receives by WebSocket or UDP.
 *
 * @param host Its name or address.
 * @param port Its port.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Ping(
        @Size(max = 253)
        @ValidationRule(
                value = "self.matches('^[a-zA-Z0-9.:_-]+$')",
                message = "host has to be a name or an address, without a scheme or port")
        @Required String host,

        @Min(1)
        @Max(65_535)
        @Required @Nullable Integer port) {}
