package dev.hathora.operator.room;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.api.HathoraRoomStatus;
import dev.hathora.operator.api.ManagementPolicy;
import io.fabric8.kubernetes.api.model.Condition;
import org.jspecify.annotations.Nullable;

/**
 * What a resource has stored about its claim.
 *
 * @param roomId the annotation {@code hathora.dev/room-id}
 * @param appId the annotation {@code hathora.dev/app-id}
 * @param claimedBy the annotation {@code hathora.dev/claimed-by}; null also where a version before it made the claim
 * @param finalizer whether the resource has our finalizer
 * @param statusRoomId {@code status.roomId}
 * @param statusAppId {@code status.appId}
 * @param statusOfHolder whether status says what only the status of a resource that holds its room can say
 * @param takeOver the annotation {@code hathora.dev/take-over}
 */
public record StoredClaim(@Nullable String roomId, @Nullable String appId, @Nullable String claimedBy,
        boolean finalizer, @Nullable String statusRoomId, @Nullable String statusAppId, boolean statusOfHolder,
        @Nullable String takeOver) {

    /** Reads it. */
    public static StoredClaim of(HathoraRoom room) {
        Map<String, String> annotations = Objects.requireNonNullElse(room.getMetadata().getAnnotations(), Map.of());
        HathoraRoomStatus status = Objects.requireNonNullElse(room.getStatus(), HathoraRoomStatus.EMPTY);
        return new StoredClaim(annotations.get(HathoraRoom.ROOM_ID), annotations.get(HathoraRoom.APP_ID),
                annotations.get(HathoraRoom.CLAIMED_BY), room.hasFinalizer(HathoraRoom.FINALIZER), status.roomId(),
                status.appId(), isOfHolder(room, status), annotations.get(HathoraRoom.TAKE_OVER));
    }

    /**
     * An observer's status names its room, too, and its resource may have become another's rival since. Some reasons come
     * only with a room that is held, and others never do. For the rest, status has to speak of the present spec.
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

    /** Whether annotations and finalizer say that this resource has claimed that room. */
    boolean says(Claim claim, RoomIds ids) {
        return finalizer && claim.roomId().equals(roomId) && claim.appId().equals(appId) && isClaimedBy(ids);
    }

    /** Whether nothing says that another resource made the claim. */
    boolean isClaimedBy(RoomIds ids) {
        return claimedBy == null || claimedBy.equals(ids.uidHash());
    }
}
