package dev.hathora.operator.room;

import java.time.Duration;

import dev.hathora.operator.room.Plan.Rest;
import dev.hathora.operator.room.Plan.Watch;

/** Plans that wait, which several parts of the {@link Planner} have in common: for Hathora to show something, or for a person. */
final class Waiting {
    /** How long to wait for a person before the situation is checked again. */
    static final Duration ASK_HUMAN_AGAIN = Duration.ofSeconds(60);

    /** Why a room that is not shown may still appear. */
    static final String EARLIER_CREATE = "an earlier createRoom may still take effect";

    /** The same if createRoom was rejected. */
    static final String TAKEN = "Hathora says that the id is taken but does not show the room yet";

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private Waiting() {}

    /** Reads the room again, one second after the last 404. Rests until then, with that reason. */
    static Plan lookAgain(Situation s, Claim claim, String why) {
        if (s.observation() instanceof Observation.Missing missing
                && !s.now().isBefore(missing.at().plus(LOOK_AGAIN))) {
            return new Plan.LookUp(claim);
        }
        return Rest.of(Reason.VERIFYING, Watch.NONE, s.now(), LOOK_AGAIN, "Room " + claim.roomId() + ": " + why + ".");
    }

    /** Polls a room that may be someone else's until its first allocation shows whose it is. */
    static Rest untilPlaced(Situation s, Claim claim) {
        return Rest.of(s.deleting() ? Reason.DELETING : Reason.VERIFYING, Watch.ROUTINE, s.now(), LOOK_AGAIN, "Room "
                + claim.roomId()
                + ": Hathora said that the id is taken. Whose room it is shows when it is on a process.");
    }

    /** Rests until a person has corrected something. */
    static Rest stalled(Situation s, Reason reason, String message) {
        return Rest.of(reason, Watch.NONE, s.now(), ASK_HUMAN_AGAIN, message);
    }
}
