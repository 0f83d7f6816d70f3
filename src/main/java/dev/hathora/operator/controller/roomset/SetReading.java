package dev.hathora.operator.controller.roomset;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSetSpec;
import dev.hathora.operator.room.Reason;
import dev.hathora.operator.roomset.RolloutType;
import dev.hathora.operator.roomset.RoomStanding;
import dev.hathora.operator.roomset.SetDesired;
import dev.hathora.operator.roomset.SetRoom;
import io.fabric8.kubernetes.api.model.Condition;
import org.jspecify.annotations.Nullable;

/** Reads the planner's input from a set, the cached rooms that it owns, and what is remembered of its own writes. */
final class SetReading {
    private SetReading() {}

    static SetDesired desired(HathoraRoomSet set, String templateHash) {
        HathoraRoomSetSpec spec = set.getSpec();
        int replicas = Math.clamp(spec.replicas(), 0, HathoraRoomSetSpec.MAX_REPLICAS);
        return new SetDesired(replicas, spec.strategy().surge(replicas), spec.strategy().unavailable(replicas),
                switch (spec.strategy().type()) {
                    case ON_DELETE -> RolloutType.ON_DELETE;
                    // a strategy of a later version: nothing is removed that this version may misjudge
                    case UNRECOGNIZED -> RolloutType.ON_DELETE;
                    case ROLLING_UPDATE -> RolloutType.ROLLING;
                }, Duration.ofSeconds(spec.minReadySeconds()), spec.paused(), templateHash);
    }

    /** The rooms of the set, including those that were created a moment ago and that the cache does not show. */
    static List<SetRoom> rooms(List<HathoraRoom> owned, TrackedSet tracked, Instant now) {
        List<SetRoom> rooms = owned.stream().map(room -> room(room, tracked, now))
                .collect(Collectors.toCollection(ArrayList::new));
        Map<String, HathoraRoom> cached = owned.stream()
                .collect(Collectors.toMap(room -> room.getMetadata().getName(), room -> room));
        tracked.pending(cached::containsKey).forEach((name, pending) -> rooms.add(new SetRoom(name,
                pending.templateHash(), pending.at(), false, false, 0, new RoomStanding.Booting())));
        return rooms;
    }

    private static SetRoom room(HathoraRoom room, TrackedSet tracked, Instant now) {
        return new SetRoom(room.getMetadata().getName(),
                Objects.requireNonNullElse(label(room, HathoraRoomSet.TEMPLATE_HASH), ""),
                // only compared with each other, so the API server's clock may be wrong
                time(room.getMetadata().getCreationTimestamp()).orElse(now),
                room.isMarkedForDeletion() || tracked.isDeleted(room.getMetadata().getUid(), now), isInUse(room),
                deletionCost(room), standing(room, now));
    }

    /** Whether a user says that the room is in use. */
    static boolean isInUse(HathoraRoom room) {
        return "true".equals(annotations(room).get(HathoraRoomSet.IN_USE));
    }

    private static int deletionCost(HathoraRoom room) {
        try {
            return Integer.parseInt(annotations(room).getOrDefault(HathoraRoomSet.DELETION_COST, "0").strip());
        } catch (NumberFormatException notANumber) {
            return 0;
        }
    }

    private static RoomStanding standing(HathoraRoom room, Instant now) {
        HathoraRoomStatus status = Objects.requireNonNullElse(room.getStatus(), HathoraRoomStatus.EMPTY);
        Condition ready = status.condition("Ready");
        if (ready == null) {
            return new RoomStanding.Booting();
        }
        Condition stalled = status.condition("Stalled");
        if (stalled != null && "True".equals(stalled.getStatus())) {
            return new RoomStanding.Stuck(stalled.getReason(), Objects.requireNonNullElse(stalled.getMessage(), ""),
                    status.connection() != null);
        }
        if (Reason.ROOM_ENDED.conditionReason().equals(ready.getReason())) {
            return new RoomStanding.Ended();
        }
        if (status.connection() == null) {
            return new RoomStanding.Booting();
        }
        return "True".equals(ready.getStatus())
                ? new RoomStanding.Ready(
                        time(ready.getLastTransitionTime()).filter(since -> !since.isAfter(now)).orElse(now))
                : new RoomStanding.NotReady();
    }

    private static Map<String, String> annotations(HathoraRoom room) {
        return Objects.requireNonNullElse(room.getMetadata().getAnnotations(), Map.of());
    }

    private static @Nullable String label(HathoraRoom room, String name) {
        return Objects.requireNonNullElse(room.getMetadata().getLabels(), Map.<String, String>of()).get(name);
    }

    /** A time that the API server or an operator wrote. Empty if a user has edited it. */
    private static Optional<Instant> time(@Nullable String text) {
        try {
            return Optional.ofNullable(text).map(Instant::parse);
        } catch (DateTimeParseException edited) {
            return Optional.empty();
        }
    }
}
