package dev.hathora.operator.controller;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.api.HathoraRoomSpec;
import dev.hathora.operator.api.HathoraRoomStatus;
import dev.hathora.operator.api.Phase;
import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Lane;
import dev.hathora.operator.controller.Accounts.MissingCredentialsException;
import dev.hathora.operator.controller.QueuedCloud.TurnNotComeException;
import dev.hathora.operator.room.Claim;
import dev.hathora.operator.room.Claims;
import dev.hathora.operator.room.DesiredRoom;
import dev.hathora.operator.room.History;
import dev.hathora.operator.room.Observation;
import dev.hathora.operator.room.Plan;
import dev.hathora.operator.room.Plan.Rest;
import dev.hathora.operator.room.Plan.Watch;
import dev.hathora.operator.room.Planner;
import dev.hathora.operator.room.Reason;
import dev.hathora.operator.room.RoomIds;
import dev.hathora.operator.room.Setback;
import dev.hathora.operator.room.Situation;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass over one resource: plan and execute until the plan is to rest, then project status and write it if it
 * changed. The only place where the four meet.
 */
final class RoomPass {
    private static final Logger log = LoggerFactory.getLogger(RoomPass.class);
    private static final Duration REPEATED = Duration.ofSeconds(1);
    private static final Duration CREDENTIALS_AGAIN = Duration.ofSeconds(30);
    private static final Duration TURN_LOST = Duration.ofSeconds(60);

    private final Planner planner = new Planner();
    private final StepExecutor steps;
    private final RoomReport report;
    private final Accounts accounts;
    private final InstantSource clock;
    private final Backoff backoff;
    private final @Nullable String defaultAppId;

    RoomPass(Accounts accounts, ConnectionSecrets secrets, RoomEvents toUsers, OperatorObserver observer,
            InstantSource clock, RandomGenerator random, @Nullable String defaultAppId) {
        RoomEvents events = new ObservedEvents(toUsers, observer);
        this.steps = new StepExecutor(clock, events);
        this.report = new RoomReport(secrets, events, observer);
        this.accounts = accounts;
        this.clock = clock;
        this.backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), random);
        this.defaultAppId = defaultAppId;
    }

    /**
     * How a pass ended.
     *
     * @param watch how to watch the room until the next one
     * @param next when the next one is due although nothing changed; empty: not on account of time
     * @param turn the turn that the next one needs; null: none
     * @param released whether nothing is left to be done for this resource
     */
    record Result(Watch watch, Optional<Instant> next, @Nullable Turn turn, boolean released) {
        static final Result RELEASED = new Result(Watch.NONE, Optional.empty(), null, true);

        static Result watching(Watch how) {
            return new Result(how, Optional.empty(), null, false);
        }
    }

    /**
     * Runs a pass. The room's lock is held by the caller.
     *
     * @param heldBy another, older resource that holds the same room; null: none
     * @param deleting whether the resource is being deleted, or is gone
     * @throws ResourceStore.ResourceChangedException when the resource changed meanwhile
     */
    Result run(HathoraRoom start, TrackedRoom tracked, ResourceStore store, @Nullable String heldBy, boolean deleting) {
        HathoraRoom room = start;
        tracked.beginPass();
        Set<Plan.Step> done = new HashSet<>();
        boolean looked = false;
        while (true) {
            Situation s = situation(room, tracked, heldBy, deleting);
            tracked.target(s.target());
            LogContext.roomId(s.target());
            Plan plan = planner.plan(s);
            if (plan instanceof Rest rest) {
                tracked.succeeded();
                return report.conclude(room, tracked, store, s, rest);
            }
            Plan.Step step = (Plan.Step) plan;
            boolean look = step instanceof Plan.LookUp;
            if (look && done.isEmpty() && isSettled(room, tracked, s)) {
                return leaveToWatcher(room, tracked, store, s);
            }
            if (look ? looked : !done.add(step)) {
                // Hathora's answers lag behind what it has accepted
                return report.conclude(room, tracked, store, s, repeated(s));
            }
            looked = look;
            try {
                if (step instanceof Plan.Release release) {
                    steps.release(release.outcome(), room, tracked, store);
                    return Result.RELEASED;
                }
                if (step instanceof Plan.DeleteResource) {
                    store.delete(room);
                    return Result.watching(Watch.NONE);
                }
                room = execute(step, room, tracked, store, s.claims());
            } catch (HathoraException e) {
                if (e.kind() == ErrorKind.UNAUTHORIZED
                        && (rereadCredentials(room, tracked) || isFirstFailure(tracked))) {
                    done.remove(step);
                    looked = false;
                    continue;
                }
                log.info("{}", e.getMessage());
                Rest rest = Setback.rest(e, Watch.NONE, backoff.after(tracked.failed()), clock.instant());
                return report.conclude(room, tracked, store, situation(room, tracked, heldBy, deleting),
                        wayOut(rest, s));
            } catch (MissingCredentialsException e) {
                return report.conclude(room, tracked, store, situation(room, tracked, heldBy, deleting),
                        missingCredentials(e, s));
            } catch (TurnNotComeException e) {
                return report.conclude(room, tracked, store, situation(room, tracked, heldBy, deleting),
                        waitsForTurn(e.turn(), tracked));
            }
        }
    }

    /**
     * Whether all that a look could tell is that status still holds: after a restart of the operator, or of Hathora. The
     * watcher finds that out for many rooms with one call.
     */
    private static boolean isSettled(HathoraRoom room, TrackedRoom tracked, Situation s) {
        HathoraRoomStatus status = room.getStatus();
        return status != null && s.observation() instanceof Observation.Unknown && !s.deleting()
                && !tracked.isChanging()
                && Objects.equals(status.observedGeneration(), room.getMetadata().getGeneration())
                && s.claims().confirmed() && s.claims().next() == null && s.attempts().areOver()
                && tracked.processId() != null
                && (tracked.connection() != null || status.phase() == Phase.SUSPENDED);
    }

    /** Status stays as it is until the watcher sees something else, or nothing any more. */
    private Result leaveToWatcher(HathoraRoom room, TrackedRoom tracked, ResourceStore store, Situation s) {
        try {
            HathoraException unanswered = tracked.unanswered();
            Account before = tracked.account();
            boolean sameToken = account(room, tracked).equals(before);
            if (unanswered == null || (unanswered.kind() == ErrorKind.UNAUTHORIZED && !sameToken)) {
                tracked.askedAgain();
                return Result.watching(Watch.ROUTINE);
            }
            return report.conclude(room, tracked, store, s, Setback.rest(unanswered, Watch.ROUTINE,
                    backoff.after(tracked.failed()), clock.instant()));
        } catch (MissingCredentialsException e) {
            return report.conclude(room, tracked, store, s, missingCredentials(e, s));
        }
    }

    private Situation situation(HathoraRoom room, TrackedRoom tracked, @Nullable String heldBy, boolean deleting) {
        HathoraRoomStatus status = Objects.requireNonNullElse(room.getStatus(), HathoraRoomStatus.EMPTY);
        Map<String, String> annotations = Objects.requireNonNullElse(room.getMetadata().getAnnotations(), Map.of());
        RoomIds ids = new RoomIds(room.getMetadata().getNamespace(), room.getMetadata().getName(),
                room.getMetadata().getUid());
        // no field is required where an API server checks nothing
        HathoraRoomSpec spec = room.getSpec() != null
                ? room.getSpec()
                : Serialization.unmarshal("{}", HathoraRoomSpec.class);
        String claimedAppId = status.appId() != null ? status.appId() : annotations.get(HathoraRoom.APP_ID);
        DesiredRoom desired = DesiredRoom.from(spec, claimedAppId, defaultAppId);
        Claims claims = Claims.read(ids, desired.roomId(), desired.appId(),
                new Claims.Stored(annotations.get(HathoraRoom.ROOM_ID), annotations.get(HathoraRoom.APP_ID),
                        room.hasFinalizer(HathoraRoom.FINALIZER), status.roomId(), status.appId()),
                tracked.claim());
        steps.recall(tracked, room, claims);
        return new Situation(ids, desired, claims, tracked.observation(), tracked.attempts(),
                new History(status.allocations()), deleting, annotations.get(HathoraRoom.ABANDON_ROOM), heldBy,
                clock.instant());
    }

    private HathoraRoom execute(Plan.Step step, HathoraRoom room, TrackedRoom tracked, ResourceStore store,
            Claims claims) {
        switch (step) {
            case Plan.ClaimRoom s -> {
                return tracked.wrote(room, steps.claim(s.claim(), room, claims, tracked, store));
            }
            case Plan.LookUp s -> steps.lookUp(s.claim(), tracked, cloud(room, tracked, lookLane(room, tracked)));
            case Plan.CreateRoom s -> steps.create(s, room, tracked, cloud(room, tracked, Lane.CHANGE));
            case Plan.UpdateRoomConfig s -> steps.updateConfig(s, room, tracked, cloud(room, tracked, Lane.CHANGE));
            case Plan.SuspendRoom s -> steps.suspend(s.claim(), room, tracked, cloud(room, tracked, Lane.CHANGE));
            case Plan.ResumeRoom s -> steps.resume(s.claim(), room, tracked, cloud(room, tracked, Lane.CHANGE));
            case Plan.DestroyRoom s -> steps.destroy(s.claim(), tracked, cloud(room, tracked, Lane.CHANGE));
            case Plan.Release s -> throw new IllegalStateException("ends the pass");
            case Plan.DeleteResource s -> throw new IllegalStateException("ends the pass");
        }
        return room;
    }

    /** Looks at rooms that spec says nothing new about must not stand in the way of changes. */
    private static Lane lookLane(HathoraRoom room, TrackedRoom tracked) {
        boolean nothingNew = room.getStatus() != null && !room.isMarkedForDeletion()
                && tracked.attempts().areOver() && !tracked.isChanging()
                && Objects.equals(room.getStatus().observedGeneration(), room.getMetadata().getGeneration());
        return nothingNew ? Lane.ROUTINE : Lane.CHANGE;
    }

    private HathoraCloud cloud(HathoraRoom room, TrackedRoom tracked, Lane lane) {
        return new QueuedCloud(account(room, tracked), tracked, lane).queued();
    }

    private Account account(HathoraRoom room, TrackedRoom tracked) {
        Account account;
        try {
            account = accounts.of(room);
        } catch (MissingCredentialsException e) {
            account = tracked.account();
            if (!room.isMarkedForDeletion() || account == null) {
                throw e;
            }
            // a namespace that is deleted as a whole may lose its Secret before its rooms
            log.info("{}. The token that was there last is used to end the room", e.getMessage());
        }
        tracked.account(account);
        return account;
    }

    /** After a 401: whether there is another token by now. */
    private boolean rereadCredentials(HathoraRoom room, TrackedRoom tracked) {
        Account refused = tracked.account();
        return refused != null && !refused.equals(account(room, tracked));
    }

    /** One refusal may be a mishap of Hathora's. It is noted, so that the next one counts, whichever pass it is in. */
    private static boolean isFirstFailure(TrackedRoom tracked) {
        return tracked.failed() == 1;
    }

    /** The resource is woken when its turn has come; the pause is for a wake-up that gets lost. */
    private Rest waitsForTurn(Turn turn, TrackedRoom tracked) {
        tracked.waits(clock.instant());
        Instant next = clock.instant().plus(TURN_LOST);
        return switch (turn.obstacle()) {
            case DOWN -> new Rest(Reason.HATHORA_UNREACHABLE,
                    "Hathora does not answer; it is tried now and then, and this room follows when it does.",
                    Watch.NONE, next);
            case THROTTLED -> new Rest(Reason.RATE_LIMITED,
                    "Hathora asked to slow down; the call for this room waits its turn.", Watch.NONE, next);
            case RATE, NONE -> new Rest(Reason.RATE_LIMITED,
                    "More is to be done than HATHORA_RATE_LIMIT lets through; the call for this room waits its turn.",
                    Watch.NONE, next);
        };
    }

    private Rest repeated(Situation s) {
        return new Rest(s.deleting() ? Reason.DELETING : Reason.VERIFYING,
                "Waits for Hathora to show what it has accepted.", Watch.NONE, clock.instant().plus(REPEATED));
    }

    private Rest missingCredentials(MissingCredentialsException e, Situation s) {
        Instant next = clock.instant().plus(CREDENTIALS_AGAIN);
        return wayOut(new Rest(Reason.CREDENTIALS_MISSING, e.getMessage() + ".", Watch.NONE, next), s);
    }

    /** Tells a user whose resource can't be deleted what keeps it, and how to give the room up. */
    private static Rest wayOut(Rest rest, Situation s) {
        Claim claim = s.claims().current();
        if (!s.deleting() || claim == null || rest.reason().kind() != Reason.Kind.STALLED) {
            return rest;
        }
        return new Rest(rest.reason(),
                rest.message() + " Until then room " + claim.roomId() + " can't be ended. To give"
                        + " it up, and maybe let it run, annotate the resource with " + HathoraRoom.ABANDON_ROOM + "="
                        + claim.roomId() + ".",
                rest.watch(), rest.until());
    }
}
