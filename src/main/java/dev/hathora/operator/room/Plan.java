package dev.hathora.operator.room;

import java.time.Duration;
import java.time.Instant;

import dev.hathora.operator.cloud.CreateRoomRequest;
import org.jspecify.annotations.Nullable;

/** What is to be done next for a resource: a step, after which the planner is asked again; an ending; or a rest. */
public sealed interface Plan {
    /** One side effect, or one look. Any step may be lost or done twice; the next plan repairs it. */
    sealed interface Step extends Plan {}

    /** What nothing follows for this resource. It may be lost as any step may: then it is planned again. */
    sealed interface Ending extends Plan {}

    /** One call to Hathora. */
    sealed interface Call extends Step {
        /** The room that it is about. */
        Claim claim();
    }

    /** A change of a room that exists. What it is to change is seen in the room's answers, sooner or later. */
    sealed interface Change extends Call {}

    /** Ask getRoomInfo about the room. */
    record LookUp(Claim claim) implements Call {}

    /** Find out whether a 404 for the room comes from who knows the application. */
    record ConfirmAbsence(Claim claim) implements Call {}

    /** Store the claim and the finalizer on the resource, in one write that fails if the resource changed meanwhile. */
    record ClaimRoom(Claim claim) implements Step {}

    /** Send createRoom, under the id that was claimed. */
    record CreateRoom(Claim claim, CreateRoomRequest request) implements Call {}

    /** Send updateRoomConfig. */
    record UpdateRoomConfig(Claim claim, String roomConfig) implements Change {}

    /** Send suspendRoom. */
    record SuspendRoom(Claim claim) implements Change {}

    /** Send resumeRoom, or what resumes a room where the API does not know it. */
    record ResumeRoom(Claim claim) implements Change {}

    /** Send destroyRoom. */
    record DestroyRoom(Claim claim) implements Call {}

    /** Ask getRoomInfo about the room before the claimed one: should it be there after all, the resource keeps it. */
    record LookUpPredecessor(Claim claim) implements Call {}

    /** Send destroyRoom to the room before the claimed one: should it be there after all, it must not stay. */
    record DestroyPredecessor(Claim claim) implements Call {}

    /** Send destroyRoom to a room that an operator before us has gone on to, although the claimed one is there. */
    record DestroySuccessor(Claim claim) implements Call {}

    /**
     * Ask the API server for other resources that want the room, wherever they are: those that this operator looks after
     * are not all.
     *
     * @param claimed whether this resource has laid claim to it already
     */
    record FindHolders(Claim claim, boolean claimed) implements Step {}

    /** Take the claim back, because somebody else holds the room. Nothing was done with it, nor will be. */
    record Withdraw(Claim claim) implements Step {}

    /** Take the finalizer away, so that the resource goes. */
    record Release(Outcome outcome) implements Ending {
        /** What became of the room. */
        public enum Outcome {
            /** There was none. */
            NEVER_CREATED,
            /** It is gone. */
            DESTROYED,
            /** It is suspended and nobody's any more. */
            SUSPENDED,
            /** It was left as it is, as spec wants. */
            RETAINED,
            /** It was left as it is because a person said so. */
            ABANDONED
        }
    }

    /** Delete the resource, because its room ended long enough ago. */
    record DeleteResource() implements Ending {}

    /**
     * Nothing to do now.
     *
     * @param reason why
     * @param message what to tell the user: the thing, the cause, the remedy. Must not change while nothing changes.
     * @param watch how the room is to be watched meanwhile
     * @param until when to plan again although nothing was seen to change; null: not on account of time
     */
    record Rest(Reason reason, String message, Watch watch, @Nullable Instant until) implements Plan {
        /** Stay until something changes. */
        static Rest of(Reason reason, Watch watch, String message) {
            return new Rest(reason, message, watch, null);
        }

        /** Stay for this long, unless something changes. */
        static Rest of(Reason reason, Watch watch, Instant now, Duration pause, String message) {
            return new Rest(reason, message, watch, now.plus(pause));
        }

        /** The same, but planned again then. */
        public Rest until(Instant next) {
            return new Rest(reason, message, watch, next);
        }

        /** The same, but planned again by then at the latest. */
        public Rest noLaterThan(Instant latest) {
            return until == null || latest.isBefore(until) ? until(latest) : this;
        }

        /**
         * The room goes on as planned while something beside it needs a human. What is wrong with the room itself is told
         * first.
         *
         * @param again when to try again what went wrong
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
        /** Now and then, as every settled room. */
        ROUTINE,
        /**
         * Now and then; and where the room is seen on a process without its address being known, getConnectionInfo is
         * asked right after that look. A room that is only observed is never asked for its address at any other time,
         * because that would wake it.
         */
        OBSERVED,
        /** Quickly, with getConnectionInfo, until it can be joined. Wakes the room if it is suspended. */
        READINESS
    }
}
