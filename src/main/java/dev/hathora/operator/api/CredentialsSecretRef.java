package dev.hathora.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * The Secret that holds the Hathora token. It must have the label {@code hathora.dev/credentials: "true"}.
 *
 * @param name The Secret's name.
 * @param key The key in the Secret's data whose value is the token.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record CredentialsSecretRef(
        @Size(max = Formats.MAX_NAME_LENGTH)
        @ValidationRule(
                value = "self.matches('" + Formats.SECRET_NAME + "')",
                message = "the name of a Secret may contain only lower case letters, digits, '-' and '.', and must "
                        + "begin and end with a letter or digit")
        @Required String name,

        @Size(max = Formats.MAX_NAME_LENGTH)
        @ValidationRule(
                value = "self.matches('" + Formats.SECRET_KEY + "')",
                message = "a key in a Secret may contain only letters, digits, '-', '_' and '.'")
        @Default("token") String key) {
    /** The label that allows the operator to send the Secret's content to Hathora. Its value is {@code true}. */
    public static final String LABEL = ApiGroup.NAME + "/credentials";

    /** Fills in the default key. */
    public CredentialsSecretRef {
        key = key == null ? "token" : key;
    }
}
