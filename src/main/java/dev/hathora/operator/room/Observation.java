package dev.hathora.operator.room;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;

import dev.hathora.operator.api.HathoraRoomStatus;
import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.ReadyStatus;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomAllocation;
import dev.hathora.operator.cloud.RoomStatus;
import org.jspecify.annotations.Nullable;

/** What is known about the room behind a claim. Absence is proved, never guessed: see {@link Absent}. */
public sealed interface Observation {
    /** Nothing was asked yet, or what was known is outdated by a change of ours. */
    record Unknown() implements Observation {}

    /**
     * createRoom's word that the room exists. It has not been looked at yet, and may be invisible for a moment.
     *
     * @param connection what createRoom said about its port
     */
    record Created(ConnectionInfo connection) implements Observation {}

    /**
     * The room exists.
     *
     * @param room what Hathora says about it
     * @param connection where it can be joined, as far as that was asked for its present allocation
     */
    record Present(Room room, @Nullable ConnectionInfo connection) implements Observation {
        /** The same, with this text instead of an equal one, so that it is kept only once. */
        public Present sharing(@Nullable String roomConfig) {
            return roomConfig != null && roomConfig.equals(room.roomConfig())
                    ? new Present(new Room(room.appId(), room.roomId(), roomConfig, room.status(),
                            room.currentAllocation(), room.allocations()), connection)
                    : this;
        }

        /** Whether players can join. */
        public boolean joinable() {
            return placed() && connection != null && connection.status() == ReadyStatus.ACTIVE
                    && connection.exposedPort() != null;
        }

        /** Whether the room is (about to be) on a process. A status that we don't know is judged by the allocation. */
        public boolean placed() {
            return room.status() == RoomStatus.ACTIVE
                    || (room.status() == RoomStatus.UNRECOGNIZED && room.currentAllocation() != null);
        }

        /** Whether the room is off its process, and will be until somebody wakes it. */
        public boolean suspended() {
            return room.status() == RoomStatus.SUSPENDED
                    || (room.status() == RoomStatus.UNRECOGNIZED && room.currentAllocation() == null);
        }
    }

    /**
     * The room is gone: Hathora answered 404 or {@code destroyed} for its own id. Nothing else proves it.
     *
     * @param last the destroyed room, where Hathora still tells about it
     * @param at when the answer came
     * @param since when the first of the answers in a row came that say so
     */
    record Absent(@Nullable Room last, Instant at, Instant since) implements Observation {
        /** How far apart two answers have to be that nothing stands in for Hathora. */
        static final Duration APART = Duration.ofSeconds(2);

        /** The first answer that says so. */
        public Absent(@Nullable Room last, Instant at) {
            this(last, at, at);
        }

        /**
         * Whether more than one answer says so, or the room itself. A proxy that has lost its way to Hathora answers 404,
         * too, for a moment.
         */
        boolean isSettled() {
            return last != null || !at.isBefore(since.plus(APART));
        }
    }

    /**
     * Reads a room that Hathora told about.
     *
     * @param known the connection that was learnt earlier, and {@code knownAllocation} the allocation it belongs to. It
     *     is kept while the room stays where it was, so that nothing has to be asked again after a restart of the
     *     operator.
     */
    static Observation of(Room room, @Nullable ConnectionInfo known, @Nullable String knownAllocation, Instant now) {
        if (room.status() == RoomStatus.DESTROYED) {
            return new Absent(room, now);
        }
        RoomAllocation allocation = room.currentAllocation();
        boolean same = allocation != null && Objects.equals(allocation.roomAllocationId(), knownAllocation);
        return new Present(compact(room), same ? known : null);
    }

    /** With the allocations that history has room for, and the current one kept only once. */
    private static Room compact(Room room) {
        RoomAllocation current = room.currentAllocation();
        return new Room(room.appId(), room.roomId(), room.roomConfig(), room.status(), current,
                room.allocations().stream().sorted(Comparator.comparing(RoomAllocation::scheduledAt).reversed())
                        .limit(HathoraRoomStatus.MAX_ALLOCATIONS)
                        .map(allocation -> current != null && current.equals(allocation) ? current : allocation)
                        .toList());
    }
}
