package dev.hathora.operator.room;

import java.time.Instant;

import dev.hathora.operator.api.hathoraroom.RoomState;
import dev.hathora.operator.cloud.ReadyStatus;
import dev.hathora.operator.room.Plan.Rest;
import dev.hathora.operator.room.Plan.Watch;
import org.jspecify.annotations.Nullable;

/**
 * Decides what to do next for one resource. It is a total, pure function: every situation has exactly one plan, and the
 * same situation always has the same plan. Read this class first. It is the core of the operator.
 *
 * <p>Two rules hold in every branch. First, no room is created before its id is claimed on the resource. Second,
 * neither a missing answer nor a 404 alone proves anything. Only {@link Observation.Absent} means that a room is gone.
 */
public final class Planner {
    private final DeletionPlanner deletion = new DeletionPlanner();
    private final EndPlanner end = new EndPlanner();
    private final EndpointPlanner endpoint = new EndpointPlanner();
    private final ContestPlanner contest = new ContestPlanner();
    private final InheritedPlanner inherited = new InheritedPlanner();
    private final PresentPlanner present = new PresentPlanner();

    /** The next plan. */
    public Plan plan(Situation s) {
        Plan elsewhere = endpoint.plan(s);
        if (elsewhere != null) {
            return elsewhere;
        }
        if (s.claims().unproved() != null) {
            return new Plan.FindSet(s.claims().unproved());
        }
        Plan first = contest.plan(s);
        if (first != null) {
            return first;
        }
        if (s.deleting()) {
            return deletion.plan(s);
        }
        Plan ofAnother = inherited.plan(s);
        if (ofAnother != null) {
            return ofAnother;
        }
        if (s.holder() != null) {
            // the other resource keeps the room; this one takes it over when the other is gone
            return ContestPlanner.held(s, s.holder());
        }
        if (s.desired().problem() != null) {
            return planReadOnly(s, Reason.INVALID_SPEC, s.desired().problem());
        }
        if (s.desired().paused()) {
            return planReadOnly(s, Reason.PAUSED, "spec.paused is true, so the operator changes nothing");
        }
        if (s.desired().observeOnly()) {
            return planReadOnly(s, Reason.OBSERVED, "the operator only observes the room");
        }
        Claim claim = s.claims().current();
        return claim == null ? planFirstClaim(s) : planClaimed(s, claim);
    }

    /** The resource is paused, only observes, or has an invalid spec: only read the room. */
    private Plan planReadOnly(Situation s, Reason reason, String message) {
        Claim target = s.subject();
        if (target == null) {
            return Rest.of(reason, Watch.NONE, message + "; there is no room yet");
        }
        return switch (s.observation()) {
            case Observation.Unknown u -> new Plan.LookUp(target);
            case Observation.Created c -> new Plan.LookUp(target);
            case Observation.Present p -> Rest.of(reason,
                    reason == Reason.OBSERVED ? Watch.OBSERVED : Watch.ROUTINE, message);
            // for an observed room, its existence is the only thing to report
            case Observation.NotFound n when s.wasThere(n) || reason == Reason.OBSERVED ->
                EndPlanner.makeSure(s, target, n);
            case Observation.NotFound n -> Rest.of(reason, Watch.ROUTINE, message + "; Hathora does not show a room "
                    + "yet");
            case Observation.Absent a when s.isDoubted(a) -> EndPlanner.doubt(s, target, a);
            case Observation.Absent a when s.ended() -> end.planReadOnly(s, target, a, reason, message);
            case Observation.Absent a when reason == Reason.OBSERVED -> Rest.of(Reason.ROOM_NOT_FOUND, Watch.ROUTINE,
                    "Hathora knows no room " + target.roomId() + " in application " + target.appId());
            // an earlier createRoom may still take effect, and a running room must be reported
            case Observation.Absent a when s.createMayStillSettle(a) -> Rest.of(reason, Watch.ROUTINE,
                    message + "; Hathora does not show a room yet");
            case Observation.Absent a -> Rest.of(reason, Watch.NONE, message + "; there is no room");
        };
    }

    /**
     * Nothing is claimed yet. A user-chosen id is looked up first. The result decides whether the id may be claimed.
     */
    private Plan planFirstClaim(Situation s) {
        DesiredRoom desired = s.desired();
        Claim named = s.named();
        if (named != null && s.ids().isOfAnother(named.roomId())) {
            return Waiting.stalled(s, Reason.ROOM_ID_CONFLICT, "spec.roomId " + named.roomId()
                    + " has the form of an id that the operator generates, and was generated for another resource: create a "
                    + "new resource with another id");
        }
        boolean suspended = desired.state() == RoomState.SUSPENDED;
        if (named == null || (suspended && !desired.adopt())) {
            return suspended ? noRoomYet(Watch.NONE) : new Plan.ClaimRoom(new Claim(desired.appId(), s.ids().id(0)));
        }
        return switch (s.observation()) {
            case Observation.Unknown u -> new Plan.LookUp(named);
            case Observation.Present p when desired.adopt() || s.attempts().isOurs(p.room()) -> contest.claim(s, named);
            case Observation.Present p -> Waiting.stalled(s, Reason.ROOM_ID_CONFLICT, "room " + named.roomId()
                    + " already exists: set adoptionPolicy: IfExists to take it over, or choose another id");
            case Observation.Absent a when a.last() != null -> Waiting.stalled(s, Reason.ROOM_ID_CONFLICT, "the id "
                    + named.roomId() + " was used by a room that has ended, and Hathora accepts an id only once: "
                    + "choose another id");
            // someone else may still create it: then it is taken over and suspended
            case Observation.Absent a when suspended -> noRoomYet(Watch.ROUTINE);
            case Observation.Missing m when !m.isBacked() || !s.now().isBefore(m.at().plus(Timing.FREE_FOR)) ->
                EndPlanner.confirm(s, named, m);
            case Observation.Missing m when suspended -> noRoomYet(Watch.ROUTINE);
            case Observation.Missing m when s.isRefusedAsTaken() -> usedUp(s, named);
            // a room that appears with this id after the claim counts as ours, so the look-up before the claim must be
            // recent
            case Observation.Missing m -> contest.claim(s, named);
            case Observation.Created c -> contest.claim(s, named);
        };
    }

    private Plan planClaimed(Situation s, Claim claim) {
        if (s.isTaken()) {
            return new Plan.Withdraw(claim);
        }
        if (!s.claims().stored() && s.claims().next() == null) {
            // a user removed or edited the claim: without it, a deletion would leave the room behind
            return new Plan.ClaimRoom(claim);
        }
        return switch (s.observation()) {
            case Observation.Unknown u when s.attempts().create() == Attempts.Create.NONE && !s.claims().confirmed() ->
                // just claimed, and generated for this resource alone: there is nothing to look up
                planMissing(s, claim, null);
            case Observation.Unknown u -> new Plan.LookUp(claim);
            case Observation.Created c -> planCreated(s, claim, c);
            case Observation.Present p when s.isRefusedAsTaken() -> Waiting.untilPlaced(s, claim);
            case Observation.Present p -> besideOthers(s, claim, present.plan(s, claim, p));
            case Observation.NotFound n when s.wasThere(n) -> EndPlanner.makeSure(s, claim, n);
            case Observation.NotFound n -> planMissing(s, claim, n);
            case Observation.Absent a when s.isDoubted(a) -> EndPlanner.doubt(s, claim, a);
            case Observation.Absent a when s.ended() -> end.plan(s, claim, a);
            case Observation.Absent a -> planMissing(s, claim, a);
        };
    }

    /** The claimed room was never seen. {@code missing} is the look-up that did not find it. Null if there was none. */
    private Plan planMissing(Situation s, Claim claim, Observation.@Nullable Missing missing) {
        boolean settling = missing != null && s.createMayStillSettle(missing);
        return switch (s.attempts().create()) {
            case NONE -> createIfWanted(s, claim);
            case UNCLEAR -> settling && s.desired().state() == RoomState.SUSPENDED
                    // the room may still appear although it is no longer wanted
                    ? Waiting.lookAgain(s, claim, Waiting.EARLIER_CREATE)
                    // a retry can't create a second room, because the id is the same
                    : createIfWanted(s, claim);
            case SEEN ->
                Waiting.lookAgain(s, claim, "Hathora has shown the room before, but does not show it now");
            case ACCEPTED -> Waiting.lookAgain(s, claim, "Hathora accepted createRoom but does not show the room yet");
            case TAKEN -> Waiting.lookAgain(s, claim, Waiting.TAKEN);
            case REFUSED -> planRefused(s, claim, missing);
        };
    }

    private Plan planRefused(Situation s, Claim claim, Observation.@Nullable Missing missing) {
        Rejection rejection = s.attempts().rejection();
        if (rejection != null && !rejection.request().equals(s.desired().request())) {
            // spec has changed
            return createIfWanted(s, claim);
        }
        if (rejection != null && rejection.isProved() && s.desired().roomId() == null) {
            return planRejected(s, claim, rejection);
        }
        if (missing == null || s.createMayStillSettle(missing)) {
            return Waiting.lookAgain(s, claim, Waiting.TAKEN);
        }
        // gone for good; destroyRoom in case it still exists
        return s.attempts().destroyed() == null
                ? new Plan.DestroyRoom(claim)
                : switch (missing) {
                    case Observation.NotFound n -> EndPlanner.makeSure(s, claim, n);
                    case Observation.Absent a -> planUsedUp(s, claim, a);
                };
    }

    /** Hathora rejects the request, not the id, so another id would not help. */
    private Plan planRejected(Situation s, Claim claim, Rejection rejection) {
        Instant due = rejection.at().plus(Waiting.ASK_HUMAN_AGAIN);
        return s.now().isBefore(due) && s.desired().state() != RoomState.SUSPENDED
                ? new Rest(Reason.REQUEST_REJECTED, rejection.message(), Watch.NONE, due)
                : createIfWanted(s, claim);
    }

    private Plan createIfWanted(Situation s, Claim claim) {
        if (s.desired().state() == RoomState.SUSPENDED) {
            // the room of an earlier createRoom may still appear
            return noRoomYet(s.attempts().create() == Attempts.Create.NONE ? Watch.NONE : Watch.ROUTINE);
        }
        Claim predecessor = s.predecessor();
        if (predecessor == null || s.before().makesPlace(s.now())) {
            return new Plan.CreateRoom(claim, s.desired().request());
        }
        return s.before().isMissing(s.now())
                ? new Plan.DestroyPredecessor(predecessor)
                : new Plan.LookUpPredecessor(predecessor);
    }

    /** The plan for a room that exists. It also makes sure that no other room of the resource exists. */
    private static Plan besideOthers(Situation s, Claim claim, Plan plan) {
        if (!(plan instanceof Rest rest)) {
            return plan;
        }
        Claim next = s.claims().next();
        if (next != null) {
            if (s.after().isOver()) {
                return new Plan.ClaimRoom(claim);
            }
            Instant due = s.after().destroyAt();
            return s.now().isBefore(due) ? rest.noLaterThan(due) : new Plan.DestroySuccessor(next);
        }
        Claim predecessor = s.predecessor();
        Instant due = s.predecessorDueAt();
        if (predecessor == null || due == null) {
            return plan;
        }
        return s.now().isBefore(due) ? rest.noLaterThan(due) : new Plan.DestroyPredecessor(predecessor);
    }

    private Plan planUsedUp(Situation s, Claim claim, Observation.Absent absent) {
        Rejection rejection = s.attempts().rejection();
        if (s.desired().roomId() != null) {
            return usedUp(s, claim);
        }
        if (s.desired().restart()) {
            return EndPlanner.goOn(s, claim);
        }
        return rejection == null
                // only this resource uses such an id: it was its room, and it has ended
                ? EndPlanner.finished(s, claim, absent)
                : planRejected(s, claim, rejection);
    }

    private static Rest usedUp(Situation s, Claim claim) {
        Rejection rejection = s.attempts().rejection();
        return Waiting.stalled(s, Reason.ROOM_ID_CONFLICT, "Hathora refuses the id " + claim.roomId()
                + " as already used, but shows no such room: create a new resource with another id"
                + (rejection == null ? "" : ". Hathora's message: " + rejection.words()));
    }

    private Plan planCreated(Situation s, Claim claim, Observation.Created created) {
        if (s.desired().state() == RoomState.SUSPENDED) {
            return new Plan.LookUp(claim);
        }
        return created.connection().status() == ReadyStatus.ACTIVE
                ? new Plan.LookUp(claim)
                : PresentPlanner.starting(claim);
    }

    private static Rest noRoomYet(Watch watch) {
        return Rest.of(Reason.SUSPENDED, watch, "There is no room yet. It is created when spec.state is set to "
                + "Active.");
    }
}
