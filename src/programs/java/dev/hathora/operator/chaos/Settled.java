package dev.hathora.operator.chaos;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.testing.OperatorFixture;
import org.jspecify.annotations.Nullable;

/** Whether a user's resource, its room, its connection Secret and its rival are in the desired state. */
final class Settled {
    private final OperatorFixture world;

    Settled(OperatorFixture world) {
        this.world = world;
    }

    /** What is not yet in the desired state. Null if everything is. */
    @Nullable
    String missing(User user) {
        Resource mine = user.current();
        if (mine == null) {
            List<SimulatedRoom> stays = user.resources().stream().flatMap(old -> old.liveRooms().stream()
                    .filter(room -> !old.mayLeave(room))).toList();
            return world.resource(user.name()).get() == null && stays.isEmpty() ? null : "not gone: " + stays;
        }
        HathoraRoom room = world.resource(user.name()).get();
        if (room == null) {
            return "is gone, and nobody has deleted it";
        }
        String reason = world.readyReason(user.name());
        HathoraRoomStatus status = world.status(user.name());
        List<RoomStatus> live = mine.liveRooms().stream().map(SimulatedRoom::status).toList();
        boolean said = Objects.equals(room.getMetadata().getGeneration(), status.observedGeneration());
        if (!said || !isRoomAsWanted(mine, reason, status, live)) {
            return "wants %s, status says %s, Hathora has %s".formatted(wish(mine), reason, live);
        }
        return mine.isLeftAlone() ? null : besides(user, mine, room, reason);
    }

    private static String wish(Resource mine) {
        return mine.isLeftAlone() ? "to be left alone" : mine.suspended ? "it suspended" : "it active";
    }

    private static boolean isRoomAsWanted(Resource mine, String reason, HathoraRoomStatus status,
            List<RoomStatus> live) {
        return switch (reason) {
            case "Active" -> !mine.suspended && live.equals(List.of(RoomStatus.ACTIVE))
                    && mine.config.equals(mine.liveRooms().getFirst().roomConfig())
                    && mine.liveRooms().getFirst().roomId().equals(status.roomId());
            // a room that was never active since the creation of its resource, or that ended while suspended, is not
            // created
            case "Suspended" -> mine.suspended && (live.isEmpty() || live.equals(List.of(RoomStatus.SUSPENDED)));
            case "RoomEnded", "RoomIdConflict" -> hasEnded(mine, reason) && live.isEmpty();
            case "Paused", "Observed", "RoomNotFound" -> mine.isLeftAlone() && live.size() <= 1;
            default -> false;
        };
    }

    /**
     * Whether status says that the room of a resource has ended, and that is as it may be. Nobody can tell whose room it
     * was if it had a user-chosen id and ended before any operator saw it: then its id is taken.
     */
    static boolean hasEnded(Resource mine, String reason) {
        return mine.mayEnd && !mine.rooms().isEmpty()
                && (reason.equals("RoomEnded") || (mine.own && reason.equals("RoomIdConflict")));
    }

    /** The checks for everything that belongs to a room in the desired state. */
    private @Nullable String besides(User user, Resource mine, HathoraRoom room, String reason) {
        String roomId = world.status(user.name()).roomId();
        Map<String, String> annotations = Objects.requireNonNullElse(room.getMetadata().getAnnotations(), Map.of());
        if (roomId != null && !roomId.equals(annotations.get(HathoraRoom.ROOM_ID))) {
            return "the annotation says " + annotations.get(HathoraRoom.ROOM_ID) + " instead of " + roomId;
        }
        if (user.hasRival() && !world.readyReason(user.name() + "-rival").equals("RoomIdConflict")) {
            return "its rival says " + world.readyReason(user.name() + "-rival");
        }
        for (int i = 0; i < 2; i++) {
            String name = user.name() + "-connection-" + i;
            Map<String, String> secret = world.secret(name);
            boolean host = secret != null && secret.containsKey("host");
            if (host != (name.equals(mine.secret) && reason.equals("Active"))) {
                return "Secret %s holds %s".formatted(name, secret);
            }
        }
        return null;
    }
}
