package dev.hathora.operator.room;

import java.time.Duration;

import dev.hathora.operator.room.Plan.Watch;
import org.jspecify.annotations.Nullable;

/**
 * The part of the {@link Planner} that decides which of several resources gets a room with a user-chosen id. An
 * operator caches only the resources that it watches, so it searches the cluster through the API server: once before it
 * writes the claim and once after. If two resources claim the room at the same time, at least the later one sees the
 * other's claim, and withdraws its own before anything is done with the room.
 */
final class ContestPlanner {
    private static final Duration UNTIL_DECIDED = Duration.ofSeconds(10);

    /** The plan that precedes everything else. Null if the claim is settled or if there is none. */
    @Nullable
    Plan plan(Situation s) {
        Claim claim = s.claims().current();
        boolean handsOff = s.desired().observeOnly() || s.isAbandoned() || (s.deleting() && s.desired().paused());
        if (claim == null || s.claims().settled() || handsOff) {
            return null;
        }
        if (s.heldBy() != null && s.heldBy().claimed()) {
            return giveWay(s, claim);
        }
        if (s.contest() == null) {
            return new Plan.FindHolders(claim, true);
        }
        Holder holder = s.contest().holder();
        if (holder == null) {
            return null;
        }
        return s.contest().yields()
                ? giveWay(s, claim)
                : Plan.Rest.of(Reason.ROOM_ID_CONFLICT, Watch.NONE, s.now(), UNTIL_DECIDED, "room " + claim.roomId()
                        + " is claimed by resource " + holder.resource()
                        + " as well: waiting until that resource withdraws its claim, or is confirmed as the owner");
    }

    /** Claims a room with a user-chosen id. */
    Plan claim(Situation s, Claim named) {
        if (s.contest() == null) {
            return new Plan.FindHolders(named, false);
        }
        return s.contest().holder() == null ? new Plan.ClaimRoom(named) : held(s, s.contest().holder());
    }

    /**
     * The rest while another resource owns the room. Its message warns: if the other resource were deleted as it is,
     * the room would be destroyed, and an id can be used only once.
     */
    static Plan held(Situation s, Holder holder) {
        Claim claim = s.target();
        // two resources may have withdrawn at the same time because of each other
        Duration pause = s.contest() != null && s.contest().yields() ? UNTIL_DECIDED : Waiting.ASK_HUMAN_AGAIN;
        return Plan.Rest.of(Reason.ROOM_ID_CONFLICT, Watch.NONE, s.now(), pause,
                (claim == null ? "the room" : "room " + claim.roomId())
                        + (holder.claimed() ? " is held by resource " : " is also requested by the older resource ")
                        + holder.resource()
                        + ": create a new resource with another spec.roomId. Or, to hand the room over, set "
                        + "deletionPolicy: Retain on that resource and adoptionPolicy: IfExists on this one, then "
                        + "delete that resource");
    }

    private static Plan giveWay(Situation s, Claim claim) {
        return s.deleting() ? new Plan.Release(Plan.Release.Outcome.RETAINED) : new Plan.Withdraw(claim);
    }
}
