package dev.hathora.operator.room;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import dev.hathora.operator.api.RoomState;
import dev.hathora.operator.room.Plan.Rest;
import dev.hathora.operator.room.Plan.Watch;
import org.jspecify.annotations.Nullable;

/**
 * The part of the {@link Planner} for a room that ended without us: the match is over, its process exited, somebody
 * destroyed it. Another one follows, or none does. A 404 alone is no end: see {@link #makeSure}.
 */
final class EndPlanner {
    /** How long status is given to note an end before the next room is claimed. */
    private static final Duration NOTED = Duration.ofSeconds(1);

    /**
     * A room that was there is answered 404. That has to last for a moment; then whoever says so has to show that he knows the
     * application, and to say it again.
     */
    static Plan makeSure(Situation s, Claim claim, Observation.NotFound missing) {
        Instant again = missing.since().plus(Timing.APART);
        if (!missing.at().isBefore(again)) {
            return missing.isBacked() ? new Plan.LookUp(claim) : confirm(s, claim, missing);
        }
        return s.now().isBefore(again) ? verifying(claim, again) : new Plan.LookUp(claim);
    }

    /** It was shown and said, and the other rooms of the application say that it may be an outage. */
    static Plan doubt(Situation s, Claim claim, Observation.Absent absent) {
        Instant believable = s.peers().believableAt(absent.since());
        Instant again = earlier(believable, Timing.lookAgainAt(absent.since(), absent.at()));
        if (s.now().isBefore(again)) {
            return s.peers().isOutage()
                    ? new Rest(Reason.HATHORA_UNREACHABLE, "Hathora answers 404 for room " + claim.roomId()
                            + ", and for most rooms of application " + claim.appId()
                            + " at once: that is taken for an outage until "
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
                + "; it is asked again before that is believed.", Watch.NONE, again);
    }

    /**
     * The 404s of a room are to be believed for good.
     *
     * @param time from when on they have to have come
     * @return null: they are
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

    /** Whoever answered 404 a moment ago is asked about the application; if that was longer ago, about the room again first. */
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
            // an operator before us went on to the next room and could not note it
            return new Plan.ClaimRoom(s.claims().next());
        }
        if (!s.desired().restart()) {
            return finished(s, claim, absent);
        }
        if (s.desired().state() == RoomState.SUSPENDED) {
            return new Rest(Reason.SUSPENDED, "Room " + claim.roomId()
                    + " ended while it was not wanted; another one is made when spec.state is Active.", Watch.NONE,
                    lookAgainAt);
        }
        Duration delay = s.historyNow().restartDelay();
        Instant restartAt = restartAt(s, absent, endOf(s, claim, absent).plus(delay));
        if (s.now().isBefore(restartAt)) {
            return new Rest(Reason.RESTARTING, "Room " + claim.roomId() + " ended by itself; another one follows after "
                    + delay.toSeconds() + " s.", Watch.NONE, earlier(restartAt, lookAgainAt));
        }
        return isStale(s, absent) ? new Plan.LookUp(claim) : goOn(s, claim);
    }

    /** Whether the room may have come back since the last look, so that it is looked at before another one is claimed. */
    private static boolean isStale(Situation s, Observation.Absent absent) {
        return !absent.evidence().isProof() && !s.now().isBefore(absent.at().plus(Timing.SAME_ANSWERER));
    }

    /** The next plan for a room that is only looked at. */
    Plan planReadOnly(Situation s, Claim target, Observation.Absent absent, Reason reason, String message) {
        if (isDue(s, absent.lookAgainAt())) {
            return new Plan.LookUp(target);
        }
        return reason == Reason.OBSERVED
                ? finished(s, target, absent, reason, message + "; it has ended.")
                : new Rest(reason, message + "; it has ended", Watch.NONE, absent.lookAgainAt());
    }

    /** The room has ended, and none follows. */
    static Plan finished(Situation s, Claim claim, Observation.Absent absent) {
        return finished(s, claim, absent, Reason.ROOM_ENDED, "Room " + claim.roomId() + " has ended.");
    }

    private static Plan finished(Situation s, Claim claim, Observation.Absent absent, Reason reason, String message) {
        Duration timeToLive = s.desired().timeToLive();
        Instant lookAgainAt = absent.lookAgainAt();
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

    /** Goes on to the room after this one: the one that an operator before us has claimed, or the next number. */
    static Plan goOn(Situation s, Claim claim) {
        if (s.claims().next() != null) {
            return new Plan.ClaimRoom(s.claims().next());
        }
        int restart = s.ids().restartOf(claim.roomId()).orElse(0);
        return restart < RoomIds.MAX_RESTART
                ? new Plan.ClaimRoom(new Claim(claim.appId(), s.ids().id(restart + 1)))
                : Planner.stalled(s, Reason.ROOM_ID_CONFLICT, "room " + claim.roomId()
                        + " has ended, and there is no room id after it: delete this resource and create a new one");
    }

    private static Instant restartAt(Situation s, Observation.Absent absent, Instant afterDelay) {
        // status has to know of the end first, because nobody will ask about this room again
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
        // Hathora's clock may be ahead of ours: what has been seen to have ended has not ended in the future
        return endedAt == null || endedAt.isAfter(absent.since()) ? absent.since() : endedAt;
    }

    private static Instant earlier(Instant one, @Nullable Instant other) {
        return other == null || one.isBefore(other) ? one : other;
    }

    private static boolean isDue(Situation s, @Nullable Instant lookAgainAt) {
        return lookAgainAt != null && !s.now().isBefore(lookAgainAt);
    }
}
