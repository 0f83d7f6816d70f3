package dev.hathora.operator.controller.pass;

import java.net.HttpURLConnection;
import java.time.InstantSource;
import java.util.Objects;

import dev.hathora.operator.api.hathoraroom.HathoraRoomSpec;
import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.CreatedRoom;
import dev.hathora.operator.cloud.Effect;
import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.controller.memory.Applications;
import dev.hathora.operator.controller.memory.KnownRoom;
import dev.hathora.operator.controller.report.PassScope;
import dev.hathora.operator.controller.report.RoomEvents;
import dev.hathora.operator.room.Attempts;
import dev.hathora.operator.room.Claim;
import dev.hathora.operator.room.Observation;
import dev.hathora.operator.room.Plan;
import dev.hathora.operator.room.Unshown;

/**
 * Carries out a step of a plan that calls Hathora, and records the outcome in the tracked room. {@link ResourceSteps} has
 * the steps that write to Kubernetes. createRoom and resumeRoom may need a second call. If a step fails, what the failure
 * leaves open is recorded before the exception is thrown.
 */
final class StepExecutor {
    private final InstantSource clock;
    private final RoomEvents events;
    private final OtherRoomSteps others;

    StepExecutor(InstantSource clock, RoomEvents events) {
        this.clock = clock;
        this.events = events;
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
        // the id was free a moment ago: if the first createRoom is rejected, someone else may have taken it
        boolean exclusive = known.attempts().create() == Attempts.Create.NONE && spec != null
                && claim.roomId().equals(spec.roomId());
        known.setAttempts(known.attempts().sending(clock.instant()));
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
            Attempts refused = known.attempts().refused(exclusive ? Attempts.Create.TAKEN : Attempts.Create.REFUSED,
                    String.valueOf(e.getMessage()), step.request(), clock.instant());
            if (e.kind() == ErrorKind.CONFLICT) {
                // stays true if the look-up fails
                known.setAttempts(refused);
            }
            // Hathora does not document which status means that an id is taken, so the existence of the room decides
            lookUp(claim, scope, cloud);
            if (e.kind() == ErrorKind.INVALID) {
                if (!(known.observation() instanceof Observation.Present present)) {
                    throw e;
                }
                known.setAttempts(refused.seen(present.room(), clock.instant()));
            }
        }
    }

    private void updateConfig(Plan.UpdateRoomConfig step, PassScope scope, HathoraCloud cloud) {
        KnownRoom known = scope.tracked().known();
        Observation before = known.observation();
        boolean accepted = change(known,
                () -> cloud.updateRoomConfig(step.claim().appId(), step.claim().roomId(), step.roomConfig()));
        if (noteSent(step, known) && accepted) {
            // a clear answer is believed once; if it did not show before, only a read tells
            known.recordConfigured(before, step.roomConfig());
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
}
