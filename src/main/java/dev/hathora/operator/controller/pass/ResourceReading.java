package dev.hathora.operator.controller.pass;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomSpec;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.api.hathoraroom.Phase;
import dev.hathora.operator.controller.memory.KnownRoom;
import dev.hathora.operator.controller.memory.KnownSets;
import dev.hathora.operator.controller.memory.MissingRooms;
import dev.hathora.operator.controller.memory.Presence;
import dev.hathora.operator.controller.memory.TrackedRoom;
import dev.hathora.operator.controller.report.PassScope;
import dev.hathora.operator.room.Claims;
import dev.hathora.operator.room.DesiredRoom;
import dev.hathora.operator.room.Endpoints;
import dev.hathora.operator.room.History;
import dev.hathora.operator.room.Observation;
import dev.hathora.operator.room.Peers;
import dev.hathora.operator.room.RoomIds;
import dev.hathora.operator.room.SetClaim;
import dev.hathora.operator.room.Situation;
import dev.hathora.operator.room.StoredClaim;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.jspecify.annotations.Nullable;

/**
 * Reads the input of the planner from a resource and from what is remembered about it.
 *
 * @param clock the time of day
 * @param missing counts the missing rooms of an application
 * @param endpoints the present and previous addresses of Hathora's API
 * @param sets which sets are known to exist
 * @param defaultAppId the application for resources that name none; null: there is none
 * @param adoptRestored whether resources that were restored from a backup continue with the rooms of the originals
 */
public record ResourceReading(InstantSource clock, MissingRooms missing, Endpoints endpoints,
        KnownSets sets, @Nullable String defaultAppId, boolean adoptRestored) {
    /**
     * Updates what is remembered from the present resource: its claim, the room to poll, the calls that can no longer
     * take effect, and how the room counts among those of its application.
     */
    void takeIn(PassScope scope) {
        TrackedRoom tracked = scope.tracked();
        if (scope.isDeleting()) {
            tracked.release().request(clock.instant());
        }
        Desired desired = desired(scope);
        new ClaimRecall(clock, sets).recall(scope, desired.claims(), desired.room());
        Situation s = read(scope, desired);
        tracked.retarget(s.target());
        if (s.holdsRoom()) {
            tracked.shared().wanted(s.wantsRoomAsleep());
        }
        // the target may have changed, and what was known was then about another room
        Situation current = read(scope, desired);
        tracked.known().setAttempts(current.attempts());
        tracked.setPresence(tracked.release().isComplete() ? Presence.NONE : Presence.of(current, tracked.presence()));
    }

    /** The situation for the planner. Must be called after {@link #takeIn}. Changes nothing. */
    Situation situation(PassScope scope) {
        Presence presence = scope.tracked().presence();
        Situation s = read(scope, desired(scope));
        return presence.missingSince() == null ? s : s.with(missing.peers(presence.appId()));
    }

    /** What spec asks for, and what the resource claims. */
    private record Desired(DesiredRoom room, Claims claims, RoomIds ids) {}

    private Desired desired(PassScope scope) {
        HathoraRoom room = scope.room();
        TrackedRoom tracked = scope.tracked();
        RoomIds ids = RoomIds.of(room);
        // spec may be missing if the API server does not validate resources
        HathoraRoomSpec spec = room.getSpec() != null
                ? room.getSpec()
                : Serialization.unmarshal("{}", HathoraRoomSpec.class);
        String claimedAppId = status(room).appId() != null
                ? status(room).appId()
                : annotations(room).get(HathoraRoom.APP_ID);
        DesiredRoom desired = DesiredRoom.from(spec, claimedAppId, defaultAppId).unreadable(room.unreadable());
        StoredClaim stored = StoredClaim.of(room);
        Claims claims = Claims.read(ids,
                new Claims.Wanted(desired.roomId(), spec.appId(), desired.appId(), adoptRestored),
                stored, new Claims.Memory(tracked.claim(), tracked.standing().settled(),
                        stored.ofSet(ids).filter(set -> sets.knows(set.uid())).isPresent()
                                ? SetClaim.Existence.EXISTS
                                : tracked.standing().set(clock.instant())));
        return new Desired(desired, claims, ids);
    }

    private Situation read(PassScope scope, Desired desired) {
        HathoraRoom room = scope.room();
        TrackedRoom tracked = scope.tracked();
        KnownRoom known = tracked.known();
        Instant now = clock.instant();
        History history = new History(desired.claims().ownStatus() ? status(room).allocations() : List.of(),
                known.whereabouts().offProcess());
        return new Situation(desired.ids(), desired.room(), desired.claims(), known.observation(),
                tracked.lookedSinceDeletion(), known.attempts().mayWakeUntil(tracked.shared().wakeSettlesAt(now)),
                tracked.predecessor(), tracked.successor(), Peers.NONE, history, scope.isDeleting(),
                annotations(room).get(HathoraRoom.ABANDON_ROOM), scope.holder(), tracked.standing().contest(now),
                endpoints.other(annotations(room).get(HathoraRoom.API)), now).upToDate();
    }

    /**
     * Whether a read could only confirm what status says, as after a restart of the operator or of Hathora. The watcher
     * confirms many rooms with one call.
     */
    static boolean isSettled(PassScope scope, Situation s) {
        HathoraRoomStatus status = scope.room().getStatus();
        KnownRoom known = scope.tracked().known();
        return status != null && s.observation() instanceof Observation.Unknown && !s.deleting() && !known.isChanging()
                && Objects.equals(status.observedGeneration(), scope.room().getMetadata().getGeneration())
                && s.claims().confirmed() && s.claims().next() == null
                && (s.wantsRoomAsleep() ? s.attempts().areOver() : s.attempts().areOverSaveWaking())
                && known.whereabouts().processId() != null
                && (known.whereabouts().connection() != null || status.phase() == Phase.SUSPENDED);
    }

    private static HathoraRoomStatus status(HathoraRoom room) {
        return Objects.requireNonNullElse(room.getStatus(), HathoraRoomStatus.EMPTY);
    }

    private static Map<String, String> annotations(HathoraRoom room) {
        return Objects.requireNonNullElse(room.getMetadata().getAnnotations(), Map.of());
    }
}
