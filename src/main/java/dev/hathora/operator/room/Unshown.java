package dev.hathora.operator.room;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

import dev.hathora.operator.api.hathoraroom.RoomState;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomStatus;
import org.jspecify.annotations.Nullable;

/**
 * A change that Hathora has accepted but does not show yet: its answers lag behind, someone undoes the change at once,
 * or Hathora does not apply it as sent. The change is sent again with growing delays, and at once when the room
 * changes.
 *
 * @param change what was sent
 * @param at when it was last sent
 * @param times how many times it was sent
 * @param seen the state of the room at the first read after that; null if there was none
 * @param lookedAt when the room was last read after that; null if it was not
 */
public record Unshown(Plan.Change change, Instant at, int times, @Nullable Look seen, @Nullable Instant lookedAt) {
    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);

    /** How many attempts a lag of Hathora's answers can explain. They take seven seconds. */
    private static final int TOLERATED = 3;

    /** The parts of a room that a change can affect. */
    record Look(@Nullable String roomConfig, RoomStatus status) {
        static Look at(Room room) {
            return new Look(room.roomConfig(), room.status());
        }
    }

    /** After the change was sent once more. */
    static Unshown sent(@Nullable Unshown before, Plan.Change change, Instant now) {
        return new Unshown(change, now, before != null && before.change.equals(change) ? before.times + 1 : 1, null,
                null);
    }

    /** A change that a previous operator has sent many times. */
    static Unshown longAgo(Plan.Change change, Instant now) {
        return new Unshown(change, now, SentAgain.OFTEN, null, null);
    }

    Unshown looked(Room room, Instant now) {
        return new Unshown(change, at, times, seen == null ? Look.at(room) : seen, now);
    }

    /** Whether this is the first time that it was sent. */
    public boolean isFirst() {
        return times == 1;
    }

    /** Whether it was sent so often that a lag can no longer explain it. */
    boolean lasts() {
        return times > TOLERATED;
    }

    /** Whether the room has changed since the change was sent. Then the count starts over. */
    boolean isOutdatedBy(Room room) {
        return seen != null && !seen.equals(Look.at(room));
    }

    /** When to send it again. */
    Instant due(Claim claim) {
        return at.plus(SentAgain.after(FIRST_DELAY, times, claim));
    }

    /** Whether the room was read at that time or later. */
    boolean lookedSince(Instant due) {
        return lookedAt != null && !lookedAt.isBefore(due);
    }

    /** Whether the room was read since it was sent. */
    boolean isRead() {
        return seen != null;
    }

    boolean isOfKind(Plan.Change other) {
        return change.getClass().equals(other.getClass());
    }

    /**
     * Whether the room shows the change by now, or the change is no longer wanted. What is known of a room's
     * configuration may be what Hathora has accepted, so that counts only once the room was read.
     */
    boolean isOver(Situation s) {
        boolean suspended = s.desired().state() == RoomState.SUSPENDED;
        return switch (change) {
            case Plan.UpdateRoomConfig update -> !Objects.equals(s.desired().config().toSend(), update.roomConfig())
                    || (seen != null && s.observation() instanceof Observation.Present present
                            && !s.configDiffers(present));
            case Plan.SuspendRoom suspend -> !(suspended || s.deleting())
                    || (s.observation() instanceof Observation.Present present && present.suspended());
            case Plan.ResumeRoom resume -> suspended || (s.observation() instanceof Observation.Present present
                    && present.room().status() != RoomStatus.SUSPENDED);
        };
    }
}
