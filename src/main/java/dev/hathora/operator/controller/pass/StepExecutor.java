package dev.hathora.operator.controller.pass;

import java.net.HttpURLConnection;
import java.time.InstantSource;
import java.util.Objects;

import dev.hathora.operator.api.DeletionPolicy;
import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.CreatedRoom;
import dev.hathora.operator.cloud.Effect;
import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.controller.kubernetes.HolderSearch;
import dev.hathora.operator.controller.kubernetes.ResourceStore;
import dev.hathora.operator.controller.memory.Applications;
import dev.hathora.operator.controller.memory.Looks;
import dev.hathora.operator.controller.memory.TrackedRoom;
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
 * Carries out one step of a plan and notes in the tracked room what that has changed in what we know. Every method does
 * one call to Hathora, or one write to Kubernetes; a failure is thrown, after what it leaves open was noted.
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

    /** Calls Hathora. */
    void call(Plan.Call call, HathoraRoom room, TrackedRoom tracked, HathoraCloud cloud) {
        switch (call) {
            case Plan.LookUp step -> lookUp(step.claim(), tracked, cloud);
            case Plan.ConfirmAbsence step -> confirmAbsence(step.claim(), tracked, cloud);
            case Plan.CreateRoom step -> create(step, room, tracked, cloud);
            case Plan.UpdateRoomConfig step -> updateConfig(step, room, tracked, cloud);
            case Plan.SuspendRoom step -> suspend(step, room, tracked, cloud);
            case Plan.ResumeRoom step -> resume(step, room, tracked, cloud);
            case Plan.DestroyRoom step -> destroy(step.claim(), tracked, cloud);
            case Plan.LookUpPredecessor step -> others.lookUpPredecessor(step.claim(), room, tracked, cloud);
            case Plan.DestroyPredecessor step -> others.destroyPredecessor(step.claim(), room, tracked, cloud);
            case Plan.DestroySuccessor step -> others.destroySuccessor(step.claim(), tracked, cloud);
        }
    }

    /** Stores a claim. */
    HathoraRoom claim(Claim claim, HathoraRoom room, Claims claims, TrackedRoom tracked, ResourceStore store) {
        HathoraRoom claimed = store.claim(room, claim);
        boolean stored = claim.equals(claims.current()) || claim.equals(claims.next());
        Claim before = tracked.claim();
        boolean adopted = before == null && tracked.observation() instanceof Observation.Present;
        tracked.claim(claim, stored ? Attempts.ofUnconfirmedClaim(clock.instant()) : tracked.attempts().forNextId());
        if (before != null && !before.equals(claim) && tracked.milestones().announcesEnd(before.roomId())) {
            events.normal(room, RoomEvents.ROOM_ENDED, "Room " + before.roomId() + " ended by itself");
        }
        if (!stored) {
            tracked.standing().claimed();
            tracked.milestones().claimed(clock.instant());
            events.normal(room, adopted ? RoomEvents.ROOM_ADOPTED : RoomEvents.ROOM_CLAIMED,
                    (adopted ? "Took over room " : "Claimed room id ") + claim.roomId() + " in application "
                            + claim.appId());
        }
        return claimed;
    }

    /** Looks for other resources that want the room. */
    void findHolders(Plan.FindHolders step, HathoraRoom room, TrackedRoom tracked) {
        Contender self = Contender.self(room, step.claimed());
        Contest contest = Contest.of(self, tracked.standing().isFresh(),
                holders.others(room, step.claim().roomId()));
        tracked.standing().found(contest, clock.instant());
        if (step.claimed() && contest.holder() == null) {
            tracked.standing().settle();
        }
    }

    /** Takes a claim back. */
    HathoraRoom withdraw(Claim claim, HathoraRoom room, TrackedRoom tracked, ResourceStore store) {
        HathoraRoom withdrawn = store.release(room);
        tracked.unclaim();
        log.info("Takes back its claim to room {}, which somebody else holds", claim.roomId());
        return withdrawn;
    }

    private void lookUp(Claim claim, TrackedRoom tracked, HathoraCloud cloud) {
        try {
            tracked.observed(applications(tracked).roomInfo(cloud, claim), clock.instant());
        } catch (HathoraException e) {
            if (e.kind() != ErrorKind.ABSENT) {
                throw e;
            }
            tracked.notFound(clock.instant(), applications(tracked).now());
        }
        tracked.looks().answered(clock.instant());
    }

    /** Finds out whether the 404 that the room was answered last comes from who knows its application. */
    private void confirmAbsence(Claim claim, TrackedRoom tracked, HathoraCloud cloud) {
        // another token in the meantime has made it worthless
        if (tracked.observation() instanceof Observation.Missing) {
            tracked.believe(applications(tracked).evidence(claim.appId(), tracked.missingAt(),
                    () -> cloud.getApp(claim.appId())));
        }
    }

    static Applications applications(TrackedRoom tracked) {
        return Objects.requireNonNull(tracked.account(), "called without an account").applications();
    }

    private void create(Plan.CreateRoom step, HathoraRoom room, TrackedRoom tracked, HathoraCloud cloud) {
        Claim claim = step.claim();
        // what comes in the way of the first one for an id that was free a moment ago was made by somebody else
        boolean exclusive = tracked.attempts().create() == Attempts.Create.NONE && room.getSpec() != null
                && claim.roomId().equals(room.getSpec().roomId());
        Attempts.Create refused = exclusive ? Attempts.Create.TAKEN : Attempts.Create.REFUSED;
        try {
            CreatedRoom created = cloud.createRoom(claim.appId(), claim.roomId(), step.request());
            tracked.created(created.connectionInfo(), clock.instant());
            events.normal(room, RoomEvents.ROOM_CREATED, "Created room " + claim.roomId() + " in "
                    + step.request().region());
        } catch (HathoraException e) {
            if (e.effect() != Effect.NOT_APPLIED) {
                tracked.attempts(tracked.attempts().created(e.effect() == Effect.APPLIED
                        ? Attempts.Create.ACCEPTED
                        : Attempts.Create.UNCLEAR, clock.instant()));
                tracked.changes();
            }
            if (e.kind() != ErrorKind.CONFLICT && e.kind() != ErrorKind.INVALID) {
                throw e;
            }
            // how Hathora says that an id is taken is not documented: whether the room is there decides
            lookUp(claim, tracked, cloud);
            boolean there = tracked.observation() instanceof Observation.Present;
            if (there && !exclusive) {
                return;
            }
            if (!there && e.kind() == ErrorKind.INVALID) {
                throw e;
            }
            tracked.attempts(tracked.attempts().refused(refused, String.valueOf(e.getMessage()), step.request(),
                    clock.instant()));
        }
    }

    private void updateConfig(Plan.UpdateRoomConfig step, HathoraRoom room, TrackedRoom tracked, HathoraCloud cloud) {
        boolean accepted = change(tracked,
                () -> cloud.updateRoomConfig(step.claim().appId(), step.claim().roomId(), step.roomConfig()));
        if (isFirst(step, tracked) && accepted) {
            events.normal(room, RoomEvents.ROOM_CONFIG_UPDATED,
                    "Updated the configuration of room " + step.claim().roomId());
        }
    }

    private void suspend(Plan.SuspendRoom step, HathoraRoom room, TrackedRoom tracked, HathoraCloud cloud) {
        Claim claim = step.claim();
        boolean accepted = change(tracked, () -> cloud.suspendRoom(claim.appId(), claim.roomId()));
        tracked.attempts(tracked.attempts().suspended());
        if (isFirst(step, tracked) && accepted) {
            events.normal(room, RoomEvents.ROOM_SUSPENDED, "Suspended room " + claim.roomId());
        }
    }

    /** Whether this answered change is told: not where it was sent before, and never showed. */
    private boolean isFirst(Plan.Change change, TrackedRoom tracked) {
        tracked.attempts(tracked.attempts().sent(change, clock.instant()));
        Unshown sent = tracked.attempts().unshown(change);
        return sent == null || sent.isFirst();
    }

    private void resume(Plan.ResumeRoom step, HathoraRoom room, TrackedRoom tracked, HathoraCloud cloud) {
        Claim claim = step.claim();
        try {
            ConnectionInfo ignored = cloud.resumeRoom(claim.appId(), claim.roomId());
        } catch (HathoraException e) {
            noteWaking(tracked, e);
            if (e.kind() != ErrorKind.ABSENT && e.status() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
            // the room was seen suspended a moment ago: this API does not know the operation (and may say so with a
            // web server's own page), so resume the old way
            try {
                ConnectionInfo ignored = cloud.getConnectionInfo(claim.appId(), claim.roomId());
            } catch (HathoraException old) {
                noteWaking(tracked, old);
                if (old.kind() != ErrorKind.ABSENT) {
                    throw old;
                }
            }
        }
        tracked.changes();
        if (isFirst(step, tracked)) {
            events.normal(room, RoomEvents.ROOM_RESUMED, "Resumed room " + claim.roomId());
        }
    }

    private void noteWaking(TrackedRoom tracked, HathoraException e) {
        if (e.effect() != Effect.NOT_APPLIED) {
            tracked.attempts(tracked.attempts().mayWake(clock.instant()));
            tracked.changes();
        }
    }

    private void destroy(Claim claim, TrackedRoom tracked, HathoraCloud cloud) {
        boolean accepted = change(tracked, () -> cloud.destroyRoom(claim.appId(), claim.roomId()));
        tracked.attempts(tracked.attempts().destroyed(accepted, clock.instant()));
    }

    /**
     * Sends a change of a room that exists. "Absent" is no failure here: the look that follows will tell.
     *
     * @return whether the room was there
     */
    private static boolean change(TrackedRoom tracked, Runnable call) {
        Observation before = tracked.observation();
        tracked.changes();
        try {
            call.run();
            return true;
        } catch (HathoraException e) {
            if (e.kind() == ErrorKind.ABSENT) {
                return false;
            }
            if (e.effect() == Effect.NOT_APPLIED) {
                tracked.observed(before);
            }
            throw e;
        }
    }

    /** Has a resource deleted whose time is over. */
    void expire(HathoraRoom room, ResourceStore store) {
        store.delete(room);
        events.normal(room, RoomEvents.RESOURCE_EXPIRED,
                "Deleted, because its room ended longer ago than spec.ttlSecondsAfterFinished");
    }

    void release(Plan.Release.Outcome outcome, HathoraRoom room, TrackedRoom tracked, ResourceStore store) {
        String roomId = tracked.claim() == null ? "" : tracked.claim().roomId();
        boolean held = room.hasFinalizer(HathoraRoom.FINALIZER);
        HathoraRoom unused = store.release(room);
        tracked.release(outcome == Plan.Release.Outcome.DESTROYED && room.getSpec() != null
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
                // nothing to say
            }
        }
    }
}
