package dev.hathora.operator.cloud;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * createRoom's answer ({@code RoomConnectionData}).
 *
 * @param roomId the id that was sent
 * @param processId the process the room is placed on
 * @param status whether the room can be joined already
 * @param exposedPort the default port, only while {@link ReadyStatus#ACTIVE}
 * @param additionalExposedPorts up to two more
 */
public record CreatedRoom(String roomId, @Nullable String processId, ReadyStatus status,
        @Nullable ExposedPort exposedPort, List<ExposedPort> additionalExposedPorts) {
    /** Lists are never null and never change. An answer that lacks the rest is none. */
    public CreatedRoom {
        roomId = ForeignValue.word("roomId", roomId);
        processId = processId == null ? null : ForeignValue.id("processId", processId);
        Objects.requireNonNull(status, "status");
        additionalExposedPorts = additionalExposedPorts == null ? List.of() : List.copyOf(additionalExposedPorts);
    }

    /** The part that getConnectionInfo would have answered. */
    public ConnectionInfo connectionInfo() {
        return new ConnectionInfo(roomId, status, exposedPort, additionalExposedPorts);
    }
}
