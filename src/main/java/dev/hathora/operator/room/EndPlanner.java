package dev.hathora.operator.room;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import dev.hathora.operator.api.hathoraroom.RoomState;
import dev.hathora.operator.room.Plan.Rest;
import dev.hathora.operator.room.Plan.Watch;
import org.jspecify.annotations.Nullable;

/**
 * The part of the {@link Planner} for a room that ended by itself: the match is over, its process exited, or someone
 * destroyed it. The restart policy decides whether a new room follows. A 404 alone does not prove an end: see
 * {@link #makeSure}.
 */
final class EndPlanner {
    /** How long the operator waits for the end to be stored in status before it claims the next room. */
    private static final Duration NOTED = Duration.ofSeconds(1);

    /**
     * Hathora answers 404 for a room that existed. The 404 has to persist for a moment. Then the answering server has
     * to show that it knows the application, and has to answer 404 again.
     */
    static Plan makeSure(Situation s, Claim claim, Observation.NotFound missing) {
        Instant again = missing.since().plus(Timing.APART);
        if (!missing.at().isBefore(again)) {
            return missing.isBacked() ? new Plan.LookUp(claim) : confirm(s, claim, missing);
        }
        return s.now().isBefore(again) ? verifying(claim, again) : new Plan.LookUp(claim);
    }

    /** The 404 is confirmed, but the state of the application's other rooms suggests an outage. */
    static Plan doubt(Situation s, Claim claim, Observation.Absent absent) {
        Instant believable = s.peers().believableAt(absent.since());
        Instant again = earlier(believable, Timing.lookAgainAt(absent.since(), absent.at()));
        if (s.now().isBefore(again)) {
            return s.peers().isOutage()
                    ? new Rest(Reason.HATHORA_UNREACHABLE, "Hathora answers 404 for room " + claim.roomId() + " and "
                            + "for most rooms of application " + claim.appId() + " at the same time. The "
                            + "operator treats this as an outage until "
                            + believable.truncatedTo(ChronoUnit.SECONDS)
                            + ".", Watch.NONE, again)
                    : verifying(claim, again);
        }
        Plan sure = s.peers().isOutage() && !s.now().isBefore(believable)
                ? makeSureAgain(s, claim, absent, believable)
                : null;
        return sure == null ? new Plan.LookUp(claim) : sure;
    }

    private static Rest verifying(Claim claim, Instant again) {
        return new Rest(Reason.VERIFYING, "Hathora answers 404 for room " + claim.roomId()
                + ". The operator asks again before it treats the room as gone.", Watch.NONE, again);
    }

    /**
     * The steps that are left before the 404s of a room count as final.
     *
     * @param time the time at or after which the 404s must have been received
     * @return null if the 404s are final
     */
    static @Nullable Plan makeSureAgain(Situation s, Claim claim, Observation.Missing missing, Instant time) {
        if (missing instanceof Observation.Absent absent && absent.isBelievedAt(time)) {
            return null;
        }
        Evidence evidence = missing.evidence();
        return evidence != null && missing.isBacked() && !evidence.at().isBefore(time)
                ? new Plan.LookUp(claim)
                : confirm(s, claim, missing);
    }

    /** Asks about the application if the 404 is recent. Otherwise asks about the room again first. */
    static Plan confirm(Situation s, Claim claim, Observation.Missing missing) {
        return s.now().isBefore(missing.at().plus(Timing.FRESH))
                ? new Plan.ConfirmAbsence(claim)
                : new Plan.LookUp(claim);
    }

    /** The next plan for a room that was claimed. */
    Plan plan(Situation s, Claim claim, Observation.Absent absent) {
        Instant lookAgainAt = absent.lookAgainAt();
        if (isDue(s, lookAgainAt)) {
            return new Plan.LookUp(claim);
        }
        Plan sure = lookAgainAt == null && !absent.isFirm()
                ? makeSureAgain(s, claim, absent, absent.since().plus(Timing.DOUBT))
                : null;
        if (sure != null) {
            return sure;
        }
        if (s.claims().next() != null) {
            // a previous operator has claimed the next room but could not store it in status
            return new Plan.ClaimRoom(s.claims().next());
        }
        if (!s.desired().restart()) {
            return finished(s, claim, absent);
        }
        if (s.desired().state() == RoomState.SUSPENDED) {
            return new Rest(Reason.SUSPENDED, "Room " + claim.roomId()
                    + " has ended. A new one is created when spec.state is set to Active.", Watch.NONE,
                    lookAgainAt);
        }
        Duration delay = s.historyNow().restartDelay();
        Instant restartAt = restartAt(s, absent, endOf(s, claim, absent).plus(delay));
        if (s.now().isBefore(restartAt)) {
            return new Rest(Reason.RESTARTING, "Room " + claim.roomId() + " ended by itself. A new one is created "
                    + "after "
                    + delay.toSeconds() + " s.", Watch.NONE, earlier(restartAt, lookAgainAt));
        }
        return isStale(s, absent) ? new Plan.LookUp(claim) : goOn(s, claim);
    }

    /**
     * Whether the last look-up is too old. Then the room is looked up again before the next one is claimed, because it
     * may be back.
     */
    private static boolean isStale(Situation s, Observation.Absent absent) {
        return !absent.evidence().isProof() && !s.now().isBefore(absent.at().plus(Timing.SAME_ANSWERER));
    }

    /** The next plan for a room that is only read. */
    Plan planReadOnly(Situation s, Claim target, Observation.Absent absent, Reason reason, String message) {
        if (isDue(s, absent.lookAgainAt())) {
            return new Plan.LookUp(target);
        }
        return reason == Reason.OBSERVED
                ? finished(s, target, absent, reason, message + "; the room has ended.")
                : new Rest(reason, message + "; the room has ended", Watch.NONE, absent.lookAgainAt());
    }

    /** The room has ended, and no new one follows. While a 404 is the only evidence, it is looked up again. */
    static Plan finished(Situation s, Claim claim, Observation.Absent absent) {
        return finished(s, claim, absent, Reason.ROOM_ENDED, "Room " + claim.roomId() + " has ended.");
    }

    private static Plan finished(Situation s, Claim claim, Observation.Absent absent, Reason reason, String message) {
        Duration timeToLive = s.desired().timeToLive();
        Instant lookAgainAt = absent.lookAgainAt();
        if (isDue(s, lookAgainAt)) {
            return new Plan.LookUp(claim);
        }
        if (timeToLive == null) {
            return new Rest(reason, message, Watch.NONE, lookAgainAt);
        }
        Instant end = endOf(s, claim, absent).plus(timeToLive);
        Instant certain = absent.since().plus(absent.evidence().isProof() ? Duration.ZERO : Timing.DOUBT);
        Instant deleteAt = end.isBefore(certain) ? certain : end;
        if (s.now().isBefore(deleteAt)) {
            return new Rest(reason,
                    message + " The resource is deleted at " + deleteAt.truncatedTo(ChronoUnit.SECONDS) + ".",
                    Watch.NONE, earlier(deleteAt, lookAgainAt));
        }
        Plan before = makeSureAgain(s, claim, absent, certain);
        return before == null ? new Plan.DeleteResource() : before;
    }

    /** Claims the next room: the one that a previous operator has claimed, or the one with the next number. */
    static Plan goOn(Situation s, Claim claim) {
        if (s.claims().next() != null) {
            return new Plan.ClaimRoom(s.claims().next());
        }
        int restart = s.ids().restartOf(claim.roomId()).orElse(0);
        return restart < RoomIds.MAX_RESTART
                ? new Plan.ClaimRoom(new Claim(claim.appId(), s.ids().id(restart + 1)))
                : Waiting.stalled(s, Reason.ROOM_ID_CONFLICT, "room " + claim.roomId()
                        + " has ended, and no further room ids are left: delete this resource and create a new one");
    }

    private static Instant restartAt(Situation s, Observation.Absent absent, Instant afterDelay) {
        // the end has to be in status first, because this room will not be looked up again
        boolean noted = s.historyNow().equals(s.history()) || s.now().isBefore(afterDelay)
                || !s.now().isBefore(believedAt(s, absent).plus(Timing.NOT_NOTED));
        return noted ? afterDelay : s.now().plus(NOTED);
    }

    private static Instant believedAt(Situation s, Observation.Absent absent) {
        Instant shown = absent.evidence().at();
        Instant believable = s.peers().believableAt(absent.since());
        return absent.evidence().isProof() || believable.isBefore(shown) ? shown : believable;
    }

    private static Instant endOf(Situation s, Claim claim, Observation.Absent absent) {
        Instant endedAt = s.historyNow().endedAt(claim.roomId());
        // Hathora's clock may be ahead of ours, but an observed end can't be in the future
        return endedAt == null || endedAt.isAfter(absent.since()) ? absent.since() : endedAt;
    }

    private static Instant earlier(Instant one, @Nullable Instant other) {
        return other == null || one.isBefore(other) ? one : other;
    }

    private static boolean isDue(Situation s, @Nullable Instant lookAgainAt) {
        return lookAgainAt != null && !s.now().isBefore(lookAgainAt);
    }
}
