package dev.hathora.operator.room;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

import dev.hathora.operator.api.RoomState;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomStatus;
import org.jspecify.annotations.Nullable;

/**
 * A change that Hathora has accepted, and that the room has not shown yet: the answers lag behind, somebody undoes it at once,
 * or it is never carried out as it was sent. It is sent again with growing delays, and at once when the room changes.
 *
 * @param change what was sent
 * @param at when it was sent last
 * @param times how often it was sent
 * @param seen how the room looked at the first look after that; null: nobody has looked
 * @param lookedAt when somebody looked last; null: nobody has since
 */
public record Unshown(Plan.Change change, Instant at, int times, @Nullable Look seen, @Nullable Instant lookedAt) {
    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);

    /** Answers may lag behind for a moment: seven seconds. */
    private static final int TOLERATED = 3;

    /** What of a room a change is to change. */
    record Look(@Nullable String roomConfig, RoomStatus status) {
        static Look at(Room room) {
            return new Look(room.roomConfig(), room.status());
        }
    }

    /** Sent once more. */
    static Unshown sent(@Nullable Unshown before, Plan.Change change, Instant now) {
        return new Unshown(change, now, before != null && before.change.equals(change) ? before.times + 1 : 1, null,
                null);
    }

    /** Sent by an operator before this one, time and again. */
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

    /** Whether it was sent so often that no answer can lag behind that long. */
    boolean lasts() {
        return times > TOLERATED;
    }

    /** Whether the room has changed since it was sent: then it is no longer the same that does not show. */
    boolean isOutdatedBy(Room room) {
        return seen != null && !seen.equals(Look.at(room));
    }

    /** When it is to be sent again. */
    Instant due(Claim claim) {
        return at.plus(SentAgain.after(FIRST_DELAY, times, claim));
    }

    /** Whether somebody has looked after that. */
    boolean lookedSince(Instant due) {
        return lookedAt != null && !lookedAt.isBefore(due);
    }

    boolean isOfKind(Plan.Change other) {
        return change.getClass().equals(other.getClass());
    }

    /** Whether the room shows the change by now, or nobody wants it any more. */
    boolean isOver(Situation s) {
        boolean suspended = s.desired().state() == RoomState.SUSPENDED;
        return switch (change) {
            case Plan.UpdateRoomConfig update -> !Objects.equals(s.desired().config().toSend(), update.roomConfig())
                    || (s.observation() instanceof Observation.Present present && !s.configDiffers(present));
            case Plan.SuspendRoom suspend -> !(suspended || s.deleting())
                    || (s.observation() instanceof Observation.Present present && present.suspended());
            case Plan.ResumeRoom resume -> suspended || (s.observation() instanceof Observation.Present present
                    && present.room().status() != RoomStatus.SUSPENDED);
        };
    }
}
