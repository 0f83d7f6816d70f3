package dev.hathora.operator.cloud;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of createRoom, without the room's id.
 *
 * @param region the region as Hathora spells it
 * @param roomConfig at most 10,000 characters
 * @param deploymentId the deployment to run; null for the application's latest
 * @param clientIPs addresses that the DDoS protection lets through
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CreateRoomRequest(String region, @Nullable String roomConfig, @Nullable String deploymentId,
        @Nullable List<String> clientIPs) {}
