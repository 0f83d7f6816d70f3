package dev.hathora.operator.room;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.room.Claims.Inherited;
import dev.hathora.operator.room.Plan.Rest;
import dev.hathora.operator.room.Plan.Watch;
import org.jspecify.annotations.Nullable;

/**
 * The part of the {@link Planner} for a resource that was restored from a backup or copied, and that contains the claim
 * of the original. The original may still exist and own the room. While that room exists, this resource does not touch
 * it and creates no other room, unless a user asks for a take-over.
 */
final class InheritedPlanner {
    /** The next plan. Null if there is no such claim, or if its room is gone, so that a new one may be created. */
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
                + " was claimed by another resource, from which this one was restored or copied, and the room still "
                + "exists. The operator does not touch it and creates no other room. ";
        if (!inherited.adoptable()) {
            return lives + "To get a new room for this resource, remove the annotation " + HathoraRoom.ROOM_ID + ".";
        }
        Holder holder = s.holder();
        if (holder == null) {
            return lives + "If that resource no longer exists, take the room over with the annotation "
                    + HathoraRoom.TAKE_OVER
                    + "=" + roomId + ".";
        }
        return lives + "Resource " + holder.resource()
                + (holder.claimed() ? " holds the room" : " also requests the room and is older")
                + ": delete this resource. Or, to hand the room over, set deletionPolicy: Retain on that resource, "
                + "then delete it.";
    }
}
