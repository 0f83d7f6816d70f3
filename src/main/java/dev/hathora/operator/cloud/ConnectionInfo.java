package dev.hathora.operator.cloud;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * How to connect to a room ({@code ConnectionInfoV2}).
 *
 * @param roomId the room
 * @param status whether players can connect
 * @param exposedPort the default port; set only while the status is {@link ReadyStatus#ACTIVE}
 * @param additionalExposedPorts up to two more
 */
public record ConnectionInfo(String roomId, ReadyStatus status, @Nullable ExposedPort exposedPort,
        List<ExposedPort> additionalExposedPorts) {
    /** Further ports are dropped. Hathora documents two. */
    private static final int MOST_ADDITIONAL_PORTS = 10;

    /** Makes lists immutable and never null. Rejects an answer in which another field is missing. */
    public ConnectionInfo {
        roomId = ForeignValue.word("roomId", roomId);
        Objects.requireNonNull(status, "status");
        additionalExposedPorts = additionalExposedPorts == null
                ? List.of()
                : List.copyOf(additionalExposedPorts.subList(0,
                        Math.min(MOST_ADDITIONAL_PORTS, additionalExposedPorts.size())));
    }
}
