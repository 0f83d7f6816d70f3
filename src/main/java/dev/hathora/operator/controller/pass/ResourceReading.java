package dev.hathora.operator.controller.pass;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.api.HathoraRoomSpec;
import dev.hathora.operator.api.HathoraRoomStatus;
import dev.hathora.operator.controller.memory.MissingRooms;
import dev.hathora.operator.controller.memory.Presence;
import dev.hathora.operator.controller.memory.TrackedRoom;
import dev.hathora.operator.room.Claims;
import dev.hathora.operator.room.DesiredRoom;
import dev.hathora.operator.room.Endpoints;
import dev.hathora.operator.room.History;
import dev.hathora.operator.room.Holder;
import dev.hathora.operator.room.Peers;
import dev.hathora.operator.room.RoomIds;
import dev.hathora.operator.room.Situation;
import dev.hathora.operator.room.StoredClaim;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is planned for from a resource and from what is remembered of it.
 *
 * @param missing compares the rooms of an application
 * @param endpoints where Hathora's API is, and was
 * @param defaultAppId the application for resources that name none; null: there is none
 * @param adoptRestored whether resources that were restored from a backup go on with the rooms of the originals
 */
record ResourceReading(InstantSource clock, MissingRooms missing, Endpoints endpoints, @Nullable String defaultAppId,
        boolean adoptRestored) {
    /**
     * The situation now. The room's lock is held.
     *
     * @param heldBy another resource that comes first to the same room; null: none
     * @param deleting whether the resource is being deleted, or is gone
     */
    Situation situation(HathoraRoom room, TrackedRoom tracked, @Nullable Holder heldBy, boolean deleting) {
        HathoraRoomStatus status = Objects.requireNonNullElse(room.getStatus(), HathoraRoomStatus.EMPTY);
        Map<String, String> annotations = Objects.requireNonNullElse(room.getMetadata().getAnnotations(), Map.of());
        RoomIds ids = RoomIds.of(room);
        // no field is required where an API server checks nothing
        HathoraRoomSpec spec = room.getSpec() != null
                ? room.getSpec()
                : Serialization.unmarshal("{}", HathoraRoomSpec.class);
        String claimedAppId = status.appId() != null ? status.appId() : annotations.get(HathoraRoom.APP_ID);
        DesiredRoom desired = DesiredRoom.from(spec, claimedAppId, defaultAppId).unreadable(room.unreadable());
        Claims claims = Claims.read(ids,
                new Claims.Wanted(desired.roomId(), spec.appId(), desired.appId(), adoptRestored),
                StoredClaim.of(room), new Claims.Memory(tracked.claim(), tracked.standing().settled()));
        new ClaimRecall(clock).recall(tracked, room, claims, desired);
        Instant now = clock.instant();
        Situation s = new Situation(ids, desired, claims, tracked.observation(), tracked.lookedSinceDeletion(),
                tracked.attempts(), tracked.predecessor(), tracked.successor(), Peers.NONE,
                new History(claims.ownStatus() ? status.allocations() : List.of(), tracked.whereabouts().offProcess()),
                deleting,
                annotations.get(HathoraRoom.ABANDON_ROOM), heldBy, tracked.standing().contest(now),
                endpoints.other(annotations.get(HathoraRoom.API)), now);
        tracked.target(s.target());
        if (s.holdsRoom()) {
            tracked.shared().wanted(s.wantsRoomAsleep());
        }
        // what was known may have been about another room
        Situation current = s.with(tracked.observation(),
                tracked.attempts().mayWakeUntil(tracked.shared().wakeSettlesAt(now))).upToDate();
        tracked.attempts(current.attempts());
        Presence presence = tracked.released() ? Presence.NONE : Presence.of(current, tracked.presence());
        tracked.presence(presence);
        return presence.missingSince() == null ? current : current.with(missing.peers(presence.appId()));
    }
}
