package dev.hathora.operator.simulator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.ReadyStatus;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomAllocation;
import dev.hathora.operator.cloud.RoomStatus;
import org.jspecify.annotations.Nullable;

/** A room with its allocation history. Guarded by {@link World}'s lock. */
final class StoredRoom {
    final String appId;
    final String roomId;
    final String region;
    final Instant createdAt;
    RoomStatus status = RoomStatus.SCHEDULING;
    @Nullable
    String roomConfig;

    /** The process on which it has a place, even while it is still waiting to be scheduled there. */
    @Nullable
    GameProcess process;
    @Nullable
    Instant destroyedAt;
    /** Before this time, reads answer 404 for it. */
    Instant visibleFrom;
    int wakeUps;

    /** Oldest first. The last one is the current one if it has not ended. */
    private final List<RoomAllocation> allocations = new ArrayList<>();

    StoredRoom(String appId, String roomId, String region, @Nullable String roomConfig, Instant createdAt) {
        this.appId = appId;
        this.roomId = roomId;
        this.region = region;
        this.roomConfig = roomConfig;
        this.createdAt = createdAt;
        this.visibleFrom = createdAt;
    }

    boolean isDestroyed() {
        return status == RoomStatus.DESTROYED;
    }

    void beginAllocation(GameProcess on, Instant now) {
        allocations.add(new RoomAllocation(UUID.randomUUID().toString(), on.processId, now, null));
        on.everPlaced.add(this);
        status = RoomStatus.ACTIVE;
    }

    void endAllocation(Instant now) {
        RoomAllocation current = currentAllocation();
        if (current != null) {
            allocations.set(allocations.size() - 1, new RoomAllocation(current.roomAllocationId(), current.processId(),
                    current.scheduledAt(), now));
        }
    }

    @Nullable
    String lastProcessId() {
        return allocations.isEmpty() ? null : allocations.getLast().processId();
    }

    /** The room as getRoomInfo returns it. */
    Room describe() {
        return new Room(appId, roomId, roomConfig, status, currentAllocation(), allocations);
    }

    /** The room as the lists of a process return it. */
    Room describeWithoutAllocations() {
        return new Room(appId, roomId, roomConfig, status, currentAllocation(), List.of());
    }

    /**
     * The room as the lists of a process described it at a time; empty where it was on another one last, or on none yet.
     */
    Optional<Room> describeAt(Instant then, String processId) {
        return allocations.reversed().stream()
                .filter(allocation -> !Objects.requireNonNull(allocation.scheduledAt()).isAfter(then)).findFirst()
                .filter(allocation -> allocation.processId().equals(processId)).map(allocation -> {
                    Instant end = allocation.unscheduledAt();
                    boolean there = end == null || end.isAfter(then);
                    boolean destroyed = destroyedAt != null && !destroyedAt.isAfter(then);
                    RoomStatus was = there
                            ? RoomStatus.ACTIVE
                            : destroyed ? RoomStatus.DESTROYED : RoomStatus.SUSPENDED;
                    RoomAllocation open = new RoomAllocation(allocation.roomAllocationId(), processId,
                            allocation.scheduledAt(), null);
                    return new Room(appId, roomId, roomConfig, was, there ? open : null, List.of());
                });
    }

    /** Its address: that of its process, once the process has booted. */
    ConnectionInfo connectionInfo(Instant now) {
        if (process == null || status != RoomStatus.ACTIVE || !process.isReady(now)) {
            return new ConnectionInfo(roomId, ReadyStatus.STARTING, null, List.of());
        }
        return new ConnectionInfo(roomId, ReadyStatus.ACTIVE, process.ports.getFirst(),
                process.ports.subList(1, process.ports.size()));
    }

    SimulatedRoom snapshot() {
        return new SimulatedRoom(roomId, appId, region, status, lastProcessId(), createdAt, destroyedAt, roomConfig);
    }

    private @Nullable RoomAllocation currentAllocation() {
        if (allocations.isEmpty() || allocations.getLast().unscheduledAt() != null) {
            return null;
        }
        return allocations.getLast();
    }
}
