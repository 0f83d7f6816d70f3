package dev.hathora.operator.room;

import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;

import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.ReadyStatus;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomAllocation;
import dev.hathora.operator.cloud.RoomStatus;
import org.jspecify.annotations.Nullable;

/** What is known about a claimed room. Absence has to be proved: see {@link Absent}, {@link NotFound}. */
public sealed interface Observation {
    /** The room was not read yet, or a change of ours has made the last observation obsolete. */
    record Unknown() implements Observation {}

    /**
     * createRoom has succeeded. The room was not read yet, and may be invisible for a moment.
     *
     * @param connection the connection information in createRoom's answer
     */
    record Created(ConnectionInfo connection) implements Observation {}

    /**
     * The room exists.
     *
     * @param room the room as Hathora shows it; after an accepted updateRoomConfig, with the configuration that was sent
     * @param connection the connection information; null if it was not read for the current allocation
     */
    record Present(Room room, @Nullable ConnectionInfo connection) implements Observation {
        /** A copy that shares this string if it is equal to the room's configuration, to save memory. */
        public Present sharing(@Nullable String roomConfig) {
            return roomConfig != null && roomConfig.equals(room.roomConfig()) ? configured(roomConfig) : this;
        }

        /** A copy with this configuration of the room. */
        public Present configured(String roomConfig) {
            return new Present(new Room(room.appId(), room.roomId(), roomConfig, room.status(),
                    room.currentAllocation(), room.allocations()), connection);
        }

        /** Whether players can connect. */
        public boolean joinable() {
            return placed() && connection != null && connection.status() == ReadyStatus.ACTIVE
                    && connection.exposedPort() != null;
        }

        /**
         * Whether the room is on a process, or is about to be. If the status is unrecognized, the allocation decides.
         */
        public boolean placed() {
            return room.status() == RoomStatus.ACTIVE
                    || (room.status() == RoomStatus.UNRECOGNIZED && room.currentAllocation() != null);
        }

        /** Whether the room has no process, and will have none until it is resumed. */
        public boolean suspended() {
            return room.status() == RoomStatus.SUSPENDED
                    || (room.status() == RoomStatus.UNRECOGNIZED && room.currentAllocation() == null);
        }
    }

    /** Hathora, or a server that answers in its place, does not know the room. */
    sealed interface Missing extends Observation permits NotFound, Absent {
        /** When the last such answer was received. */
        Instant at();

        /** When the first of the consecutive answers of this kind was received. */
        Instant since();

        /** What is known about the answering server. Null if nothing was asked after an answer. */
        @Nullable
        Evidence evidence();

        /** Whether evidence that was requested after the last answer confirms it. */
        default boolean isBacked() {
            Evidence evidence = evidence();
            return evidence != null && !evidence.at().isBefore(at());
        }
    }

    /**
     * Hathora answered 404 for the room. This proves nothing. The room counts as unknown until the server has shown
     * that it knows the application and then answers 404 again. Then the room is {@link Absent}.
     *
     * @param at when the answer was received
     * @param since when the first of the consecutive answers of this kind was received
     * @param evidence what the answering server has shown since
     */
    record NotFound(Instant at, Instant since, @Nullable Evidence evidence) implements Missing {
        /** After another 404, which was received after the evidence. */
        public Absent again(Instant now, Evidence shown) {
            return new Absent(null, now, since, shown);
        }
    }

    /**
     * The room is gone. There is no absence without evidence: see {@link Evidence}.
     *
     * @param last the destroyed room, if Hathora still shows it
     * @param at when the last such answer was received
     * @param since when the first of the consecutive answers of this kind was received
     * @param evidence the evidence for the absence
     */
    record Absent(@Nullable Room last, Instant at, Instant since, Evidence evidence) implements Missing {
        /** Hathora shows the room as destroyed. */
        public static Absent told(Room last, Instant at) {
            return new Absent(last, at, at, new Evidence(Evidence.Kind.TOLD, at));
        }

        /** Whether no further look-up is needed, because the absence is proved or has persisted for a long time. */
        boolean isFirm() {
            return isBelievedAt(since.plus(Timing.DOUBT));
        }

        /**
         * Whether the absence was confirmed at that time or later by a server that had shown that it knows the
         * application.
         */
        boolean isBelievedAt(Instant time) {
            return evidence.isProof() || (!evidence.at().isBefore(time) && !at.isBefore(evidence.at()));
        }

        /** When to look the room up again, with growing delays. Null if no further look-up is needed. */
        @Nullable
        Instant lookAgainAt() {
            return evidence.isProof() ? null : Timing.lookAgainAt(since, at);
        }
    }

    /**
     * The observation for a room that Hathora returned.
     *
     * @param known the connection information that is already known, and {@code knownAllocation} its allocation. It
     *     stays valid while the allocation is the same, so that it need not be read again after a restart of the
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

    /** A copy with only as many allocations as fit into the history. The current one is stored only once. */
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
