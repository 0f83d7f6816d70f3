package dev.hathora.operator.controller.pass;

import java.net.HttpURLConnection;
import java.time.InstantSource;
import java.util.Objects;

import dev.hathora.operator.api.hathoraroom.DeletionPolicy;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomSpec;
import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.CreatedRoom;
import dev.hathora.operator.cloud.Effect;
import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.controller.kubernetes.HolderSearch;
import dev.hathora.operator.controller.memory.Applications;
import dev.hathora.operator.controller.memory.KnownRoom;
import dev.hathora.operator.controller.memory.Standing;
import dev.hathora.operator.controller.memory.TrackedRoom;
import dev.hathora.operator.controller.report.PassScope;
import dev.hathora.operator.controller.report.RoomEvents;
import dev.hathora.operator.room.Attempts;
import dev.hathora.operator.room.Claim;
import dev.hathora.operator.room.Claims;
import dev.hathora.operator.room.Contender;
import dev.hathora.operator.room.Contest;
import dev.hathora.operator.room.Observation;
import dev.hathora.operator.room.Plan;
import dev.hathora.operator.room.Unshown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out one step of a plan, and records the outcome in the tracked room. A step is one call to Hathora or one
 * write to Kubernetes; createRoom and resumeRoom may need a second call. If a step fails, what the failure leaves open
 * is recorded before the exception is thrown.
 */
final class StepExecutor {
    private static final Logger log = LoggerFactory.getLogger(StepExecutor.class);

    private final InstantSource clock;
    private final RoomEvents events;
    private final HolderSearch holders;
    private final OtherRoomSteps others;

    StepExecutor(InstantSource clock, RoomEvents events, HolderSearch holders) {
        this.clock = clock;
        this.events = events;
        this.holders = holders;
        this.others = new OtherRoomSteps(clock, events);
    }

    /**
     * Carries out a step that calls Hathora.
     *
     * @throws HathoraException if the call fails
     */
    void call(Plan.Call call, PassScope scope, HathoraCloud cloud) {
        switch (call) {
            case Plan.LookUp step -> lookUp(step.claim(), scope, cloud);
            case Plan.ConfirmAbsence step -> confirmAbsence(step.claim(), scope, cloud);
            case Plan.CreateRoom step -> create(step, scope, cloud);
            case Plan.UpdateRoomConfig step -> updateConfig(step, scope, cloud);
            case Plan.SuspendRoom step -> suspend(step, scope, cloud);
            case Plan.ResumeRoom step -> resume(step, scope, cloud);
            case Plan.DestroyRoom step -> destroy(step.claim(), scope, cloud);
            case Plan.LookUpPredecessor step -> others.lookUpPredecessor(step.claim(), scope, cloud);
            case Plan.DestroyPredecessor step -> others.destroyPredecessor(step.claim(), scope, cloud);
            case Plan.DestroySuccessor step -> others.destroySuccessor(step.claim(), scope, cloud);
        }
    }

    /** Stores a claim together with the finalizer. */
    void claim(Claim claim, Claims claims, PassScope scope) {
        TrackedRoom tracked = scope.tracked();
        HathoraRoom claimed = scope.store().claim(scope.room(), claim);
        boolean stored = claim.equals(claims.current()) || claim.equals(claims.next());
        Claim before = tracked.claim();
        boolean adopted = before == null && tracked.known().observation() instanceof Observation.Present;
        tracked.switchTo(claim,
                stored ? Attempts.ofUnconfirmedClaim(clock.instant()) : tracked.known().attempts().forNextId());
        if (before != null && !before.equals(claim) && tracked.milestones().announceEnd(before.roomId())) {
            events.normal(scope.room(), RoomEvents.ROOM_ENDED, "Room " + before.roomId() + " ended by itself");
        }
        if (!stored) {
            tracked.standing().claimed();
            tracked.milestones().claimed(clock.instant());
            events.normal(scope.room(), adopted ? RoomEvents.ROOM_ADOPTED : RoomEvents.ROOM_CLAIMED,
                    (adopted ? "Took over room " : "Claimed room id ") + claim.roomId() + " in application "
                            + claim.appId());
        }
        scope.replaceRoom(claimed);
    }

    /** Searches for other resources that want the room. */
    void findHolders(Plan.FindHolders step, PassScope scope) {
        Standing standing = scope.tracked().standing();
        Contender self = Contender.self(scope.room(), step.claimed());
        Contest contest = Contest.of(self, standing.isFresh(), holders.others(scope.room(), step.claim().roomId()));
        standing.found(contest, clock.instant());
        if (step.claimed() && contest.holder() == null) {
            standing.settle();
        }
    }

    /** Withdraws a claim, and removes the finalizer. */
    void withdraw(Claim claim, PassScope scope) {
        HathoraRoom withdrawn = scope.store().release(scope.room());
        scope.tracked().withdrawClaim();
        scope.replaceRoom(withdrawn);
        log.info("Withdrawing the claim to room {}, which belongs to someone else", claim.roomId());
    }

    private void lookUp(Claim claim, PassScope scope, HathoraCloud cloud) {
        KnownRoom known = scope.tracked().known();
        Applications applications = applications(scope);
        try {
            known.record(applications.roomInfo(cloud, claim), clock.instant());
        } catch (HathoraException e) {
            if (e.kind() != ErrorKind.ABSENT) {
                throw e;
            }
            known.recordNotFound(clock.instant(), applications.now());
        }
        scope.tracked().looks().answered(clock.instant());
    }

    /** Finds out whether the server that answered the last 404 knows the application of the room. */
    private static void confirmAbsence(Claim claim, PassScope scope, HathoraCloud cloud) {
        KnownRoom known = scope.tracked().known();
        // if the token has changed meanwhile, that 404 no longer counts
        if (known.observation() instanceof Observation.Missing) {
            known.believe(applications(scope).evidence(claim.appId(), known.missingAt(),
                    () -> cloud.getApp(claim.appId())));
        }
    }

    static Applications applications(PassScope scope) {
        return Objects.requireNonNull(scope.tracked().account(), "called without an account").applications();
    }

    private void create(Plan.CreateRoom step, PassScope scope, HathoraCloud cloud) {
        Claim claim = step.claim();
        KnownRoom known = scope.tracked().known();
        HathoraRoomSpec spec = scope.room().getSpec();
        // the id was free a moment ago: if the first createRoom is rejected and the room exists, somebody else created
        // it
        boolean exclusive = known.attempts().create() == Attempts.Create.NONE && spec != null
                && claim.roomId().equals(spec.roomId());
        try {
            CreatedRoom created = cloud.createRoom(claim.appId(), claim.roomId(), step.request());
            known.recordCreated(created.connectionInfo(), clock.instant());
            events.normal(scope.room(), RoomEvents.ROOM_CREATED, "Created room " + claim.roomId() + " in "
                    + step.request().region());
        } catch (HathoraException e) {
            if (e.effect() != Effect.NOT_APPLIED) {
                known.setAttempts(known.attempts().created(e.effect() == Effect.APPLIED
                        ? Attempts.Create.ACCEPTED
                        : Attempts.Create.UNCLEAR, clock.instant()));
                known.beginChange();
            }
            if (e.kind() != ErrorKind.CONFLICT && e.kind() != ErrorKind.INVALID) {
                throw e;
            }
            // Hathora does not document which status means that an id is taken, so the existence of the room decides
            lookUp(claim, scope, cloud);
            boolean exists = known.observation() instanceof Observation.Present;
            if (exists && !exclusive) {
                return;
            }
            if (!exists && e.kind() == ErrorKind.INVALID) {
                throw e;
            }
            known.setAttempts(known.attempts().refused(exclusive ? Attempts.Create.TAKEN : Attempts.Create.REFUSED,
                    String.valueOf(e.getMessage()), step.request(), clock.instant()));
        }
    }

    private void updateConfig(Plan.UpdateRoomConfig step, PassScope scope, HathoraCloud cloud) {
        KnownRoom known = scope.tracked().known();
        boolean accepted = change(known,
                () -> cloud.updateRoomConfig(step.claim().appId(), step.claim().roomId(), step.roomConfig()));
        if (noteSent(step, known) && accepted) {
            events.normal(scope.room(), RoomEvents.ROOM_CONFIG_UPDATED,
                    "Updated the configuration of room " + step.claim().roomId());
        }
    }

    private void suspend(Plan.SuspendRoom step, PassScope scope, HathoraCloud cloud) {
        Claim claim = step.claim();
        KnownRoom known = scope.tracked().known();
        boolean accepted = change(known, () -> cloud.suspendRoom(claim.appId(), claim.roomId()));
        known.setAttempts(known.attempts().suspended());
        if (noteSent(step, known) && accepted) {
            events.normal(scope.room(), RoomEvents.ROOM_SUSPENDED, "Suspended room " + claim.roomId());
        }
    }

    /**
     * Records that this change was answered.
     *
     * @return whether to report it: not if the same change was sent before and never took effect
     */
    private boolean noteSent(Plan.Change change, KnownRoom known) {
        known.setAttempts(known.attempts().sent(change, clock.instant()));
        Unshown sent = known.attempts().unshown(change);
        return sent == null || sent.isFirst();
    }

    private void resume(Plan.ResumeRoom step, PassScope scope, HathoraCloud cloud) {
        Claim claim = step.claim();
        KnownRoom known = scope.tracked().known();
        try {
            ConnectionInfo ignored = cloud.resumeRoom(claim.appId(), claim.roomId());
        } catch (HathoraException e) {
            noteWaking(known, e);
            if (e.kind() != ErrorKind.ABSENT && e.status() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
            // the room was seen suspended a moment ago, so the 404 means that this API does not know resumeRoom; a web
            // server may have answered with a page of its own. getConnectionInfo also resumes a room
            try {
                ConnectionInfo ignored = cloud.getConnectionInfo(claim.appId(), claim.roomId());
            } catch (HathoraException old) {
                noteWaking(known, old);
                if (old.kind() != ErrorKind.ABSENT) {
                    throw old;
                }
            }
        }
        known.beginChange();
        if (noteSent(step, known)) {
            events.normal(scope.room(), RoomEvents.ROOM_RESUMED, "Resumed room " + claim.roomId());
        }
    }

    private void noteWaking(KnownRoom known, HathoraException e) {
        if (e.effect() != Effect.NOT_APPLIED) {
            known.setAttempts(known.attempts().mayWake(clock.instant()));
            known.beginChange();
        }
    }

    private void destroy(Claim claim, PassScope scope, HathoraCloud cloud) {
        KnownRoom known = scope.tracked().known();
        boolean accepted = change(known, () -> cloud.destroyRoom(claim.appId(), claim.roomId()));
        known.setAttempts(known.attempts().destroyed(accepted, clock.instant()));
    }

    /**
     * Sends a change of a room that exists. A 404 is not a failure here, because the read that follows shows the state.
     *
     * @return whether the room existed
     */
    private static boolean change(KnownRoom known, Runnable call) {
        Observation before = known.observation();
        known.beginChange();
        try {
            call.run();
            return true;
        } catch (HathoraException e) {
            if (e.kind() == ErrorKind.ABSENT) {
                return false;
            }
            if (e.effect() == Effect.NOT_APPLIED) {
                known.record(before);
            }
            throw e;
        }
    }

    /** Deletes a resource whose {@code ttlSecondsAfterFinished} has passed. */
    void expire(PassScope scope) {
        scope.store().delete(scope.room());
        events.normal(scope.room(), RoomEvents.RESOURCE_EXPIRED,
                "Deleted, because its room ended longer ago than spec.ttlSecondsAfterFinished");
    }

    /** Removes the operator's finalizer, and reports what happened to the room. */
    void release(Plan.Release.Outcome outcome, PassScope scope) {
        HathoraRoom room = scope.room();
        TrackedRoom tracked = scope.tracked();
        String roomId = tracked.claim() == null ? "" : tracked.claim().roomId();
        boolean held = room.hasFinalizer(HathoraRoom.FINALIZER);
        HathoraRoom unused = scope.store().release(room);
        tracked.markReleased(outcome == Plan.Release.Outcome.DESTROYED && room.getSpec() != null
                && room.getSpec().deletionPolicy() == DeletionPolicy.DESTROY);
        if (!held) {
            return;
        }
        switch (outcome) {
            case DESTROYED -> events.normal(room, RoomEvents.ROOM_DESTROYED, "Room " + roomId + " is gone");
            case RETAINED -> events.normal(room, RoomEvents.ROOM_RETAINED, "Room " + roomId + " was left as it is");
            case ABANDONED -> events.warning(room, RoomEvents.ROOM_ABANDONED, "Room " + roomId
                    + " was left behind, as the annotation " + HathoraRoom.ABANDON_ROOM + " says; it may still run");
            case SUSPENDED -> events.normal(room, RoomEvents.ROOM_RETAINED, "Room " + roomId
                    + " was left behind, suspended");
            case NEVER_CREATED -> {
                // there was no room
            }
        }
    }
}
