package dev.hathora.operator.room;

import java.time.Duration;
import java.time.Instant;

import dev.hathora.operator.api.hathoraroom.ManagementPolicy;
import dev.hathora.operator.room.Plan.Release.Outcome;
import dev.hathora.operator.room.Plan.Rest;
import dev.hathora.operator.room.Plan.Watch;
import org.jspecify.annotations.Nullable;

/**
 * The part of the {@link Planner} for a resource that is being deleted. It handles the room first and then removes the
 * finalizer.
 */
final class DeletionPlanner {
    private static final Duration DESTROY_AGAIN = Duration.ofSeconds(2);
    private static final Duration SELDOM = Duration.ofSeconds(15);

    /** The next plan. */
    Plan plan(Situation s) {
        Claim claim = s.claims().current();
        if (claim == null) {
            // the part of spec that can't be read may contain the id of its room
            return s.desired().management() == ManagementPolicy.UNRECOGNIZED
                    ? notUnderstood(s, "spec.managementPolicy")
                    : new Plan.Release(Outcome.NEVER_CREATED);
        }
        if (s.isAbandoned()) {
            return new Plan.Release(Outcome.ABANDONED);
        }
        if (s.desired().paused()) {
            return Rest.of(Reason.PAUSED, Watch.NONE, "Deletion waits because spec.paused is true: set it to false.");
        }
        if (s.isTaken()) {
            return new Plan.Release(Outcome.NEVER_CREATED);
        }
        Holder holder = s.holder();
        if (holder != null && holder.claimed()) {
            return new Plan.Release(Outcome.RETAINED);
        }
        return switch (s.desired().management()) {
            case OBSERVE_ONLY -> retain(s);
            case UNRECOGNIZED -> notUnderstood(s, "spec.managementPolicy");
            case FULL -> planByPolicy(s, claim);
        };
    }

    private static Plan planByPolicy(Situation s, Claim claim) {
        return switch (s.desired().deletionPolicy()) {
            case RETAIN -> letGo(s, retain(s));
            case UNRECOGNIZED -> notUnderstood(s, "spec.deletionPolicy");
            case DESTROY -> planEnd(s, claim, false);
            case SUSPEND -> planEnd(s, claim, true);
        };
    }

    /** The room is neither destroyed nor released while the policy is unknown. */
    private static Plan notUnderstood(Situation s, String field) {
        String problem = s.desired().problem();
        return Waiting.stalled(s, Reason.INVALID_SPEC, problem != null
                ? problem
                : field + " has a value that this version of the operator does not know: upgrade the operator");
    }

    private static Plan retain(Situation s) {
        boolean neverMade = !s.claims().confirmed() && s.attempts().create() == Attempts.Create.NONE
                && !(s.observation() instanceof Observation.Present);
        return new Plan.Release(neverMade ? Outcome.NEVER_CREATED : Outcome.RETAINED);
    }

    private static Plan planEnd(Situation s, Claim claim, boolean keepSuspended) {
        return switch (s.observation()) {
            case Observation.Unknown u -> new Plan.LookUp(claim);
            case Observation.Created c -> new Plan.LookUp(claim);
            case Observation.Present p when s.isRefusedAsTaken() -> Waiting.untilPlaced(s, claim);
            case Observation.Present p when keepSuspended -> planKept(s, claim, p);
            case Observation.Present p -> destroy(s, claim);
            // if it shows, it is known whose it is
            case Observation.Missing m when s.isRefusedAsTaken() -> Waiting.lookAgain(s, claim, Waiting.TAKEN);
            case Observation.Missing m -> planGone(s, claim, m, keepSuspended);
        };
    }

    /** The room is left behind suspended. None of our calls may wake it after it is released. */
    private static Plan planKept(Situation s, Claim claim, Observation.Present present) {
        Instant settles = s.attempts().wakeSettlesAt();
        if (!present.suspended() || (settles != null && s.now().isBefore(settles))) {
            return PresentPlanner.suspend(s, claim);
        }
        // an observation proves nothing if it is from before the deletion, or while such a call could still take effect
        return settles == null && s.lookedSinceDeletion()
                ? letGo(s, new Plan.Release(Outcome.SUSPENDED))
                : new Plan.LookUp(claim);
    }

    private static Plan destroy(Situation s, Claim claim) {
        Attempts.Destroyed sent = s.attempts().destroyed();
        return sent != null && s.now().isBefore(sent.due(claim))
                // Hathora may show the room for a moment longer
                ? new Rest(Reason.DELETING, waiting(s, claim), Watch.ROUTINE, sent.due(claim))
                : new Plan.DestroyRoom(claim);
    }

    /** Hathora does not show the room, and its resource is being deleted. */
    private static Plan planGone(Situation s, Claim claim, Observation.Missing missing, boolean keepSuspended) {
        boolean neverSent = s.attempts().create() == Attempts.Create.NONE && !s.claims().confirmed();
        boolean told = missing instanceof Observation.Absent absent && absent.last() != null;
        if (!told && !neverSent) {
            Plan before = keepSuspended ? lookOut(s, claim, missing) : makeSure(s, claim, missing);
            if (before != null) {
                return before;
            }
        }
        if (s.claims().next() != null) {
            return new Plan.ClaimRoom(s.claims().next());
        }
        return letGo(s, new Plan.Release(neverSent && !s.ended() ? Outcome.NEVER_CREATED : Outcome.DESTROYED));
    }

    /**
     * Releases the resource, but first confirms that no other room of the resource exists, because nothing checks that
     * afterwards.
     */
    private static Plan letGo(Situation s, Plan release) {
        Claim next = s.claims().next();
        // if the claimed room does not exist, the next one is the resource's room
        if (next != null && s.observation() instanceof Observation.Present && !s.after().isOver()) {
            Instant due = s.after().destroyAt();
            return s.now().isBefore(due)
                    ? new Rest(Reason.DELETING, waiting(s, next), Watch.NONE, due)
                    : new Plan.DestroySuccessor(next);
        }
        Claim predecessor = s.predecessor();
        if (predecessor == null || s.predecessorDueAt() == null) {
            return release;
        }
        Instant believedAt = s.before().believedAt(s.replacedAt());
        if (s.now().isBefore(believedAt)) {
            return new Rest(Reason.DELETING, waiting(s, predecessor), Watch.NONE, believedAt);
        }
        Instant destroyedAt = s.before().destroyedAt();
        return destroyedAt == null || destroyedAt.isBefore(believedAt)
                ? new Plan.DestroyPredecessor(predecessor)
                : release;
    }

    /**
     * Waits for a room that is to be kept. It may still appear, or may exist in spite of a 404. Null if that is no
     * longer possible.
     */
    private static @Nullable Plan lookOut(Situation s, Claim claim, Observation.Missing missing) {
        if (s.createMayStillSettle(missing)) {
            return Waiting.lookAgain(s, claim, Waiting.EARLIER_CREATE);
        }
        Instant believedAt = believedAt(s, missing);
        if (!missing.at().isBefore(believedAt)) {
            return EndPlanner.makeSureAgain(s, claim, missing, believedAt);
        }
        Instant next = missing.at().plus(pause(missing, missing.at()));
        return s.now().isBefore(next)
                ? new Rest(Reason.DELETING, "Confirming that room " + claim.roomId() + " is gone.", Watch.NONE, next)
                : new Plan.LookUp(claim);
    }

    /**
     * A 404 is not enough to release a room. The operator sends destroyRoom anyway and looks the room up once more.
     * Null if the room is gone.
     */
    private static @Nullable Plan makeSure(Situation s, Claim claim, Observation.Missing missing) {
        Attempts.Destroyed sent = s.attempts().destroyed();
        if (sent == null) {
            return new Plan.DestroyRoom(claim);
        }
        Instant settles = s.createSettlesAt(missing);
        if (!sent.accepted()) {
            return tryAgain(s, claim, missing, sent.at(), settles);
        }
        boolean seen = s.attempts().create() == Attempts.Create.SEEN;
        if (seen || settles == null || !missing.at().isBefore(settles)) {
            return EndPlanner.makeSureAgain(s, claim, missing, sent.at());
        }
        // another createRoom may still take effect, or may have taken effect unseen
        return s.now().isBefore(settles)
                ? new Rest(Reason.DELETING, waitingForCreate(claim), Watch.NONE, settles)
                : new Plan.LookUp(claim);
    }

    /**
     * Every destroyRoom was answered 404, possibly by a server that does not know the room. That counts only if the
     * last destroyRoom was sent late enough.
     */
    private static @Nullable Plan tryAgain(Situation s, Claim claim, Observation.Missing missing, Instant sentAt,
            @Nullable Instant settles) {
        Instant believedAt = believedAt(s, missing);
        Instant last = settles == null || settles.isBefore(believedAt) ? believedAt : settles;
        if (!sentAt.isBefore(last)) {
            return EndPlanner.makeSureAgain(s, claim, missing, last);
        }
        boolean believed = !s.now().isBefore(believedAt);
        Instant again = sentAt.plus(pause(missing, sentAt));
        Instant next = believed || last.isBefore(again) ? last : again;
        return s.now().isBefore(next)
                ? new Rest(Reason.DELETING, believed ? waitingForCreate(claim) : waiting(s, claim), Watch.NONE,
                        next)
                : new Plan.DestroyRoom(claim);
    }

    /** From when on 404s are enough to release a room. */
    private static Instant believedAt(Situation s, Observation.Missing missing) {
        return missing.since().plus(s.peers().isOutage() ? Timing.DOUBT : Timing.LETTING_GO);
    }

    /** The growing delay between two attempts. */
    private static Duration pause(Observation.Missing missing, Instant last) {
        Duration half = Duration.between(missing.since(), last).dividedBy(2);
        Duration atLeast = half.compareTo(DESTROY_AGAIN) < 0 ? DESTROY_AGAIN : half;
        return atLeast.compareTo(SELDOM) > 0 ? SELDOM : atLeast;
    }

    private static String waitingForCreate(Claim claim) {
        return "Waiting until no createRoom for room " + claim.roomId() + " can still take effect.";
    }

    private static String waiting(Situation s, Claim claim) {
        return "Waiting until room " + claim.roomId() + " is gone" + (s.peers().isOutage()
                ? "; Hathora answers 404 for most rooms of application " + claim.appId()
                        + " at the same time, which the operator treats as an outage."
                : ".");
    }
}
