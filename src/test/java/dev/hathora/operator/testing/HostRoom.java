package dev.hathora.operator.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomAllocation;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.roomv2.Refusal;
import dev.hathora.operator.simulator.Backend;
import dev.hathora.operator.simulator.HistoryEntry;
import dev.hathora.operator.simulator.SimulatedRoom;
import org.jspecify.annotations.Nullable;

/** A room of a host as it was described last, and the effects that follow from each new description. */
final class HostRoom {
    private static final Set<String> ENDS = Set.of(Operation.DESTROY_ROOM.hathoraName(), HistoryEntry.GAME);

    private final String roomId;
    private final String appId;
    private final Backend.Recorder recorder;
    private final Supplier<Optional<Room>> description;
    private final ReentrantLock lock = new ReentrantLock();
    private String region = "";
    private long seenAt;
    private @Nullable Room last;
    private Instant createdAt = Instant.MAX;
    private @Nullable Instant destroyedAt;

    /** @param description asks the host; empty: there is no such room */
    HostRoom(String roomId, String appId, Backend.Recorder recorder, Supplier<Optional<Room>> description) {
        this.roomId = roomId;
        this.appId = appId;
        this.recorder = recorder;
        this.description = description;
    }

    /** Which one its creator asked for. */
    void region(String wanted) {
        region = wanted;
    }

    /**
     * Makes a call that may change the room, and records its effects.
     *
     * @param actor the operation, or who else acts
     */
    <T> T change(String actor, Supplier<T> call) {
        lock.lock();
        try {
            Instant before = Instant.now();
            T answer;
            try {
                answer = call.get();
            } catch (Refusal refused) {
                look(actor, false, before);
                throw refused;
            }
            look(actor, true, before);
            return answer;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The room as the host describes it; empty: it was never created.
     *
     * @param stale how old the description may be
     */
    Optional<SimulatedRoom> seen(Duration stale) {
        lock.lock();
        try {
            if (last != null && destroyedAt == null && System.nanoTime() - seenAt > stale.toNanos()) {
                look(HistoryEntry.PROCESS_EXIT, false, Instant.now());
            }
            return Optional.ofNullable(last).map(room -> new SimulatedRoom(roomId, appId, region, room.status(),
                    room.allocations().isEmpty() ? null : room.allocations().getLast().processId(), createdAt,
                    destroyedAt, room.roomConfig()));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Asks the host for the room, and records what has changed.
     *
     * @param done whether the actor's call was successful
     * @param before a time before that call
     */
    private void look(String actor, boolean done, Instant before) {
        Room known = last;
        Room now = description.get().orElse(null);
        seenAt = System.nanoTime();
        if (now == null) {
            require(known == null, "is not known any more");
            return;
        }
        List<RoomAllocation> allocations = now.allocations();
        if (known == null) {
            recorder.effect(roomId, actor, HistoryEntry.CREATED);
            Instant begin = allocations.isEmpty() ? null : allocations.getFirst().scheduledAt();
            createdAt = begin == null ? before : begin;
        }
        for (RoomAllocation added : allocations.subList(known == null ? 0 : known.allocations().size(),
                allocations.size())) {
            if (known != null) {
                require(known.status() == RoomStatus.SUSPENDED, "is on another process, and was not suspended");
                recorder.effect(roomId, actor, actor.equals(Operation.GET_CONNECTION_INFO.hathoraName())
                        ? HistoryEntry.WOKEN
                        : HistoryEntry.RESUMED);
            }
            recorder.effect(roomId, actor, HistoryEntry.placedOn(added.processId()));
        }
        if (now.status() == RoomStatus.SUSPENDED && (known == null || known.status() != RoomStatus.SUSPENDED)) {
            recorder.effect(roomId, actor, HistoryEntry.SUSPENDED);
        }
        if (destroyedAt != null) {
            require(now.status() == RoomStatus.DESTROYED, "is back, and was destroyed");
        } else if (now.status() == RoomStatus.DESTROYED) {
            Instant end = allocations.isEmpty() ? null : allocations.getLast().unscheduledAt();
            boolean wasSuspended = known != null && known.status() == RoomStatus.SUSPENDED;
            destroyedAt = end == null || wasSuspended ? before : end;
            recorder.effect(roomId, done && ENDS.contains(actor) ? actor : HistoryEntry.PROCESS_EXIT,
                    HistoryEntry.DESTROYED);
        }
        last = now;
    }

    /** What a host must never do. */
    private void require(boolean kept, String broken) {
        if (!kept) {
            throw new IllegalStateException("room " + roomId + " of the host " + broken);
        }
    }
}
