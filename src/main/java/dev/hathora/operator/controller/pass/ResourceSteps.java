package dev.hathora.operator.controller.pass;

import java.time.InstantSource;

import dev.hathora.operator.api.hathoraroom.DeletionPolicy;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.controller.kubernetes.HolderSearch;
import dev.hathora.operator.controller.kubernetes.SetSearch;
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
import dev.hathora.operator.room.SetClaim;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of a plan that concern the resource in Kubernetes: its claim, other resources that want the room, its finalizer,
 * its deletion. Each method makes at most one write. A failure is thrown before anything is recorded.
 */
record ResourceSteps(InstantSource clock, RoomEvents events, HolderSearch holders, SetSearch sets) {
    private static final Logger log = LoggerFactory.getLogger(ResourceSteps.class);

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

    /** Searches for the set that made the claim. */
    void findSet(SetClaim set, PassScope scope) {
        boolean exists = sets.exists(scope.room().getMetadata().getNamespace(), set);
        scope.tracked().standing().foundSet(exists ? SetClaim.Existence.EXISTS : SetClaim.Existence.MISSING,
                clock.instant());
    }

    /** Withdraws a claim, and removes the finalizer. */
    void withdraw(Claim claim, PassScope scope) {
        HathoraRoom withdrawn = scope.store().release(scope.room());
        scope.tracked().withdrawClaim();
        scope.replaceRoom(withdrawn);
        log.info("Withdrawing the claim to room {}, which belongs to someone else", claim.roomId());
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
