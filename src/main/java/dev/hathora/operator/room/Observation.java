package dev.hathora.operator.room;

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

/** What is known about the room behind a claim. Absence is proved, never guessed: see {@link Absent}, {@link NotFound}. */
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

    /** Hathora, or whoever answers in its place, knows no such room. */
    sealed interface Missing extends Observation permits NotFound, Absent {
        /** When the last answer came that says so. */
        Instant at();

        /** When the first of the answers in a row came that say so. */
        Instant since();

        /** What is known about who answers; null: nothing, or nothing that was asked for after an answer. */
        @Nullable
        Evidence evidence();

        /** Whether the last answer is backed by what was asked for after it. */
        default boolean isBacked() {
            Evidence evidence = evidence();
            return evidence != null && !evidence.at().isBefore(at());
        }
    }

    /**
     * The room was answered 404. This proves nothing: the room counts as unknown, until it was answered 404 once more by who
     * has shown in between that he knows the application. Then it is {@link Absent}.
     *
     * @param at when the answer came
     * @param since when the first of the answers in a row came that say so
     * @param evidence what whoever answered has shown since
     */
    record NotFound(Instant at, Instant since, @Nullable Evidence evidence) implements Missing {
        /** The room was answered 404 once more, after this was shown. */
        public Absent again(Instant now, Evidence shown) {
            return new Absent(null, now, since, shown);
        }
    }

    /**
     * The room is gone. There is no absence without evidence: see {@link Evidence}.
     *
     * @param last the destroyed room, where Hathora still tells about it
     * @param at when the last answer came that says so
     * @param since when the first of the answers in a row came that say so
     * @param evidence why that is believed
     */
    record Absent(@Nullable Room last, Instant at, Instant since, Evidence evidence) implements Missing {
        /** Hathora tells about a destroyed room. */
        public static Absent told(Room last, Instant at) {
            return new Absent(last, at, at, new Evidence(Evidence.Kind.TOLD, at));
        }

        /** Whether nobody need look again: it is certain, or was still so after a long time. */
        boolean isFirm() {
            return isBelievedAt(since.plus(Timing.DOUBT));
        }

        /** Whether it was found to be so once more at that time or later, by who had shown then that he knows the application. */
        boolean isBelievedAt(Instant time) {
            return evidence.isProof() || (!evidence.at().isBefore(time) && !at.isBefore(evidence.at()));
        }

        /** When to look again whether the room is there after all; null: no more. The pauses grow. */
        @Nullable
        Instant lookAgainAt() {
            return evidence.isProof() ? null : Timing.lookAgainAt(since, at);
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
            return Absent.told(room, now);
        }
        RoomAllocation allocation = room.currentAllocation();
        boolean same = allocation != null && Objects.equals(allocation.roomAllocationId(), knownAllocation);
        return new Present(compact(room), same ? known : null);
    }

    /** With the allocations that history has room for, and the current one kept only once. */
    private static Room compact(Room room) {
        RoomAllocation current = room.currentAllocation();
        return new Room(room.appId(), room.roomId(), room.roomConfig(), room.status(), current,
                room.allocations().stream().sorted(Comparator.comparing(RoomAllocation::scheduledAt,
                        Comparator.nullsFirst(Comparator.<Instant>naturalOrder())).reversed())
                        .limit(HathoraRoomStatus.MAX_ALLOCATIONS)
                        .map(allocation -> current != null && current.equals(allocation) ? current : allocation)
                        .toList());
    }
}
