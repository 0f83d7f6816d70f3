package dev.hathora.operator.room;

import java.time.Instant;

import dev.hathora.operator.api.hathoraroom.RoomState;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.room.Plan.Rest;
import dev.hathora.operator.room.Plan.Watch;

/**
 * The part of the {@link Planner} for a room that exists. It makes the room run or be suspended as spec says, with the
 * configuration in spec. A change that Hathora accepted but does not show is sent again with growing delays.
 */
final class PresentPlanner {
    /** The next plan. */
    Plan plan(Situation s, Claim claim, Observation.Present present) {
        return s.desired().state() == RoomState.SUSPENDED
                ? planSuspended(s, claim, present)
                : planActive(s, claim, present);
    }

    private Plan planSuspended(Situation s, Claim claim, Observation.Present present) {
        if (!present.suspended()) {
            return suspend(s, claim);
        }
        Instant settles = s.attempts().wakeSettlesAt();
        if (settles != null) {
            // an observation proves nothing until such a call can no longer take effect
            return s.now().isBefore(settles)
                    ? new Rest(Reason.VERIFYING, "Room " + claim.roomId()
                            + " is suspended, but an earlier call may still wake it.", Watch.ROUTINE, settles)
                    : new Plan.LookUp(claim);
        }
        return besideConfig(s, claim, present,
                Rest.of(Reason.SUSPENDED, Watch.ROUTINE, "Room " + claim.roomId() + " is suspended."));
    }

    static Plan suspend(Situation s, Claim claim) {
        Instant settles = s.attempts().wakeSettlesAt();
        if (settles != null && s.now().isBefore(settles)) {
            // a call in flight may still wake the room and undo the suspension
            return new Rest(Reason.VERIFYING, "Suspending room " + claim.roomId()
                    + " waits until an earlier call can no longer wake it.", Watch.ROUTINE, settles);
        }
        return unlessSent(s, claim, new Plan.SuspendRoom(claim), "suspendRoom, but still shows the room as running");
    }

    /**
     * Sends a change. If Hathora accepted it but does not show it, it is sent again after a delay, or at once if the
     * room has changed in the meantime.
     *
     * @param instead what Hathora has accepted, and what it shows instead
     */
    private static Plan unlessSent(Situation s, Claim claim, Plan.Change change, String instead) {
        Plan next = waiting(s, claim, change);
        return next instanceof Rest rest
                ? new Rest(s.deleting() ? Reason.DELETING : Reason.VERIFYING, "Room " + claim.roomId()
                        + ": Hathora has accepted " + instead + ". The call is repeated with growing delays.",
                        Watch.ROUTINE,
                        rest.until())
                : next;
    }

    /** The change itself, or a rest because it was just sent, or a look-up to see whether it shows by now. */
    private static Plan waiting(Situation s, Claim claim, Plan.Change change) {
        Unshown sent = s.attempts().unshown(change);
        if (sent == null
                || (s.observation() instanceof Observation.Present present && sent.isOutdatedBy(present.room()))) {
            return change;
        }
        Instant due = sent.due(claim);
        if (s.now().isBefore(due)) {
            return new Rest(Reason.VERIFYING, "", Watch.ROUTINE, due);
        }
        return sent.lookedSince(due) ? change : new Plan.LookUp(claim);
    }

    private Plan planActive(Situation s, Claim claim, Observation.Present present) {
        // the configuration is sent before resumeRoom, so that the game server starts with the right one
        return besideConfig(s, claim, present, planRunning(s, claim, present));
    }

    private static Plan planRunning(Situation s, Claim claim, Observation.Present present) {
        if (present.room().status() == RoomStatus.SUSPENDED) {
            return unlessSent(s, claim, new Plan.ResumeRoom(claim), "resumeRoom, but still shows the room as "
                    + "suspended");
        }
        if (present.joinable()) {
            return Rest.of(Reason.ACTIVE, Watch.ROUTINE, "Room " + claim.roomId() + " can be joined.");
        }
        return present.placed()
                ? starting(claim)
                : Rest.of(Reason.SCHEDULING, Watch.READINESS, "Room " + claim.roomId() + " waits for a process.");
    }

    /**
     * The configuration comes first. If Hathora accepted it but does not show it, the room is managed as usual
     * otherwise.
     *
     * @param plan the plan for a room with the right configuration
     */
    private static Plan besideConfig(Situation s, Claim claim, Observation.Present present, Plan plan) {
        String wanted = s.desired().config().toSend();
        if (wanted == null || !s.configDiffers(present)) {
            return plan;
        }
        Plan.Change change = new Plan.UpdateRoomConfig(claim, wanted);
        Unshown sent = s.attempts().unshown(change);
        Plan update = waiting(s, claim, change);
        if (!(update instanceof Rest wait) || sent == null || wait.until() == null) {
            return update;
        }
        if (!sent.lasts()) {
            return plan instanceof Rest rest && rest.reason().kind() == Reason.Kind.PROGRESSING
                    ? rest.noLaterThan(wait.until())
                    : new Rest(Reason.VERIFYING,
                            "Waiting for Hathora to show the configuration of room " + claim.roomId()
                                    + " that it has accepted.",
                            Watch.ROUTINE, wait.until());
        }
        return plan instanceof Rest rest
                ? rest.beside(Reason.ROOM_CONFIG_DIFFERS, "Hathora has accepted the configuration of room "
                        + claim.roomId()
                        + ", but shows a different one: Hathora or the game server rewrites it. Copy the configuration "
                        + "that Hathora shows into spec, or set spec.roomConfigPolicy to Initial. The room is still "
                        + "managed. The configuration is sent again with growing delays up to 5 minutes.", wait.until())
                : plan;
    }

    static Rest starting(Claim claim) {
        return Rest.of(Reason.STARTING, Watch.READINESS, "Room " + claim.roomId() + " is starting.");
    }
}
