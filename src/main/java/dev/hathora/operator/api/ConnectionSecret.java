package dev.hathora.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * The Secret that connection details are kept in.
 *
 * @param name The Secret's name. It is created, owned by this resource and removed with it; a Secret that exists already
 *     is never overwritten.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ConnectionSecret(
        @Required @Pattern("^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$") @Size(min = 1, max = 253) String name) {}
