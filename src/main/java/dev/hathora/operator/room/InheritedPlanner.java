package dev.hathora.operator.room;

import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.room.Claims.Inherited;
import dev.hathora.operator.room.Plan.Rest;
import dev.hathora.operator.room.Plan.Watch;
import org.jspecify.annotations.Nullable;

/**
 * The part of the {@link Planner} for a resource whose claim was made by another one: it was restored from a backup, or
 * copied, and the other one may be there and hold the room. While that room lives, this resource has none, and leaves it
 * alone, unless a person says that it is to go on with it.
 */
final class InheritedPlanner {
    /** The next plan; null: there is no such claim, or its room is gone, and nothing stands in the way of another one. */
    @Nullable
    Plan plan(Situation s) {
        Inherited inherited = s.claims().inherited();
        if (inherited == null || s.desired().problem() != null || s.desired().paused() || s.desired().observeOnly()) {
            return null;
        }
        Claim claim = inherited.claim();
        return switch (s.observation()) {
            case Observation.Unknown u -> new Plan.LookUp(claim);
            case Observation.Created c -> new Plan.LookUp(claim);
            case Observation.Present p when inherited.takeOver() && s.holder() == null -> takeOver(s, claim);
            case Observation.Present p -> Rest.of(Reason.RESTORED_COPY, Watch.ROUTINE, message(s, inherited));
            case Observation.NotFound n -> EndPlanner.makeSure(s, claim, n);
            case Observation.Absent a -> null;
        };
    }

    private static Plan takeOver(Situation s, Claim claim) {
        return s.desired().roomId() == null || s.contest() != null
                ? new Plan.ClaimRoom(claim)
                : new Plan.FindHolders(claim, false);
    }

    private static String message(Situation s, Inherited inherited) {
        String roomId = inherited.claim().roomId();
        String lives = "room " + roomId
                + " was claimed by another resource, which this one was restored or copied from,"
                + " and it lives: it is left alone, and no other one is made. ";
        if (!inherited.adoptable()) {
            return lives + "To have a room of its own made, remove the annotation " + HathoraRoom.ROOM_ID + ".";
        }
        Holder holder = s.holder();
        if (holder == null) {
            return lives + "If that resource is gone, take the room over with the annotation " + HathoraRoom.TAKE_OVER
                    + "=" + roomId + ".";
        }
        return lives + "Resource " + holder.resource()
                + (holder.claimed() ? " holds it" : " wants it, too, and is older")
                + ": delete this one; or, to hand the room over, set deletionPolicy: Retain there and delete that one.";
    }
}
