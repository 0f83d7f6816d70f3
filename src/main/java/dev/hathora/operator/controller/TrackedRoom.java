package dev.hathora.operator.controller;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

import dev.hathora.operator.api.Connection;
import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.api.HathoraRoomStatus;
import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.ReadyStatus;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.room.Attempts;
import dev.hathora.operator.room.Claim;
import dev.hathora.operator.room.Observation;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import org.jspecify.annotations.Nullable;

/**
 * What the operator remembers about one resource between passes. Nothing here is needed to keep a promise: all of it can
 * be lost at any moment, and is read again from the resource and from Hathora.
 *
 * <p>Guarded by {@link #lock()}. Whoever calls Hathora for the room holds the lock meanwhile, so that a look never runs
 * beside a change, and a getConnectionInfo never beside a suspension.
 */
final class TrackedRoom {
    private final ReentrantLock lock = new ReentrantLock();
    private final ResourceID resource;
    private final String uid;
    private final Set<String> superseded = new HashSet<>();

    private @Nullable HathoraRoom written;
    private @Nullable Claim claim;
    private Observation observation = new Observation.Unknown();
    private Attempts attempts = Attempts.NONE;
    private @Nullable HathoraCloud cloud;
    private @Nullable ConnectionInfo connection;
    private @Nullable String connectionAllocation;
    private @Nullable Instant createdAt;
    private @Nullable String announcedEnd;
    private int failures;
    private boolean released;
    private @Nullable Claim target;
    private volatile Instant lastLook = Instant.EPOCH;

    TrackedRoom(ResourceID resource, String uid) {
        this.resource = resource;
        this.uid = uid;
    }

    ReentrantLock lock() {
        return lock;
    }

    ResourceID resource() {
        return resource;
    }

    String uid() {
        return uid;
    }

    /** The newer of what a cache holds and what we wrote: the cache may not have heard of our last write yet. */
    HathoraRoom newest(HathoraRoom cached) {
        if (written != null && superseded.contains(cached.getMetadata().getResourceVersion())) {
            return written;
        }
        superseded.clear();
        written = null;
        return cached;
    }

    /** Remembers a write of ours. */
    HathoraRoom wrote(HathoraRoom before, HathoraRoom after) {
        String version = before.getMetadata().getResourceVersion();
        if (!version.equals(after.getMetadata().getResourceVersion())) {
            superseded.add(version);
            written = after;
        }
        return after;
    }

    @Nullable
    Claim claim() {
        return claim;
    }

    /** Goes over to a claim; what was known belongs to the one before, except for a room that is taken over. */
    void claim(Claim next, Attempts sent) {
        if (!next.equals(claim)) {
            if (claim != null) {
                observation = new Observation.Unknown();
                connection = null;
                connectionAllocation = null;
            }
            claim = next;
            attempts = observation instanceof Observation.Present ? attempts : sent;
            createdAt = null;
        }
    }

    /** The room to look at: the claimed one, or the one that is observed or named by spec. */
    @Nullable
    Claim target() {
        return target;
    }

    void target(@Nullable Claim now) {
        target = now;
    }

    /** When Hathora last answered a question about the room. Readable without the lock. */
    Instant lastLook() {
        return lastLook;
    }

    void looked(Instant now) {
        lastLook = now;
    }

    Observation observation() {
        return observation;
    }

    void observed(Observation now) {
        observation = now;
    }

    /** Takes in what Hathora says about the room. */
    void observed(Room room, Instant now) {
        if (observation instanceof Observation.Created created
                && created.connection().status() == ReadyStatus.ACTIVE) {
            remember(room, created.connection());
        }
        observation = Observation.of(room, connection, connectionAllocation, now);
        if (observation instanceof Observation.Present) {
            attempts = attempts.seen(now);
        }
    }

    /** Takes in where the room can be joined, for the allocation that Hathora told about together with it. */
    void observed(Room room, ConnectionInfo joinable, Instant now) {
        remember(room, joinable);
        observed(room, now);
    }

    private void remember(Room room, ConnectionInfo joinable) {
        connection = joinable;
        connectionAllocation = room.currentAllocation() == null ? null : room.currentAllocation().roomAllocationId();
    }

    /** Takes in that createRoom succeeded. */
    void created(ConnectionInfo answer, Instant now) {
        observation = new Observation.Created(answer);
        attempts = attempts.created(Attempts.Create.ACCEPTED, now);
        createdAt = now;
    }

    /** Starts from what status remembers, so that nothing has to be asked again after a restart of the operator. */
    void recall(HathoraRoomStatus status) {
        if (status.connection() != null && status.currentAllocation() != null && status.roomId() != null) {
            connection = new ConnectionInfo(status.roomId(), ReadyStatus.ACTIVE, port(status.connection()),
                    status.additionalPorts().stream().map(TrackedRoom::port).toList());
            connectionAllocation = status.currentAllocation().roomAllocationId();
        }
    }

    private static ExposedPort port(Connection connection) {
        return new ExposedPort(connection.name(), connection.host(), connection.port(), connection.transportType());
    }

    @Nullable
    ConnectionInfo connection() {
        return connection;
    }

    Attempts attempts() {
        return attempts;
    }

    void attempts(Attempts now) {
        attempts = now;
    }

    @Nullable
    HathoraCloud cloud() {
        return cloud;
    }

    void cloud(@Nullable HathoraCloud now) {
        cloud = now;
    }

    @Nullable
    Instant createdAt() {
        return createdAt;
    }

    void createdAt(Instant now) {
        createdAt = now;
    }

    /** Whether the end of this room is still to be announced; announces it. */
    boolean announcesEnd(String roomId) {
        boolean news = !roomId.equals(announcedEnd);
        announcedEnd = roomId;
        return news;
    }

    int failed() {
        return ++failures;
    }

    void succeeded() {
        failures = 0;
    }

    /** Whether the finalizer was taken away by us, so that the resource may vanish. */
    boolean released() {
        return released;
    }

    void release() {
        released = true;
    }
}
