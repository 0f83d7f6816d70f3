package dev.hathora.operator.room;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.api.hathoraroom.ManagementPolicy;
import io.fabric8.kubernetes.api.model.Condition;
import org.jspecify.annotations.Nullable;

/**
 * What is stored on a resource about its claim.
 *
 * @param roomId the annotation {@code hathora.dev/room-id}
 * @param appId the annotation {@code hathora.dev/app-id}
 * @param claimedBy the annotation {@code hathora.dev/claimed-by}; also null if the claim was made by an operator
 *     version without this annotation
 * @param finalizer whether the resource has our finalizer
 * @param statusRoomId {@code status.roomId}
 * @param statusAppId {@code status.appId}
 * @param statusOfHolder whether only the status of a resource that owns its room can look like this
 * @param takeOver the annotation {@code hathora.dev/take-over}
 * @param acceptedFor {@code status.claimedBy}: the hash of the uid of the resource for which the operator accepted the
 *     claim of a set; null if it accepted none
 */
public record StoredClaim(@Nullable String roomId, @Nullable String appId, @Nullable String claimedBy,
        boolean finalizer, @Nullable String statusRoomId, @Nullable String statusAppId, boolean statusOfHolder,
        @Nullable String takeOver, @Nullable String acceptedFor) {

    /** Reads the stored claim of a resource. */
    public static StoredClaim of(HathoraRoom room) {
        Map<String, String> annotations = Objects.requireNonNullElse(room.getMetadata().getAnnotations(), Map.of());
        HathoraRoomStatus status = Objects.requireNonNullElse(room.getStatus(), HathoraRoomStatus.EMPTY);
        return new StoredClaim(annotations.get(HathoraRoom.ROOM_ID), annotations.get(HathoraRoom.APP_ID),
                annotations.get(HathoraRoom.CLAIMED_BY), room.hasFinalizer(HathoraRoom.FINALIZER), status.roomId(),
                status.appId(), isOfHolder(room, status), annotations.get(HathoraRoom.TAKE_OVER),
                status.claimedBy());
    }

    /**
     * The status of a resource that only observes also names a room, and the resource may have been changed to manage
     * the room since. Some reasons occur only on a resource that owns its room, and some never do. For the others,
     * status has to describe the current spec.
     */
    private static boolean isOfHolder(HathoraRoom room, HathoraRoomStatus status) {
        Condition ready = status.condition("Ready");
        if (ready == null) {
            return false;
        }
        Optional<Reason> reason = Reason.of(ready.getReason());
        if (reason.filter(Reason::impliesClaim).isPresent()) {
            return true;
        }
        return reason.filter(Reason::rulesOutClaim).isEmpty() && room.getSpec() != null
                && room.getSpec().managementPolicy() != ManagementPolicy.OBSERVE_ONLY
                && Objects.equals(status.observedGeneration(), room.getMetadata().getGeneration());
    }

    /** Whether annotations and finalizer show that this resource has claimed that room. */
    boolean says(Claim claim, RoomIds ids) {
        return finalizer && claim.roomId().equals(roomId) && claim.appId().equals(appId) && isClaimedBy(ids);
    }

    /** Whether nothing indicates that another resource made the claim. */
    boolean isClaimedBy(RoomIds ids) {
        return claimedBy == null || isClaimedFor(ids);
    }

    /** Whether this resource made the claim, or a set made it for this resource and the operator accepted it. */
    boolean isClaimedFor(RoomIds ids) {
        return ids.uidHash().equals(claimedBy) || (ids.uidHash().equals(acceptedFor) && ofSet(ids).isPresent());
    }

    /** The set that claimed the room in the annotation for a resource of this namespace and name. */
    public Optional<SetClaim> ofSet(RoomIds ids) {
        return SetClaim.of(claimedBy).filter(set -> finalizer && ids.idBySet(set.uid()).equals(roomId));
    }

    /** A copy for a claim of a set that exists. */
    StoredClaim acceptedFor(RoomIds ids) {
        return new StoredClaim(roomId, appId, claimedBy, finalizer, statusRoomId, statusAppId, statusOfHolder, takeOver,
                ids.uidHash());
    }
}
