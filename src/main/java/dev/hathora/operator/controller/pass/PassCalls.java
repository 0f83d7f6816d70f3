package dev.hathora.operator.controller.pass;

import java.time.InstantSource;
import java.util.Objects;

import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.controller.memory.Account;
import dev.hathora.operator.controller.memory.KnownRoom;
import dev.hathora.operator.controller.memory.TrackedRoom;
import dev.hathora.operator.controller.report.PassScope;
import dev.hathora.operator.room.Plan;
import dev.hathora.operator.traffic.Lane;

/** Who may call Hathora for a step of a pass, and when. */
record PassCalls(RoomAccounts accounts, InstantSource clock) {
    /**
     * Hathora, for this step: its turn has come.
     *
     * @throws Accounts.MissingCredentialsException when there is no token to call with
     * @throws Stalls.StillStalledException when Hathora would only say again what it said last
     * @throws QueuedCloud.TurnNotComeException when it is not the resource's turn yet
     */
    HathoraCloud of(Plan.Call step, PassScope scope) {
        Account account = accounts.of(scope);
        TrackedRoom tracked = scope.tracked();
        if (!tracked.queue().hasCalled()) {
            tracked.stalls().beforeFirstCall(step, scope.room(), account, clock.instant());
        }
        return new QueuedCloud(account, tracked, lane(step, scope)).queued();
    }

    /** Looks at rooms that spec says nothing new about must not stand in the way of changes. */
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
