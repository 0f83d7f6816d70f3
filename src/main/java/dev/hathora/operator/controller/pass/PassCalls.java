package dev.hathora.operator.controller.pass;

import java.time.InstantSource;
import java.util.Objects;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.controller.memory.Account;
import dev.hathora.operator.controller.memory.KnownRoom;
import dev.hathora.operator.controller.memory.TrackedRoom;
import dev.hathora.operator.controller.report.PassScope;
import dev.hathora.operator.room.Plan;
import dev.hathora.operator.traffic.Lane;

/** Provides the client of Hathora for each call of a pass, within the rate limit. */
record PassCalls(RoomAccounts accounts, InstantSource clock) {
    /**
     * The client for this step. The permit for the call has been granted.
     *
     * @throws Accounts.MissingCredentialsException if there is no token
     * @throws Stalls.StillStalledException if Hathora would only repeat its last answer
     * @throws QueuedCloud.TurnNotComeException if the permit is not granted in time
     */
    HathoraCloud of(Plan.Call step, PassScope scope) {
        Account account = accounts.of(scope);
        TrackedRoom tracked = scope.tracked();
        if (!tracked.queue().hasCalled()) {
            tracked.stalls().beforeFirstCall(step, scope.room(), account, clock.instant());
        }
        return new QueuedCloud(account, tracked, lane(step, scope)).queued();
    }

    /**
     * Routine reads of a room whose spec has not changed must not delay changes, so they use a lane of lower priority.
     */
    private static Lane lane(Plan.Call step, PassScope scope) {
        HathoraRoom room = scope.room();
        KnownRoom known = scope.tracked().known();
        boolean nothingNew = (step instanceof Plan.LookUp || step instanceof Plan.ConfirmAbsence)
                && room.getStatus() != null && !scope.isDeleting()
                && known.attempts().areOver() && !known.isChanging()
                && Objects.equals(room.getStatus().observedGeneration(), room.getMetadata().getGeneration());
        return nothingNew ? Lane.ROUTINE : Lane.CHANGE;
    }
}
