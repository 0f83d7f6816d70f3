package dev.hathora.operator.controller.memory;

import java.time.Instant;
import java.util.List;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.room.Plan.Rest;
import dev.hathora.operator.room.Reason;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A write that Kubernetes rejected, or did not store as it was sent.
 *
 * @param message the explanation for users
 * @param mayPass whether the cause is on the API server's side, so that a retry may succeed
 * @param inARow the number of consecutive refusals
 * @param version the resourceVersion that was refused; a write to another version may be accepted
 * @param again when to retry although the resource has not changed
 * @param altered the status that was sent, if a different one was stored; null: otherwise
 */
public record Refusal(String message, boolean mayPass, int inARow, String version, Instant again,
        @Nullable HathoraRoomStatus altered) {
    /** A refusal that may pass is reported only after this many retries, which take about seven seconds. */
    private static final int TOLERATED = 3;

    /** Whether the refusal is to be reported to users. */
    public boolean lasts() {
        return !mayPass || inARow > TOLERATED;
    }

    /** Whether another status was stored than the one that was sent. */
    public boolean isAltered() {
        return altered != null;
    }

    /** Whether it is time to retry the write. */
    public boolean isDue(Instant now) {
        return !now.isBefore(again);
    }

    /** The result of a pass, extended by this refusal: everything else goes on, and the write is retried in time. */
    public Rest beside(Rest rest) {
        return lasts() ? rest.beside(Reason.WRITE_REFUSED, message, again) : rest.noLaterThan(again);
    }

    /**
     * Whether it is too early to retry this write.
     *
     * @param status the status to write; null: this is not a write of status
     */
    public boolean holdsBack(HathoraRoom room, @Nullable HathoraRoomStatus status, Instant now) {
        return !isDue(now) && version.equals(room.getMetadata().getResourceVersion())
                && (altered == null || (status != null && withoutTimes(altered).equals(withoutTimes(status))));
    }

    /** Without transition times. If the conditions are not stored, each pass sets these times anew. */
    private static HathoraRoomStatus withoutTimes(HathoraRoomStatus s) {
        List<Condition> conditions = s.conditions().stream()
                .map(c -> new ConditionBuilder(c).withLastTransitionTime("").build()).toList();
        return new HathoraRoomStatus(s.observedGeneration(), s.phase(), s.roomId(), s.appId(), s.connection(),
                s.additionalPorts(), s.currentAllocation(), s.allocations(), s.restarts(), s.binding(), s.claimedBy(),
                conditions);
    }

    /** The same refusal, for the resourceVersion that another write of ours has created. */
    Refusal movedTo(String newVersion) {
        return new Refusal(message, mayPass, inARow, newVersion, again, altered);
    }

    /** A write was refused, or was not sent because the retry of a refused write is not due yet. */
    public static final class WriteHeldBackException extends RuntimeException {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        private final transient Refusal refusal;

        /** @param cause the answer of the API server; null: the write was not sent */
        public WriteHeldBackException(Refusal refusal, @Nullable Throwable cause) {
            super(refusal.message(), cause);
            this.refusal = refusal;
        }

        /** The refusal, with the time of the next retry. */
        public Refusal refusal() {
            return refusal;
        }
    }
}
