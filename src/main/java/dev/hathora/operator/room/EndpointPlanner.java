package dev.hathora.operator.room;

import dev.hathora.operator.api.ShortText;
import dev.hathora.operator.room.Plan.Rest;
import dev.hathora.operator.room.Plan.Watch;
import org.jspecify.annotations.Nullable;

/**
 * The part of the {@link Planner} for a claim that was made at another endpoint. The current endpoint never had the
 * room, so its answers prove nothing. Nothing is created, destroyed or released until a user says what happened to the
 * other endpoint.
 */
final class EndpointPlanner {
    private static final int LONGEST_ORIGIN = 200;

    /** The next plan. Null if the claim was made here, if there is none, or if the room is only observed. */
    @Nullable
    Plan plan(Situation s) {
        OtherEndpoint elsewhere = s.elsewhere();
        Claim claim = s.claims().current();
        Claim target = claim == null && s.claims().inherited() != null ? s.claims().inherited().claim() : claim;
        if (elsewhere == null || target == null || s.desired().observeOnly() || s.isAbandoned()) {
            return null;
        }
        if (!elsewhere.gone()) {
            return Rest.of(Reason.ENDPOINT_CHANGED, Watch.NONE, s.now(), Waiting.ASK_HUMAN_AGAIN,
                    message(target, elsewhere));
        }
        if (claim == null || s.desired().paused()) {
            return null;
        }
        return s.deleting()
                ? new Plan.Release(Plan.Release.Outcome.DESTROYED)
                // from here on the room is looked up, found missing, and created again at the current endpoint
                : new Plan.ClaimRoom(claim);
    }

    private static String message(Claim target, OtherEndpoint elsewhere) {
        String claimedAt = elsewhere.claimedAt();
        String origin = ShortText.of(claimedAt, LONGEST_ORIGIN);
        return "Room " + target.roomId() + " was claimed at " + origin + ", but HATHORA_API_URL is now "
                + elsewhere.called() + ": the operator does not touch the room. Restore HATHORA_API_URL. If both "
                + "endpoints serve the same rooms, set HATHORA_API_ALIASES to the former endpoint. If the "
                + "former endpoint is gone for good, set HATHORA_API_MOVED_FROM to it.";
    }
}
