package dev.hathora.operator.api.hathoraroom;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * The Service Binding "provisioned service" duck type.
 *
 * @param name The name of the Secret with the connection details.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Binding(String name) {}
