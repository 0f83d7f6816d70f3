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
 * destroyed it. Another one follows, or none does; either way one 404 alone is not enough.
 */
final class EndPlanner {
    /** How long status is given to note an end before the next room is claimed. */
    private static final Duration NOTED = Duration.ofSeconds(1);

    /** Then it goes on without: Kubernetes may refuse to store status. */
    private static final Duration NOT_NOTED = Duration.ofSeconds(10);

    /** The next plan for a room that was claimed. */
    Plan plan(Situation s, Claim claim, Observation.Absent absent) {
        Instant lookAgainAt = lookAgainAt(absent);
        if (isDue(s, lookAgainAt)) {
            return new Plan.LookUp(claim);
        }
        if (s.claims().next() != null && lookAgainAt == null) {
            // an operator before us went on to the next room and could not note it
            return new Plan.ClaimRoom(s.claims().next());
        }
        if (!s.desired().restart()) {
            return finished(s, claim, endOf(s, claim, absent), lookAgainAt);
        }
        if (s.desired().state() == RoomState.SUSPENDED) {
            return new Rest(Reason.SUSPENDED, "Room " + claim.roomId()
                    + " ended while it was not wanted; another one is made when spec.state is Active.", Watch.NONE,
                    lookAgainAt);
        }
        Duration delay = s.historyNow().restartDelay();
        Instant restartAt = restartAt(s, absent, endOf(s, claim, absent).plus(delay), lookAgainAt);
        return s.now().isBefore(restartAt)
                ? new Rest(Reason.RESTARTING, "Room " + claim.roomId() + " ended by itself; another one follows after "
                        + delay.toSeconds() + " s.", Watch.NONE, restartAt)
                : goOn(s, claim);
    }

    /** The next plan for a room that is only observed. */
    Plan planObserved(Situation s, Claim target, Observation.Absent absent, String message) {
        Instant lookAgainAt = lookAgainAt(absent);
        return isDue(s, lookAgainAt)
                ? new Plan.LookUp(target)
                : finished(s, Reason.OBSERVED, message + "; it has ended.", endOf(s, target, absent), lookAgainAt);
    }

    /** The room has ended, and none follows. */
    static Plan finished(Situation s, Claim claim, Instant ended, @Nullable Instant lookAgainAt) {
        return finished(s, Reason.ROOM_ENDED, "Room " + claim.roomId() + " has ended.", ended, lookAgainAt);
    }

    private static Plan finished(Situation s, Reason reason, String message, Instant ended,
            @Nullable Instant lookAgainAt) {
        Duration timeToLive = s.desired().timeToLive();
        if (timeToLive == null) {
            return new Rest(reason, message, Watch.NONE, lookAgainAt);
        }
        Instant end = ended.plus(timeToLive);
        if (lookAgainAt == null && !s.now().isBefore(end)) {
            return new Plan.DeleteResource();
        }
        return new Rest(reason, message + " The resource is deleted at " + end.truncatedTo(ChronoUnit.SECONDS) + ".",
                Watch.NONE, lookAgainAt == null ? end : lookAgainAt);
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

    private static Instant restartAt(Situation s, Observation.Absent absent, Instant afterDelay,
            @Nullable Instant lookAgainAt) {
        // status has to know of the end first, because nobody will ask about this room again
        boolean noted = s.historyNow().equals(s.history()) || s.now().isBefore(afterDelay)
                || !s.now().isBefore(absent.at().plus(NOT_NOTED));
        Instant restartAt = noted ? afterDelay : s.now().plus(NOTED);
        return lookAgainAt == null || lookAgainAt.isBefore(restartAt) ? restartAt : lookAgainAt;
    }

    private static Instant endOf(Situation s, Claim claim, Observation.Absent absent) {
        Instant endedAt = s.historyNow().endedAt(claim.roomId());
        // Hathora's clock may be ahead of ours: what has been seen to have ended has not ended in the future
        return endedAt == null || endedAt.isAfter(absent.at()) ? absent.at() : endedAt;
    }

    /** When a look has to make sure that the room is gone; null: it is sure already. */
    private static @Nullable Instant lookAgainAt(Observation.Absent absent) {
        return absent.isSettled() ? null : absent.since().plus(Observation.Absent.APART);
    }

    private static boolean isDue(Situation s, @Nullable Instant lookAgainAt) {
        return lookAgainAt != null && !s.now().isBefore(lookAgainAt);
    }
}
