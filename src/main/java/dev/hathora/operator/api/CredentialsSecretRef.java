package dev.hathora.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * Where the Hathora token is kept.
 *
 * @param name The Secret's name.
 * @param key The key in the Secret's data whose value is the token.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record CredentialsSecretRef(
        @Required @Pattern("^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$") @Size(min = 1, max = 253) String name,
        @Default("token") @Pattern("^[-._a-zA-Z0-9]+$") @Size(min = 1, max = 253) String key) {
    /** Fills in the default key. */
    public CredentialsSecretRef {
        key = key == null ? "token" : key;
    }
}
