package dev.hathora.operator.controller.pass;

import java.time.InstantSource;

import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.controller.memory.TrackedRoom;
import dev.hathora.operator.controller.report.PassScope;
import dev.hathora.operator.controller.report.RoomEvents;
import dev.hathora.operator.room.Claim;
import dev.hathora.operator.room.Observation;
import dev.hathora.operator.room.OtherRoom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out the steps that concern other rooms of a resource than the claimed one. */
record OtherRoomSteps(InstantSource clock, RoomEvents events) {
    private static final Logger log = LoggerFactory.getLogger(OtherRoomSteps.class);

    /** Checks whether the room before the claimed one still exists. If so, the resource switches back to it. */
    void lookUpPredecessor(Claim claim, PassScope scope, HathoraCloud cloud) {
        TrackedRoom tracked = scope.tracked();
        try {
            Room found = StepExecutor.applications(scope).roomInfo(cloud, claim);
            if (found.status() == RoomStatus.DESTROYED) {
                tracked.setPredecessor(OtherRoom.GONE);
                return;
            }
            tracked.switchBack(claim, found, clock.instant());
            events.warning(scope.room(), RoomEvents.ROOM_TAKEN_BACK, "Room " + claim.roomId()
                    + " counted as ended, because Hathora answered 404, but it still exists: the resource keeps it");
        } catch (HathoraException e) {
            if (e.kind() != ErrorKind.ABSENT) {
                throw e;
            }
            tracked.setPredecessor(tracked.predecessor().missing(clock.instant()));
        }
    }

    /** Destroys the room before the claimed one, if it exists. */
    void destroyPredecessor(Claim claim, PassScope scope, HathoraCloud cloud) {
        TrackedRoom tracked = scope.tracked();
        boolean runs = tracked.known().observation() instanceof Observation.Present;
        try {
            boolean replaced = runs || scope.isDeleting();
            OtherRoom known = replaced ? tracked.predecessor() : tracked.predecessor().notReplaced();
            tracked.setPredecessor(destroyOther(claim, known, cloud));
        } catch (HathoraException e) {
            if (!runs || scope.isDeleting()) {
                throw e;
            }
            // while the claimed room runs, this call is only one of several attempts
            log.info("{}", e.getMessage());
            tracked.setPredecessor(tracked.predecessor().notDestroyed(clock.instant()));
        }
    }

    /** Destroys the room after the claimed one, if it exists. */
    void destroySuccessor(Claim claim, PassScope scope, HathoraCloud cloud) {
        TrackedRoom tracked = scope.tracked();
        tracked.setSuccessor(destroyOther(claim, tracked.successor(), cloud));
    }

    /** Destroys a room that is not the claimed one, if it exists. */
    private OtherRoom destroyOther(Claim claim, OtherRoom known, HathoraCloud cloud) {
        try {
            cloud.destroyRoom(claim.appId(), claim.roomId());
            log.warn("Room {} existed next to another room of the same resource: destroying it", claim.roomId());
            return OtherRoom.GONE;
        } catch (HathoraException e) {
            if (e.kind() != ErrorKind.ABSENT) {
                throw e;
            }
            return known.notDestroyed(clock.instant());
        }
    }
}
