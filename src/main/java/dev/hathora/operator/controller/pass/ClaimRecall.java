package dev.hathora.operator.controller.pass;

import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Objects;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.controller.memory.KnownSets;
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

/** Decides what to assume about a claim that another operator process, or this one before a restart, has stored. */
record ClaimRecall(InstantSource clock, KnownSets sets) {
    /** Records the stored claim of a resource that is new to this process, or whose claim changed. */
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
        // it is not known what an earlier operator process sent for a room that was never seen
        boolean justMade = sets.touch(claim.roomId());
        if (justMade) {
            tracked.milestones().claimed(clock.instant());
        }
        Attempts sent = seen || justMade
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
        // it is not known either whether that process has just asked for the port of a room that was not joinable yet,
        // or resumed it
        Instant mayWakeAt = mayWakeAt(room);
        tracked.switchTo(claim, mayWakeAt == null ? sent : sent.mayWake(mayWakeAt));
        tracked.setSuccessor(OtherRoom.maybeCreated(clock.instant()));
        if (room.getStatus() != null && claims.ownStatus()) {
            tracked.known().whereabouts().recall(room.getStatus());
        }
    }

    /**
     * The latest time at which a call that resumes the room may have been sent; null: so long ago that it can't take
     * effect any more. No such call is sent to a room that can be joined, or that is to stay suspended. But a call from
     * a process that has ended may still be on its way.
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
            // the timestamp has whole seconds only, so it is rounded up
            return text == null ? null : Instant.parse(text).plusSeconds(1);
        } catch (DateTimeParseException edited) {
            return null;
        }
    }

    /** Whether status says this for the present generation of spec. */
    private static boolean says(HathoraRoom room, Reason reason) {
        HathoraRoomStatus status = room.getStatus();
        Condition ready = status == null ? null : status.condition("Ready");
        return ready != null && ready.getReason().equals(reason.conditionReason())
                && Objects.equals(status.observedGeneration(), room.getMetadata().getGeneration());
    }
}
