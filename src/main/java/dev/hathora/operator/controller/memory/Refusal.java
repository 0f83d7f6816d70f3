package dev.hathora.operator.controller.memory;

import java.time.Instant;
import java.util.List;

import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.api.HathoraRoomStatus;
import dev.hathora.operator.room.Plan.Rest;
import dev.hathora.operator.room.Reason;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A write that Kubernetes does not store as it was sent.
 *
 * @param message what to tell users
 * @param mayPass whether it is the API server's trouble, so that trying again may be enough
 * @param inARow how often in a row it was refused
 * @param version the resourceVersion that it stands for: another one may be taken
 * @param again when it is tried again although the resource is the same
 * @param altered the status that was sent, where another one was stored; null: nothing was
 */
public record Refusal(String message, boolean mayPass, int inARow, String version, Instant again,
        @Nullable HathoraRoomStatus altered) {
    /** What may pass is told only if it lasts: seven seconds. */
    private static final int TOLERATED = 3;

    /** Whether it is worth telling. */
    public boolean lasts() {
        return !mayPass || inARow > TOLERATED;
    }

    /** Whether something else was stored than what was sent. */
    public boolean isAltered() {
        return altered != null;
    }

    /** How to rest while this can't be written, and all else goes on. */
    public Rest beside(Rest rest) {
        return lasts() ? rest.beside(Reason.WRITE_REFUSED, message, again) : rest.noLaterThan(again);
    }

    /** Whether it is too early to send this. */
    public boolean holdsBack(HathoraRoom room, @Nullable HathoraRoomStatus status, Instant now) {
        return now.isBefore(again) && version.equals(room.getMetadata().getResourceVersion())
                && (altered == null || (status != null && withoutTimes(altered).equals(withoutTimes(status))));
    }

    /** Where conditions are not stored, each pass finds them to have changed just now. */
    private static HathoraRoomStatus withoutTimes(HathoraRoomStatus s) {
        List<Condition> conditions = s.conditions().stream()
                .map(c -> new ConditionBuilder(c).withLastTransitionTime("").build()).toList();
        return new HathoraRoomStatus(s.observedGeneration(), s.phase(), s.roomId(), s.appId(), s.connection(),
                s.additionalPorts(), s.currentAllocation(), s.allocations(), s.restarts(), s.binding(), conditions);
    }

    /** The same for the resource after another write of ours. */
    Refusal movedTo(String newVersion) {
        return new Refusal(message, mayPass, inARow, newVersion, again, altered);
    }

    /** Kubernetes does not take a write. */
    public static final class WriteHeldBackException extends RuntimeException {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        private final transient Refusal refusal;

        public WriteHeldBackException(Refusal refusal, @Nullable Throwable cause) {
            super(refusal.message(), cause);
            this.refusal = refusal;
        }

        public Refusal refusal() {
            return refusal;
        }
    }
}
