package dev.hathora.operator.room;

import java.time.Duration;

import dev.hathora.operator.room.Plan.Watch;
import org.jspecify.annotations.Nullable;

/**
 * The part of the {@link Planner} that decides which of several resources may have a room whose id a user chose. Operators
 * know only of the resources that they look after, so the API server is asked: once before the claim is written and once
 * after, each time by everybody who wants the room. Of two who claim it at the same time, at least the later one then
 * sees the claim of the other, and takes its own back before anything is done with the room.
 */
final class ContestPlanner {
    private static final Duration UNTIL_DECIDED = Duration.ofSeconds(10);

    /** What comes before everything else; null: nothing, the claim is settled or there is none. */
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
                        + ", too: waits until that one has given way, or"
                        + " holds the room");
    }

    /** Lays claim to a room that anybody may name. */
    Plan claim(Situation s, Claim named) {
        if (s.contest() == null) {
            return new Plan.FindHolders(named, false);
        }
        return s.contest().holder() == null ? new Plan.ClaimRoom(named) : held(s, s.contest().holder());
    }

    /** Deleting the other one as it is would end the room, and an id is used only once. */
    static Plan held(Situation s, Holder holder) {
        Claim claim = s.target();
        // one that has just given way may have met another one that gave way to it
        Duration pause = s.contest() != null && s.contest().yields() ? UNTIL_DECIDED : Planner.ASK_HUMAN_AGAIN;
        return Plan.Rest.of(Reason.ROOM_ID_CONFLICT, Watch.NONE, s.now(), pause,
                (claim == null ? "the room" : "room " + claim.roomId())
                        + (holder.claimed() ? " is held by resource " : " is also wanted by the older resource ")
                        + holder.resource()
                        + ": choose another spec.roomId in a new resource; or, to hand the room over, set"
                        + " deletionPolicy: Retain there and adoptionPolicy: IfExists here, and then delete that one");
    }

    private static Plan giveWay(Situation s, Claim claim) {
        return s.deleting() ? new Plan.Release(Plan.Release.Outcome.RETAINED) : new Plan.Withdraw(claim);
    }
}
