package dev.hathora.operator.room;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;

import dev.hathora.operator.api.hathoraroom.DeletionPolicy;
import dev.hathora.operator.api.hathoraroom.RoomState;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.room.Plan.Release.Outcome;
import dev.hathora.operator.room.Plan.Rest;
import dev.hathora.operator.room.Plan.Watch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Promises that hold in every situation. Checked in each 11th, which has every pair of parts, and in all ten million with
 * {@code -Dplanner.every=1}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
class PlannerProductTest {
    /** A promise about the plan for a situation. */
    private record Promise(String text, BiPredicate<Situation, Plan> kept) {
        @Override
        public String toString() {
            return text;
        }
    }

    static final List<Promise> promises = List.of(
            new Promise("the same situation always gets the same plan",
                    (s, plan) -> new Planner().plan(s).equals(plan)),
            new Promise("no room is created but the one whose claim is stored",
                    (s, plan) -> !(plan instanceof Plan.CreateRoom create)
                            || (create.claim().equals(s.claims().current()) && s.claims().stored())),
            new Promise("no room is created that is not wanted to run",
                    (s, plan) -> !(plan instanceof Plan.CreateRoom) || wakingIsAllowed(s)),
            new Promise("no room is created while one is there",
                    (s, plan) -> !(plan instanceof Plan.CreateRoom) || !isThere(s.observation())),
            new Promise("no room is created that was seen",
                    (s, plan) -> !(plan instanceof Plan.CreateRoom)
                            || s.attempts().create() != Attempts.Create.SEEN),
            new Promise("nothing is changed but the claimed room, and others of the resource",
                    (s, plan) -> changed(plan).map(claim -> claim.equals(s.claims().current())).orElse(true)
                            || (plan instanceof Plan.DestroyPredecessor earlier
                                    && earlier.claim().equals(s.predecessor()))
                            || (plan instanceof Plan.DestroySuccessor later
                                    && later.claim().equals(s.claims().next())
                                    && s.observation() instanceof Observation.Present)),
            new Promise("no room is created while only a 404 says that its predecessor is gone",
                    (s, plan) -> !(plan instanceof Plan.CreateRoom) || s.predecessor() == null
                            || s.before().makesPlace(s.now())),
            new Promise("the room before the claimed one is ended only where another one is made next, or is there, or"
                    + " its resource is deleted",
                    (s, plan) -> !(plan instanceof Plan.DestroyPredecessor) || s.deleting()
                            || s.observation() instanceof Observation.Present
                            || (wakingIsAllowed(s) && !s.claims().confirmed() && !isThere(s.observation()))),
            new Promise("the room before the claimed one is not ended without a look while it may be kept",
                    (s, plan) -> !(plan instanceof Plan.DestroyPredecessor) || s.deleting()
                            || s.observation() instanceof Observation.Present || s.before().isMissing(s.now())),
            new Promise("nobody goes back to a room while another one is there",
                    (s, plan) -> !(plan instanceof Plan.LookUpPredecessor) || !isThere(s.observation())),
            new Promise(
                    "while most rooms of an application are missing, 404s that have not persisted prove nothing",
                    (s, plan) -> !s.peers().isOutage() || !(s.observation() instanceof Observation.Missing m)
                            || (m.evidence() != null && m.evidence().isProof()) || wasDestroyed(s)
                            || !m.at().isBefore(m.since().plus(Timing.DOUBT))
                            || s.attempts().create() != Attempts.Create.NONE
                            || (!s.ended() && !concludesAnEnd(s, plan))),
            new Promise("only the claimed room, or the one spec names, is looked at",
                    (s, plan) -> looked(plan).map(claim -> claim.equals(s.target())).orElse(true)),
            new Promise("the application is asked about only because of a 404 that came a moment ago",
                    (s, plan) -> !(plan instanceof Plan.ConfirmAbsence)
                            || (s.observation() instanceof Observation.Missing missing
                                    && s.now().isBefore(missing.at().plus(Timing.FRESH)))),
            new Promise("nothing wakes a room that is not wanted to run, or that is not to be changed",
                    (s, plan) -> !mayWake(plan) || wakingIsAllowed(s)),
            new Promise("right after a look, and not otherwise, the address of an observed room may be asked for",
                    (s, plan) -> !(plan instanceof Rest rest) || rest.watch() != Watch.OBSERVED
                            || (s.desired().observeOnly() && !s.desired().paused() && !s.deleting()
                                    && s.observation() instanceof Observation.Present)),
            new Promise("a room is resumed only where it is known to be suspended",
                    (s, plan) -> !(plan instanceof Plan.ResumeRoom) || status(s) == RoomStatus.SUSPENDED),
            new Promise("paused, observed, not understood, or held by another: nothing but a look",
                    (s, plan) -> s.deleting() || !handsOff(s) || plan instanceof Rest || looked(plan).isPresent()
                            || plan instanceof Plan.FindHolders || plan instanceof Plan.Withdraw
                            || (plan instanceof Plan.DeleteResource && s.desired().observeOnly()
                                    && !s.desired().paused() && s.desired().problem() == null
                                    && s.heldBy() == null)),
            new Promise("paused, a deletion waits for its end or for a person's word",
                    (s, plan) -> !s.deleting() || !s.desired().paused() || s.claims().current() == null
                            || plan instanceof Rest || released(plan, Outcome.ABANDONED)),
            new Promise("what only annotations claim is left alone until nobody else is found to hold it",
                    (s, plan) -> s.claims().settled() || s.claims().current() == null || isFoundToBeAlone(s)
                            || s.desired().observeOnly() || isLeftAlone(plan)),
            new Promise("a claim is withdrawn only if another resource owns the room",
                    (s, plan) -> !(plan instanceof Plan.Withdraw) || (s.isTaken() && !s.deleting())
                            || (s.holder() != null && s.holder().claimed() && !s.claims().settled())),
            new Promise("an id that anybody may name is claimed only where nobody else is found to come first",
                    (s, plan) -> !(plan instanceof Plan.ClaimRoom) || s.claims().current() != null
                            || s.desired().roomId() == null || isFoundToBeAlone(s)),
            new Promise("the room of another resource, that this one was restored from, is not touched",
                    (s, plan) -> s.claims().inherited() == null || (changed(plan).isEmpty() && !mayWake(plan))),
            new Promise("and while it lives, none is claimed but that one, on a person's word",
                    (s, plan) -> s.claims().inherited() == null || !(plan instanceof Plan.ClaimRoom claim)
                            || s.observation() instanceof Observation.Absent || (s.claims().inherited().takeOver()
                                    && s.observation() instanceof Observation.Present
                                    && claim.claim().equals(s.claims().inherited().claim()))),
            new Promise("a missing answer proves nothing",
                    (s, plan) -> !(s.observation() instanceof Observation.Unknown) || isSafeUnseen(s, plan)),
            new Promise("a 404 that nothing backs is no end",
                    (s, plan) -> !(s.observation() instanceof Observation.NotFound)
                            || (!s.ended() && (!concludesAnEnd(s, plan) || isFreeId(s)))),
            new Promise("the next id is claimed only where the room before it is gone",
                    (s, plan) -> !(plan instanceof Plan.ClaimRoom next) || s.claims().current() == null
                            || next.claim().equals(s.claims().current()) || isGoneForGood(s)),
            new Promise("an id of the user's own is claimed only where the last 404 was backed, a moment ago",
                    (s, plan) -> !(plan instanceof Plan.ClaimRoom next) || s.claims().current() != null
                            || !next.claim().roomId().equals(s.desired().roomId()) || isThere(s.observation())
                            || isFreeId(s)),
            new Promise("a resource releases a room only on proof, or on confirmed 404s that persisted",
                    (s, plan) -> !released(plan, Outcome.DESTROYED) || isBelievedForGood(s)),
            new Promise("a resource is deleted for its room's end only on proof, or on 404s that lasted for minutes",
                    (s, plan) -> !(plan instanceof Plan.DeleteResource)
                            || (s.observation() instanceof Observation.Absent absent && absent.isFirm())),
            new Promise("a suspended room is released only after a new look-up",
                    (s, plan) -> !released(plan, Outcome.SUSPENDED) || s.lookedSinceDeletion()),
            new Promise("an id that is claimed is the resource's own",
                    (s, plan) -> !(plan instanceof Plan.ClaimRoom next)
                            || next.claim().roomId().equals(s.desired().roomId())
                            || s.ids().restartOf(next.claim().roomId()).isPresent()),
            new Promise("a room that exists is not claimed unasked",
                    (s, plan) -> !(plan instanceof Plan.ClaimRoom) || s.claims().current() != null
                            || !(s.observation() instanceof Observation.Present) || s.desired().adopt()
                            || (s.claims().inherited() != null && s.claims().inherited().takeOver())
                            || s.desired().roomId() == null),
            new Promise("rooms are destroyed on deletion, or to make sure of an id that is used up",
                    (s, plan) -> !(plan instanceof Plan.DestroyRoom) || isToBeDestroyed(s)),
            new Promise("rooms are suspended where that is wanted, and not while a call may undo it",
                    (s, plan) -> !(plan instanceof Plan.SuspendRoom)
                            || (isToBeSuspended(s) && !isPending(s, s.attempts().wakeSettlesAt()))),
            new Promise("someone else's room is not touched",
                    (s, plan) -> !s.isTaken() || changed(plan).isEmpty()),
            new Promise("configuration is written only where it differs and spec says so",
                    (s, plan) -> !(plan instanceof Plan.UpdateRoomConfig update) || (s.desired().enforceConfig()
                            && s.observation() instanceof Observation.Present present
                            && !update.roomConfig().equals(present.room().roomConfig()))),
            new Promise("a resource releases its room only as its policy says, or if there is none",
                    (s, plan) -> !(plan instanceof Plan.Release release) || isReleasable(s, release.outcome())),
            new Promise("a resource is deleted only when its room ended, and its time has come",
                    (s, plan) -> !(plan instanceof Plan.DeleteResource)
                            || ((s.ended() || isToBeDestroyed(s)) && !s.deleting() && !s.desired().restart()
                                    && s.desired().timeToLive() != null)),
            new Promise("a rest ends in the future, if at all, and says why",
                    (s, plan) -> !(plan instanceof Rest rest) || (!rest.message().isBlank()
                            && (rest.until() == null || rest.until().isAfter(s.now())))));

    private final Map<Promise, Situation> broken = new LinkedHashMap<>();
    private final AtomicInteger situations = new AtomicInteger();
    private @Nullable RuntimeException failure;

    @BeforeAll
    void planForEverySituation() {
        Planner planner = new Planner();
        Situations.all(Integer.getInteger("planner.every", 11)).forEach(s -> {
            situations.incrementAndGet();
            try {
                Plan plan = planner.plan(s);
                promises.stream().filter(p -> !p.kept().test(s, plan)).forEach(p -> broken.putIfAbsent(p, s));
            } catch (RuntimeException e) {
                failure = e;
            }
        });
    }

    @Test
    void everySituationHasAPlan() {
        assertThat(situations).hasValueGreaterThan(100_000);
        assertThat(failure).isNull();
    }

    @ParameterizedTest
    @FieldSource("promises")
    void isKept(Promise promise) {
        assertThat(broken.get(promise)).as("a situation whose plan breaks it").isNull();
    }

    private static boolean handsOff(Situation s) {
        return s.desired().paused() || s.desired().observeOnly() || s.desired().problem() != null
                || s.heldBy() != null;
    }

    private static boolean isFoundToBeAlone(Situation s) {
        return s.contest() != null && s.contest().holder() == null;
    }

    private static boolean isLeftAlone(Plan plan) {
        return switch (plan) {
            case Plan.FindHolders p -> true;
            case Plan.FindSet p -> true;
            case Plan.Withdraw p -> true;
            case Plan.Release p -> p.outcome() == Outcome.RETAINED || p.outcome() == Outcome.ABANDONED;
            case Rest p -> p.watch() == Watch.NONE;
            default -> false;
        };
    }

    private static boolean wakingIsAllowed(Situation s) {
        return s.desired().state() == RoomState.ACTIVE && !s.deleting() && !handsOff(s);
    }

    private static boolean mayWake(Plan plan) {
        return plan instanceof Plan.ResumeRoom || (plan instanceof Rest rest && rest.watch() == Watch.READINESS);
    }

    private static boolean isThere(Observation observation) {
        return observation instanceof Observation.Present || observation instanceof Observation.Created;
    }

    private static @Nullable RoomStatus status(Situation s) {
        return s.observation() instanceof Observation.Present present ? present.room().status() : null;
    }

    private static Optional<Claim> changed(Plan plan) {
        return switch (plan) {
            case Plan.CreateRoom p -> Optional.of(p.claim());
            case Plan.UpdateRoomConfig p -> Optional.of(p.claim());
            case Plan.SuspendRoom p -> Optional.of(p.claim());
            case Plan.ResumeRoom p -> Optional.of(p.claim());
            case Plan.DestroyRoom p -> Optional.of(p.claim());
            case Plan.DestroyPredecessor p -> Optional.of(p.claim());
            case Plan.DestroySuccessor p -> Optional.of(p.claim());
            case Plan.LookUp p -> Optional.empty();
            case Plan.LookUpPredecessor p -> Optional.empty();
            case Plan.ConfirmAbsence p -> Optional.empty();
            case Plan.ClaimRoom p -> Optional.empty();
            case Plan.Release p -> Optional.empty();
            case Plan.FindHolders p -> Optional.empty();
            case Plan.FindSet p -> Optional.empty();
            case Plan.Withdraw p -> Optional.empty();
            case Plan.DeleteResource p -> Optional.empty();
            case Rest p -> Optional.empty();
        };
    }

    private static Optional<Claim> looked(Plan plan) {
        return switch (plan) {
            case Plan.LookUp look -> Optional.of(look.claim());
            case Plan.ConfirmAbsence confirm -> Optional.of(confirm.claim());
            default -> Optional.empty();
        };
    }

    /** Whoever knew no such room a moment ago has shown since that he knows the application. */
    private static boolean isFreeId(Situation s) {
        return s.claims().current() == null && s.observation() instanceof Observation.Missing missing
                && missing.evidence() != null && !missing.evidence().at().isBefore(missing.at())
                && missing.at().isAfter(s.now().minusSeconds(10));
    }

    /** What is done, or told, only where a room is gone. */
    private static boolean concludesAnEnd(Situation s, Plan plan) {
        return switch (plan) {
            case Plan.ClaimRoom claim -> s.claims().current() == null
                    ? claim.claim().roomId().equals(s.desired().roomId())
                    : !claim.claim().equals(s.claims().current());
            case Plan.Release release -> release.outcome() == Outcome.DESTROYED
                    || release.outcome() == Outcome.SUSPENDED;
            case Plan.DeleteResource delete -> true;
            case Rest rest -> rest.reason() == Reason.ROOM_ENDED || rest.reason() == Reason.RESTARTING
                    || rest.reason() == Reason.ROOM_NOT_FOUND;
            default -> false;
        };
    }

    private static boolean released(Plan plan, Outcome outcome) {
        return plan instanceof Plan.Release release && release.outcome() == outcome;
    }

    /** Steps that need no knowledge: a look, the first claim or one put right, the create it was made for. */
    private static boolean isSafeUnseen(Situation s, Plan plan) {
        Claim current = s.claims().current();
        return switch (plan) {
            case Plan.LookUp look -> true;
            case Plan.LookUpPredecessor look -> true;
            case Plan.FindHolders search -> true;
            case Plan.FindSet search -> true;
            case Plan.Withdraw withdraw -> true;
            case Plan.ConfirmAbsence confirm -> true;
            case Rest rest -> true;
            case Plan.ClaimRoom claim -> current == null ? s.desired().roomId() == null : claim.claim().equals(current);
            case Plan.CreateRoom create -> !s.claims().confirmed() && s.attempts().create() == Attempts.Create.NONE;
            case Plan.Release release -> switch (release.outcome()) {
                // nothing was sent, by anybody
                case NEVER_CREATED -> current == null
                        || (!s.claims().confirmed() && s.attempts().create() == Attempts.Create.NONE && isLeft(s))
                        || s.isTaken();
                case RETAINED, ABANDONED -> true;
                case DESTROYED, SUSPENDED -> false;
            };
            case Plan.UpdateRoomConfig p -> false;
            case Plan.SuspendRoom p -> false;
            case Plan.ResumeRoom p -> false;
            case Plan.DestroyRoom p -> false;
            case Plan.DestroySuccessor p -> false;
            case Plan.DestroyPredecessor earlier -> (s.claims().stored()
                    && s.attempts().create() == Attempts.Create.NONE) || (s.deleting() && isLeft(s));
            case Plan.DeleteResource p -> false;
        };
    }

    private static boolean isPending(Situation s, @Nullable Instant settlesAt) {
        return settlesAt != null && s.now().isBefore(settlesAt);
    }

    /** Absent, and nothing that was sent can change that. */
    private static boolean isGoneForGood(Situation s) {
        return s.observation() instanceof Observation.Absent absent && isGoneForGood(s, absent);
    }

    private static boolean isGoneForGood(Situation s, Observation.Absent absent) {
        return absent.last() != null || s.attempts().create() == Attempts.Create.NONE
                || s.claims().confirmed() || !s.createMayStillSettle(absent)
                || (s.attempts().create() == Attempts.Create.SEEN && wasDestroyed(s));
    }

    /** Hathora says so of the room, or has ended it for us; or it was 404 for a minute, and who says so was then found right. */
    private static boolean isBelievedForGood(Situation s) {
        return s.observation() instanceof Observation.Absent absent && (absent.evidence().isProof() || absent.isFirm()
                || !absent.evidence().at().isBefore(absent.since().plus(Timing.LETTING_GO)) || wasDestroyed(s));
    }

    private static boolean wasDestroyed(Situation s) {
        return s.attempts().destroyed() != null && s.attempts().destroyed().accepted();
    }

    private static boolean isToBeDestroyed(Situation s) {
        return s.deleting()
                ? s.desired().deletionPolicy() == DeletionPolicy.DESTROY
                : s.attempts().create() == Attempts.Create.REFUSED
                        && s.observation() instanceof Observation.Missing missing && !s.createMayStillSettle(missing);
    }

    private static boolean isToBeSuspended(Situation s) {
        return s.deleting()
                ? s.desired().deletionPolicy() == DeletionPolicy.SUSPEND
                : s.desired().state() == RoomState.SUSPENDED;
    }

    private static boolean isReleasable(Situation s, Outcome outcome) {
        Claim claim = s.claims().current();
        return switch (outcome) {
            case NEVER_CREATED -> claim == null || isLeft(s) || (s.claims().next() == null && !s.claims().confirmed()
                    && (s.attempts().create() == Attempts.Create.NONE || s.isTaken() || isGoneForGood(s)));
            case DESTROYED -> isGoneForGood(s) && s.claims().next() == null;
            case SUSPENDED -> s.desired().deletionPolicy() == DeletionPolicy.SUSPEND && suspendedForGood(s);
            case RETAINED -> isLeft(s) || s.holder() != null;
            case ABANDONED -> claim != null && claim.roomId().equals(s.abandon());
        };
    }

    private static boolean isLeft(Situation s) {
        return s.desired().deletionPolicy() == DeletionPolicy.RETAIN || s.desired().observeOnly();
    }

    private static boolean suspendedForGood(Situation s) {
        return s.observation() instanceof Observation.Present present && present.suspended()
                && s.attempts().wakeSettlesAt() == null;
    }
}
