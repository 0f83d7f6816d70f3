package dev.hathora.operator.cloud;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The answer to createRoom ({@code RoomConnectionData}).
 *
 * @param roomId the id that was sent
 * @param processId the process of the room
 * @param status whether players can already connect
 * @param exposedPort the default port; set only while the status is {@link ReadyStatus#ACTIVE}
 * @param additionalExposedPorts up to two more
 */
public record CreatedRoom(String roomId, @Nullable String processId, ReadyStatus status,
        @Nullable ExposedPort exposedPort, List<ExposedPort> additionalExposedPorts) {
    /** Makes lists immutable and never null. Rejects an answer in which another field is missing. */
    public CreatedRoom {
        roomId = ForeignValue.word("roomId", roomId);
        processId = processId == null ? null : ForeignValue.id("processId", processId);
        Objects.requireNonNull(status, "status");
        additionalExposedPorts = additionalExposedPorts == null ? List.of() : List.copyOf(additionalExposedPorts);
    }

    /** The part that getConnectionInfo would return. */
    public ConnectionInfo connectionInfo() {
        return new ConnectionInfo(roomId, status, exposedPort, additionalExposedPorts);
    }
}
