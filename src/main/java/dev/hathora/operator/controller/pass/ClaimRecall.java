package dev.hathora.operator.controller.pass;

import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Objects;

import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.api.HathoraRoomStatus;
import dev.hathora.operator.controller.memory.TrackedRoom;
import dev.hathora.operator.controller.report.PassScope;
import dev.hathora.operator.room.Attempts;
import dev.hathora.operator.room.Claim;
import dev.hathora.operator.room.Claims;
import dev.hathora.operator.room.DesiredRoom;
import dev.hathora.operator.room.OtherRoom;
import dev.hathora.operator.room.Plan;
import dev.hathora.operator.room.Reason;
import dev.hathora.operator.room.Timing;
import io.fabric8.kubernetes.api.model.Condition;
import org.jspecify.annotations.Nullable;

/** What to assume about a claim that another operator, or this one before its restart, has stored. */
record ClaimRecall(InstantSource clock) {
    /** Takes in the claim that is stored already, on meeting a resource or after a change of it. */
    void recall(PassScope scope, Claims claims, DesiredRoom desired) {
        Claim claim = claims.current();
        if (claim == null) {
            return;
        }
        if (!claim.equals(scope.tracked().claim())) {
            recall(claim, scope, claims, desired);
        }
        if (claims.settled()) {
            scope.tracked().standing().settle();
        }
    }

    private void recall(Claim claim, PassScope scope, Claims claims, DesiredRoom desired) {
        HathoraRoom room = scope.room();
        TrackedRoom tracked = scope.tracked();
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
        Instant mayWakeAt = mayWakeAt(room);
        tracked.switchTo(claim, mayWakeAt == null ? sent : sent.mayWake(mayWakeAt));
        tracked.setSuccessor(OtherRoom.maybeCreated(clock.instant()));
        if (room.getStatus() != null && claims.ownStatus()) {
            tracked.known().whereabouts().recall(room.getStatus());
        }
    }

    /**
     * When a call may have been sent at the latest that wakes the room; null: so long ago that it is over. No such call is sent
     * to a room that can be joined, or is suspended with nothing to wake it; but one that was sent before may still be on its
     * way from a process that is gone.
     */
    private @Nullable Instant mayWakeAt(HathoraRoom room) {
        HathoraRoomStatus status = room.getStatus();
        if (says(room, Reason.SUSPENDED)) {
            return null;
        }
        if (status == null || status.connection() == null) {
            return clock.instant();
        }
        Condition ready = status.condition("Ready");
        Instant joinableSince = ready == null ? null : time(ready.getLastTransitionTime());
        return joinableSince == null || joinableSince.isAfter(clock.instant())
                ? clock.instant()
                : clock.instant().isBefore(joinableSince.plus(Timing.SETTLING)) ? joinableSince : null;
    }

    private static @Nullable Instant time(@Nullable String text) {
        try {
            // in whole seconds
            return text == null ? null : Instant.parse(text).plusSeconds(1);
        } catch (DateTimeParseException edited) {
            return null;
        }
    }

    /** Whether status says this of this very spec. */
    private static boolean says(HathoraRoom room, Reason reason) {
        HathoraRoomStatus status = room.getStatus();
        Condition ready = status == null ? null : status.condition("Ready");
        return ready != null && ready.getReason().equals(reason.conditionReason())
                && Objects.equals(status.observedGeneration(), room.getMetadata().getGeneration());
    }
}
