package dev.hathora.operator.room;

import dev.hathora.operator.api.ShortText;
import dev.hathora.operator.room.Plan.Rest;
import dev.hathora.operator.room.Plan.Watch;
import org.jspecify.annotations.Nullable;

/**
 * The part of the {@link Planner} for a claim that was made at another endpoint. Whatever the present endpoint says about
 * its room proves nothing: it never had it. So nothing is created, destroyed or released until a person says what became
 * of the other endpoint.
 */
final class EndpointPlanner {
    private static final int LONGEST_ORIGIN = 200;

    /** The next plan; null: the claim was made here, or there is none, or the room is only observed. */
    @Nullable
    Plan plan(Situation s) {
        OtherEndpoint elsewhere = s.elsewhere();
        Claim claim = s.claims().current();
        Claim target = claim == null && s.claims().inherited() != null ? s.claims().inherited().claim() : claim;
        if (elsewhere == null || target == null || s.desired().observeOnly() || s.isAbandoned()) {
            return null;
        }
        if (!elsewhere.gone()) {
            return Rest.of(Reason.ENDPOINT_CHANGED, Watch.NONE, s.now(), Planner.ASK_HUMAN_AGAIN,
                    message(target, elsewhere));
        }
        if (claim == null || s.desired().paused()) {
            return null;
        }
        return s.deleting()
                ? new Plan.Release(Plan.Release.Outcome.DESTROYED)
                // from here on it is looked for, found missing, and made anew at the present endpoint
                : new Plan.ClaimRoom(claim);
    }

    private static String message(Claim target, OtherEndpoint elsewhere) {
        String claimedAt = elsewhere.claimedAt();
        String origin = ShortText.of(claimedAt, LONGEST_ORIGIN);
        return "Room " + target.roomId() + " was claimed at " + origin + ", and HATHORA_API_URL is now "
                + elsewhere.called() + ": nothing is done with the room. Set HATHORA_API_URL back; or, if both are the"
                + " same Hathora, set HATHORA_API_ALIASES to the former; or, if that one is gone for good, set"
                + " HATHORA_API_MOVED_FROM to it.";
    }
}
