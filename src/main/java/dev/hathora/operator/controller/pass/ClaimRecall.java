package dev.hathora.operator.controller.pass;

import java.time.InstantSource;
import java.util.Objects;

import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.api.HathoraRoomStatus;
import dev.hathora.operator.controller.memory.TrackedRoom;
import dev.hathora.operator.room.Attempts;
import dev.hathora.operator.room.Claim;
import dev.hathora.operator.room.Claims;
import dev.hathora.operator.room.DesiredRoom;
import dev.hathora.operator.room.OtherRoom;
import dev.hathora.operator.room.Plan;
import dev.hathora.operator.room.Reason;
import io.fabric8.kubernetes.api.model.Condition;

/** What to assume about a claim that another operator, or this one before its restart, has stored. */
record ClaimRecall(InstantSource clock) {
    /** Takes in the claim that is stored already, on meeting a resource or after a change of it. */
    void recall(TrackedRoom tracked, HathoraRoom room, Claims claims, DesiredRoom desired) {
        Claim claim = claims.current();
        if (claim == null) {
            return;
        }
        if (!claim.equals(tracked.claim())) {
            recall(tracked, room, claim, claims, desired);
        }
        if (claims.settled()) {
            tracked.standing().settle();
        }
    }

    private void recall(TrackedRoom tracked, HathoraRoom room, Claim claim, Claims claims, DesiredRoom desired) {
        boolean seen = claims.confirmed() && room.getStatus() != null
                && room.getStatus().allocations().stream().anyMatch(a -> a.roomId().equals(claim.roomId()));
        // what an operator before us has sent for a room that was never looked at is not known
        Attempts sent = seen
                ? Attempts.NONE
                : claims.confirmed()
                        ? Attempts.NONE.created(Attempts.Create.ACCEPTED, clock.instant())
                        : Attempts.ofUnconfirmedClaim(clock.instant());
        String wanted = desired.config().toSend();
        if (wanted != null && claims.ownStatus() && says(room, Reason.ROOM_CONFIG_DIFFERS)) {
            sent = sent.sentLongAgo(new Plan.UpdateRoomConfig(claim, wanted), clock.instant());
        }
        Condition ready = room.getStatus() == null ? null : room.getStatus().condition("Ready");
        if (ready != null && !claims.confirmed() && claims.ownStatus() && says(room, Reason.REQUEST_REJECTED)) {
            sent = sent.rejectedBefore(ready.getMessage(), desired.request(), clock.instant());
        }
        // nor whether it has just asked a room that could not be joined yet for its port, or resumed it
        tracked.claim(claim, isAtRest(room) ? sent : sent.mayWake(clock.instant()));
        tracked.successor(OtherRoom.maybeCreated(clock.instant()));
        if (room.getStatus() != null && claims.ownStatus()) {
            tracked.whereabouts().recall(room.getStatus());
        }
    }

    /** Whether status says of this very spec that the room can be joined, or is suspended with nothing to wake it. */
    private static boolean isAtRest(HathoraRoom room) {
        HathoraRoomStatus status = room.getStatus();
        return status != null && (status.connection() != null || says(room, Reason.SUSPENDED));
    }

    /** Whether status says this of this very spec. */
    private static boolean says(HathoraRoom room, Reason reason) {
        HathoraRoomStatus status = room.getStatus();
        Condition ready = status == null ? null : status.condition("Ready");
        return ready != null && ready.getReason().equals(reason.conditionReason())
                && Objects.equals(status.observedGeneration(), room.getMetadata().getGeneration());
    }
}
