package dev.hathora.operator.host.model;

import java.time.Instant;

import dev.hathora.operator.cloud.RoomStatus;
import org.jspecify.annotations.Nullable;

/**
 * The record of one room. It is kept when the room is destroyed, less its configuration, so that its id stays used.
 *
 * @param roomId unique in its application, for ever
 * @param appId the application
 * @param deploymentId what its processes run, for ever
 * @param region where its processes run, for ever
 * @param roomConfig at most 10,000 characters; null: none, or destroyed
 * @param status scheduling, active, suspended or destroyed
 * @param processId where it is placed; null: nowhere
 * @param createdAt when it was made
 * @param destroyedAt when it ended; null: it has not
 */
public record HostedRoom(String roomId, String appId, String deploymentId, String region, @Nullable String roomConfig,
        RoomStatus status, @Nullable String processId, Instant createdAt, @Nullable Instant destroyedAt) {}
