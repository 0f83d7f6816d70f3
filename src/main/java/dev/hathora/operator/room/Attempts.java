package dev.hathora.operator.room;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What this operator has sent for a claim and may still take effect. Lives in memory only: after a restart, every claim
 * whose room was never seen counts as {@link Create#UNCLEAR}.
 *
 * @param create how the last createRoom ended
 * @param createSettlesAt until when a createRoom that was sent may still take effect, or may not be visible yet
 * @param destroySentAt when destroyRoom was last answered, which the room may survive for a moment in Hathora's answers
 * @param wakeSettlesAt until when a getConnectionInfo or resumeRoom without an answer may still wake the room
 * @param takenOff whether suspendRoom was answered, and the room was not looked at since
 */
public record Attempts(Create create, @Nullable Instant createSettlesAt, @Nullable Instant destroySentAt,
        @Nullable Instant wakeSettlesAt, boolean takenOff) {
    /** How long a call that was given up may still take effect on Hathora's side. */
    public static final Duration SETTLING = Duration.ofSeconds(30);

    /** Nothing was sent. */
    public static final Attempts NONE = new Attempts(Create.NONE, null, null, null, false);

    /** How a createRoom ended. */
    public enum Create {
        /** None was sent. */
        NONE,

        /** Its answer was lost. The room may be there, may come, or may not. */
        UNCLEAR,

        /** It was answered with success. */
        ACCEPTED,

        /** It was refused because the id is taken: by an earlier createRoom of ours, or for ever. */
        REFUSED,

        /** The room was looked at and is there, so how it came to be no longer matters. */
        SEEN
    }

    /** Whether nothing that was sent can still take effect. */
    public boolean areOver() {
        return (create == Create.NONE || create == Create.SEEN) && destroySentAt == null && wakeSettlesAt == null
                && !takenOff;
    }

    /** What to assume about a claim whose room was never seen, met for the first time. */
    public static Attempts ofUnconfirmedClaim(Instant now) {
        return new Attempts(Create.UNCLEAR, now.plus(SETTLING), null, null, false);
    }

    /** After a createRoom that ended like this. */
    public Attempts created(Create outcome, Instant now) {
        return new Attempts(outcome, now.plus(SETTLING), destroySentAt, wakeSettlesAt, takenOff);
    }

    /** After a destroyRoom that was answered. */
    public Attempts destroyed(Instant now) {
        return new Attempts(create, createSettlesAt, now, wakeSettlesAt, takenOff);
    }

    /** After a suspendRoom that was answered. */
    public Attempts suspended() {
        return new Attempts(create, createSettlesAt, destroySentAt, wakeSettlesAt, true);
    }

    /** Whether the address that was known counts no longer, though nobody has looked: what was sent took it away. */
    boolean endedAddress() {
        return takenOff || destroySentAt != null;
    }

    /** After a call without an answer that may wake the room. */
    public Attempts mayWake(Instant now) {
        return new Attempts(create, createSettlesAt, destroySentAt, now.plus(SETTLING), takenOff);
    }

    /**
     * After the room was seen: what creates it no longer matters, what was sent to end it has not done so, and what may
     * wake it is over if its time is.
     */
    public Attempts seen(Instant now) {
        boolean mayWake = wakeSettlesAt != null && now.isBefore(wakeSettlesAt);
        return new Attempts(Create.SEEN, null, destroySentAt, mayWake ? wakeSettlesAt : null, false);
    }
}
