package dev.hathora.operator.api.hathoraapplication;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A deployment: a version of what game servers run.
 *
 * @param id The deployment's id in Hathora's API (dep-…).
 * @param number The deployment's number. The first one is 1.
 * @param createdAt When the deployment was created.
 * @param image The container image of the game server.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeploymentSummary(String id, int number,
        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable Instant createdAt, @Nullable String image) {}
