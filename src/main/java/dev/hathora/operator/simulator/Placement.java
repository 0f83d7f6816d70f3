package dev.hathora.operator.simulator;

import java.time.Instant;
import java.time.InstantSource;

import dev.hathora.operator.cloud.RoomStatus;

/** Places rooms on the processes of a {@link Fleet} and removes them. Guarded by {@link World}'s lock. */
final class Placement {
    private final Fleet fleet;
    private final History history;
    private final InstantSource clock;
    private boolean held;

    Placement(Fleet fleet, History history, InstantSource clock) {
        this.fleet = fleet;
        this.history = history;
        this.clock = clock;
    }

    /** While on hold, rooms have a place on a process but are not scheduled there. */
    void hold(boolean hold) {
        held = hold;
    }

    /** Reserves a place for the room on a process, and schedules it there unless scheduling is on hold. */
    GameProcess occupy(StoredRoom room, String actor, Instant now) {
        GameProcess process = fleet.occupy(room, now);
        room.process = process;
        if (held) {
            room.status = RoomStatus.SCHEDULING;
            history.effect(room.roomId, actor, "waits to be scheduled");
        } else {
            beginAllocation(room, process, actor, now);
        }
        return process;
    }

    /** Schedules a waiting room on its process. */
    void schedule(StoredRoom room, Instant now) {
        // The process on which it had a place may have ended in the meantime.
        GameProcess kept = room.process;
        GameProcess process = kept == null || kept.stopped ? fleet.occupy(room, now) : kept;
        room.process = process;
        beginAllocation(room, process, "scheduler", now);
    }

    /** Removes the room from its process. */
    void vacate(StoredRoom room) {
        room.endAllocation(clock.instant());
        if (room.process != null) {
            fleet.vacate(room.process, room);
            room.process = null;
        }
    }

    /** Destroys the room. */
    void destroy(StoredRoom room, String actor) {
        vacate(room);
        room.status = RoomStatus.DESTROYED;
        room.destroyedAt = clock.instant();
        history.effect(room.roomId, actor, HistoryEntry.DESTROYED);
    }

    private void beginAllocation(StoredRoom room, GameProcess process, String actor, Instant now) {
        room.beginAllocation(process, now);
        history.effect(room.roomId, actor, HistoryEntry.placedOn(process.processId));
    }
}
