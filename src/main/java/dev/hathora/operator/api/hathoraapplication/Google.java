package dev.hathora.operator.api.hathoraapplication;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * Logins with Google.
 *
 * @param clientId The client that ID tokens must be issued for, as Google shows it.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Google(
        @Size(max = 200)
        @ValidationRule(
                value = "self.matches('^[^[:space:]]+$')",
                message = "clientId may not be empty or contain white space: copy it from Google")
        @Required String clientId) {}
