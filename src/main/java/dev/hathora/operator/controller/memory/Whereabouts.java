package dev.hathora.operator.controller.memory;

import java.time.Instant;

import dev.hathora.operator.api.hathoraroom.Connection;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.api.hathoraroom.Phase;
import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.cloud.ReadyStatus;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomAllocation;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.room.Observation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last known process and address of a room, so that the address is requested only once per allocation. Guarded by
 * the lock of the {@link TrackedRoom}.
 */
public final class Whereabouts {
    private static final Logger log = LoggerFactory.getLogger(Whereabouts.class);

    private @Nullable String processId;
    private @Nullable ConnectionInfo connection;
    private @Nullable String connectionAllocation;
    private boolean offProcess;

    /** The process that the room is on, or was last on; null: not known. */
    @Nullable
    public String processId() {
        return processId;
    }

    /** Whether the room was on no process when it was last seen. */
    public boolean offProcess() {
        return offProcess;
    }

    /** The address of the room, as far as it is known; null: not known. */
    @Nullable
    public ConnectionInfo connection() {
        return connection;
    }

    /** Forgets process and address. */
    void forget() {
        connection = null;
        connectionAllocation = null;
        processId = null;
        offProcess = false;
    }

    /**
     * Restores process and address from status, so that they need not be requested again after a restart of the
     * operator.
     */
    public void recall(HathoraRoomStatus status) {
        offProcess = status.currentAllocation() == null && status.phase() != Phase.DESTROYED
                && status.phase() != Phase.PENDING;
        if (!status.allocations().isEmpty() && status.allocations().getFirst().roomId().equals(status.roomId())) {
            processId = status.allocations().getFirst().processId();
        }
        if (status.connection() != null && status.currentAllocation() != null && status.roomId() != null) {
            try {
                connection = new ConnectionInfo(status.roomId(), ReadyStatus.ACTIVE, port(status.connection()),
                        status.additionalPorts().stream().map(Whereabouts::port).toList());
                connectionAllocation = status.currentAllocation().roomAllocationId();
            } catch (IllegalArgumentException e) {
                log.info("The connection in status is invalid, so it is read from Hathora: {}", e.getMessage());
            }
        }
    }

    /** Records the address of the room, which is valid for the allocation in the same answer. */
    void joinable(Room room, ConnectionInfo where) {
        connection = where;
        connectionAllocation = room.currentAllocation() == null ? null : room.currentAllocation().roomAllocationId();
    }

    /** Records the process of the room, and interprets Hathora's answer with the address that is known. */
    Observation observe(Room room, Instant now) {
        if (room.currentAllocation() != null) {
            processId = room.currentAllocation().processId();
        }
        if (room.status() != RoomStatus.DESTROYED) {
            offProcess = room.currentAllocation() == null;
        }
        return Observation.of(room, connection, connectionAllocation, now);
    }

    /** Whether a listed room is in the state that was restored from status: on the same allocation, or suspended. */
    public boolean isAsRemembered(Room listed) {
        RoomAllocation listedOn = listed.currentAllocation();
        return connectionAllocation == null
                ? listed.status() == RoomStatus.SUSPENDED && listedOn == null
                : listed.status() == RoomStatus.ACTIVE && listedOn != null
                        && connectionAllocation.equals(listedOn.roomAllocationId());
    }

    private static ExposedPort port(Connection connection) {
        return new ExposedPort(connection.name(), connection.host(), connection.port(), connection.transportType());
    }
}
