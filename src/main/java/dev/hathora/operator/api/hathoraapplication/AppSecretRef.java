package dev.hathora.operator.api.hathoraapplication;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.hathora.operator.api.Formats;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * The Secret with the key that players' tokens are signed with. It is in the namespace of the application, and must have the label
 * {@code hathora.dev/credentials: "true"}.
 *
 * @param name The Secret's name.
 * @param key The key in the Secret's data. Its value has 32 to 4,096 visible ASCII characters.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record AppSecretRef(
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
        @Default("secret") @Nullable String key) {}
