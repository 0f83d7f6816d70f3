package dev.hathora.operator.room;

import java.time.Duration;
import java.time.Instant;

import dev.hathora.operator.cloud.CreateRoomRequest;
import org.jspecify.annotations.Nullable;

/**
 * What to do next for a resource. A step is an action after which the planner is asked again. An ending is an action
 * after which nothing follows. A rest waits for the next reconcile.
 */
public sealed interface Plan {
    /**
     * One side effect, or one read. Steps are idempotent: a step may be lost or run twice, and the next plan repairs
     * the result.
     */
    sealed interface Step extends Plan {}

    /** The last action for a resource. Like a step it may be lost. Then it is planned again. */
    sealed interface Ending extends Plan {}

    /** One call to Hathora. */
    sealed interface Call extends Step {
        /** The room of the call. */
        Claim claim();
    }

    /** A change to a room that exists. Sooner or later Hathora's answers show it. */
    sealed interface Change extends Call {}

    /** Send getRoomInfo for the room. */
    record LookUp(Claim claim) implements Call {}

    /** Check whether the server that answered 404 for the room knows the application. */
    record ConfirmAbsence(Claim claim) implements Call {}

    /**
     * Store the claim and the finalizer on the resource, in one write that fails if the resource has changed in the
     * meantime.
     */
    record ClaimRoom(Claim claim) implements Step {}

    /** Send createRoom with the claimed id. */
    record CreateRoom(Claim claim, CreateRoomRequest request) implements Call {}

    /** Send updateRoomConfig. */
    record UpdateRoomConfig(Claim claim, String roomConfig) implements Change {}

    /** Send suspendRoom. */
    record SuspendRoom(Claim claim) implements Change {}

    /** Send resumeRoom, or an equivalent call if the API does not have it. */
    record ResumeRoom(Claim claim) implements Change {}

    /** Send destroyRoom. */
    record DestroyRoom(Claim claim) implements Call {}

    /** Send getRoomInfo for the room before the claimed one. If it still exists, the resource keeps it. */
    record LookUpPredecessor(Claim claim) implements Call {}

    /** Send destroyRoom for the room before the claimed one, in case it still exists. */
    record DestroyPredecessor(Claim claim) implements Call {}

    /** Send destroyRoom for a later room that a previous operator claimed, although the current one still exists. */
    record DestroySuccessor(Claim claim) implements Call {}

    /**
     * Search the whole cluster for other resources that request the room. This operator's cache contains only the
     * resources that it watches.
     *
     * @param claimed whether this resource has already claimed the room
     */
    record FindHolders(Claim claim, boolean claimed) implements Step {}

    /** Look for the set that made the claim. It counts only if that set exists. */
    record FindSet(SetClaim set) implements Step {}

    /**
     * Remove the claim, because another resource owns the room. This resource has not touched the room and will not.
     */
    record Withdraw(Claim claim) implements Step {}

    /** Remove the finalizer, so that Kubernetes deletes the resource. */
    record Release(Outcome outcome) implements Ending {
        /** What happened to the room. */
        public enum Outcome {
            /** There was no room. */
            NEVER_CREATED,
            /** It is destroyed. */
            DESTROYED,
            /** It is suspended, and no resource owns it. */
            SUSPENDED,
            /** It was left as it is, as spec says. */
            RETAINED,
            /** It was left as it is because a user said so. */
            ABANDONED
        }
    }

    /** Delete the resource, because its time to live after the end of the room is over. */
    record DeleteResource() implements Ending {}

    /**
     * Nothing to do now.
     *
     * @param reason why
     * @param message what to tell the user: what is wrong, why, and what to do. Must not change while nothing changes.
     * @param watch how the room is watched in the meantime
     * @param until when to plan again even without a change; null if only a change leads to the next plan
     */
    record Rest(Reason reason, String message, Watch watch, @Nullable Instant until) implements Plan {
        /** Rest until something changes. */
        static Rest of(Reason reason, Watch watch, String message) {
            return new Rest(reason, message, watch, null);
        }

        /** Rest for this long, unless something changes first. */
        static Rest of(Reason reason, Watch watch, Instant now, Duration pause, String message) {
            return new Rest(reason, message, watch, now.plus(pause));
        }

        /** A copy that is planned again at that time. */
        public Rest until(Instant next) {
            return new Rest(reason, message, watch, next);
        }

        /** A copy that is planned again at that time or earlier. */
        public Rest noLaterThan(Instant latest) {
            return until == null || latest.isBefore(until) ? until(latest) : this;
        }

        /**
         * Reports a problem that is not with the room itself and needs a user. The room is managed as planned. A
         * problem with the room itself takes precedence.
         *
         * @param again when to retry what failed
         */
        public Rest beside(Reason trouble, String toldOfIt, Instant again) {
            Rest soon = noLaterThan(again);
            return switch (reason.kind()) {
                case STALLED, UNREACHABLE -> soon;
                case READY, AS_OBSERVED, FINISHED, PROGRESSING -> new Rest(trouble, toldOfIt, watch, soon.until());
            };
        }
    }

    /** How a room is watched while its resource rests. */
    enum Watch {
        /** Not at all. */
        NONE,
        /** At the poll interval, like every settled room. */
        ROUTINE,
        /**
         * At the poll interval. If a poll shows the room on a process and its address is not known, getConnectionInfo
         * follows at once. At any other time getConnectionInfo is not sent for a room that is only observed, because it
         * would resume a suspended room.
         */
        OBSERVED,
        /** At short intervals with getConnectionInfo, until players can connect. This resumes a suspended room. */
        READINESS
    }
}
