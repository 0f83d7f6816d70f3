package dev.hathora.operator.cloud;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Where a room can be joined ({@code ConnectionInfoV2}).
 *
 * @param roomId the room
 * @param status whether it can be joined
 * @param exposedPort the default port, only while {@link ReadyStatus#ACTIVE}
 * @param additionalExposedPorts up to two more
 */
public record ConnectionInfo(String roomId, ReadyStatus status, @Nullable ExposedPort exposedPort,
        List<ExposedPort> additionalExposedPorts) {
    /** More are left out: Hathora documents two. */
    private static final int MOST_ADDITIONAL_PORTS = 10;

    /** Lists are never null and never change. An answer that lacks the rest is none. */
    public ConnectionInfo {
        roomId = ForeignValue.word("roomId", roomId);
        Objects.requireNonNull(status, "status");
        additionalExposedPorts = additionalExposedPorts == null
                ? List.of()
                : List.copyOf(additionalExposedPorts.subList(0,
                        Math.min(MOST_ADDITIONAL_PORTS, additionalExposedPorts.size())));
    }
}
