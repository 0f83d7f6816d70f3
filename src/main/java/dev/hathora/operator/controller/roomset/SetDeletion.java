package dev.hathora.operator.controller.roomset;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import dev.hathora.operator.api.hathoraroomset.SetLabel;
import dev.hathora.operator.controller.kubernetes.KubernetesAnswer;
import dev.hathora.operator.controller.roomset.TrackedSet.Request;
import dev.hathora.operator.room.RoomIds;
import dev.hathora.operator.room.StoredClaim;
import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * The deletion of a set. Its rooms are deleted first. With {@code --cascade=orphan}, Kubernetes removes their owner
 * references, and the set stays until its rooms no longer need it: a claim that was made by a set counts only while the
 * set exists, or once the room's status says that the operator has accepted it.
 *
 * <p>Once the cache shows no rooms, they are read from the API server, because the set is gone after that.
 *
 * @param store the requests to the API server
 * @param rooms the cached rooms
 * @param steps deletes rooms
 */
record SetDeletion(SetStore store, SetRooms rooms, SetSteps steps) {
    /** The finalizer of Kubernetes that stands for {@code --cascade=orphan}. */
    private static final String ORPHAN = "orphan";
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofSeconds(5);

    /**
     * How far the deletion is.
     *
     * @param isOver whether the set was released
     * @param awaited what is awaited, for users
     * @param lookAgainIn when to continue
     */
    record Progress(boolean isOver, String awaited, Duration lookAgainIn) {}

    /** Continues the deletion. */
    Progress advance(HathoraRoomSet set, TrackedSet tracked) {
        if (!set.hasFinalizer(HathoraRoomSet.FINALIZER)) {
            return new Progress(true, "", SOON);
        }
        if (set.hasFinalizer(ORPHAN)) {
            return new Progress(false, "Kubernetes releases the rooms, because the set was deleted with "
                    + "--cascade=orphan", SOON);
        }
        // A set that is deleted with --cascade=orphan is not always seen while it still has that finalizer, and the cache
        // may show the owner for longer. Such a room has another version, so its deletion is refused.
        String label = SetLabel.of(set.getMetadata().getName());
        List<HathoraRoom> cached = rooms.ownedBy(set).stream().filter(room -> label.equals(SetRooms.label(room)))
                .toList();
        if (!cached.isEmpty()) {
            return end(cached, tracked);
        }
        List<HathoraRoom> all = store.list(set);
        List<HathoraRoom> owned = all.stream().filter(room -> isOwnedBy(set, room)).toList();
        if (!owned.isEmpty()) {
            return end(owned, tracked);
        }
        // a user may have taken rooms out of the set by their label
        List<HathoraRoom> others = store.listAll(set);
        List<HathoraRoom> relabelled = others.stream().filter(room -> isOwnedBy(set, room)).toList();
        if (!relabelled.isEmpty()) {
            boolean unused = steps.settleOwnership(set, List.of(), relabelled);
            return new Progress(false, "rooms whose label was changed are released", SOON);
        }
        long unaccepted = others.stream().filter(room -> isClaimedBy(set, room)).count();
        if (unaccepted > 0) {
            return new Progress(false, unaccepted + (unaccepted == 1 ? " room has" : " rooms have")
                    + " been released and not been reconciled since", SOON);
        }
        store.release(set);
        return new Progress(true, "", SOON);
    }

    private Progress end(List<HathoraRoom> owned, TrackedSet tracked) {
        try {
            owned.stream().filter(room -> !room.isMarkedForDeletion()).forEach(room -> steps.delete(room, tracked));
        } catch (KubernetesClientException e) {
            return new Progress(false, SetSteps.message(Request.DELETE, KubernetesAnswer.of(e)), LATER);
        }
        return new Progress(false, owned.size() + (owned.size() == 1 ? " room is" : " rooms are") + " being deleted",
                LATER);
    }

    private static boolean isOwnedBy(HathoraRoomSet set, HathoraRoom room) {
        return SetRooms.owner(room).filter(owner -> owner.getUid().equals(set.getMetadata().getUid())).isPresent();
    }

    /** Whether the room needs the set, because its claim was not accepted yet. */
    private static boolean isClaimedBy(HathoraRoomSet set, HathoraRoom room) {
        HathoraRoomStatus status = Objects.requireNonNullElse(room.getStatus(), HathoraRoomStatus.EMPTY);
        RoomIds ids = RoomIds.of(room);
        return StoredClaim.of(room).ofSet(ids).filter(claim -> claim.uid().equals(set.getMetadata().getUid()))
                .isPresent() && !ids.uidHash().equals(status.claimedBy());
    }
}
