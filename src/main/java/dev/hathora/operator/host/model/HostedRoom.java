package dev.hathora.operator.host.model;

import java.time.Instant;

import dev.hathora.operator.cloud.RoomStatus;
import org.jspecify.annotations.Nullable;

/**
 * The record of one room. It is kept, without its configuration, when the room is destroyed, so that its id can't be
 * used again.
 *
 * @param roomId unique in its application, also after it was destroyed
 * @param appId the application
 * @param deploymentId what its processes run; never changes
 * @param region where its processes run; never changes
 * @param roomConfig at most 10,000 characters; null if there is none, or the room is destroyed
 * @param status scheduling, active, suspended or destroyed
 * @param processId the process that it is placed on; null if there is none
 * @param createdAt when it was created
 * @param destroyedAt when it was destroyed; null if it was not
 */
public record HostedRoom(String roomId, String appId, String deploymentId, String region, @Nullable String roomConfig,
        RoomStatus status, @Nullable String processId, Instant createdAt, @Nullable Instant destroyedAt) {}
