package dev.hathora.operator.simulator;

import java.time.Instant;

import dev.hathora.operator.cloud.RoomStatus;
import org.jspecify.annotations.Nullable;

/**
 * A room, existing or destroyed, as the simulator sees it.
 *
 * @param roomId its id
 * @param appId its application
 * @param region its region
 * @param status its state now
 * @param processId its process, or the last one where it has none now; null where it never had one
 * @param createdAt when it was made
 * @param destroyedAt when it ended, null while it exists
 * @param roomConfig its configuration
 */
public record SimulatedRoom(String roomId, String appId, String region, RoomStatus status, @Nullable String processId,
        Instant createdAt, @Nullable Instant destroyedAt, @Nullable String roomConfig) {}
