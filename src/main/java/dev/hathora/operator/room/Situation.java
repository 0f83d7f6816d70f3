package dev.hathora.operator.room;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Everything a decision about one resource is made from. Plain data: the same situation always gets the same plan.
 *
 * @param ids the room ids of this resource
 * @param desired what spec wants
 * @param claims what the resource has laid claim to
 * @param observation what is known about the claimed room, or, before a claim, about the room {@code spec.roomId} names
 * @param attempts what we have sent for the claim and may still take effect
 * @param history the history as status has it
 * @param deleting whether the resource is being deleted
 * @param abandon the value of the annotation {@code hathora.dev/abandon-room}
 * @param heldBy another resource that comes first to the same room; null: none
 * @param now the present
 */
public record Situation(RoomIds ids, DesiredRoom desired, Claims claims, Observation observation, Attempts attempts,
        History history, boolean deleting, @Nullable String abandon, @Nullable Holder heldBy, Instant now) {

    /** The same, where the room is known like this. */
    public Situation with(Observation now) {
        return new Situation(ids, desired, claims, now, attempts, history, deleting, abandon, heldBy, this.now);
    }

    /**
     * The room to look at: the claimed one, or the one that {@code spec.roomId} names. Null: there is none yet, or nobody
     * knows its application.
     */
    public @Nullable Claim target() {
        if (claims.current() != null) {
            return claims.current();
        }
        return desired.roomId() == null || desired.appId().isEmpty()
                ? null
                : new Claim(desired.appId(), desired.roomId());
    }

    /**
     * The room that status speaks of: the claimed one, or the one that is only observed. A room of others that spec
     * names does not belong into status.
     */
    public @Nullable Claim subject() {
        return desired.observeOnly() ? target() : claims.current();
    }

    /** The history, with what was observed just now. */
    public History historyNow() {
        Claim subject = subject();
        if (subject == null || (observation instanceof Observation.Absent && !ended())) {
            return history;
        }
        return history.with(subject.roomId(), observation, now);
    }

    /**
     * Whether the claimed or observed room has existed and is gone for good. A room that createRoom has just accepted may be
     * invisible for a moment; it has not ended before that moment is over.
     */
    public boolean ended() {
        if (!(observation instanceof Observation.Absent absent)) {
            return false;
        }
        if (absent.last() != null) {
            return true;
        }
        Claim subject = subject();
        if (desired.observeOnly() && subject != null && history.knows(subject.roomId())) {
            return true;
        }
        return switch (attempts.create()) {
            case ACCEPTED -> !createMayStillSettle(absent);
            case SEEN -> true;
            case NONE, UNCLEAR, REFUSED -> claims.confirmed();
        };
    }

    /** Whether a createRoom that was sent may still make the room appear after this look at it. */
    boolean createMayStillSettle(Observation.Absent absent) {
        Instant settles = attempts.createSettlesAt();
        return attempts.create() != Attempts.Create.NONE && settles != null && absent.at().isBefore(settles);
    }
}
