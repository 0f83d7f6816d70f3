package dev.hathora.operator.controller;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import dev.hathora.operator.api.HathoraRoom;
import io.javaoperatorsdk.operator.processing.event.ResourceID;

/** The tracked rooms by uid, so that a resource created anew under an old name starts with nothing remembered. */
final class TrackedRooms {
    private final Map<String, TrackedRoom> byUid = new ConcurrentHashMap<>();
    private final InstantSource clock;

    TrackedRooms(InstantSource clock) {
        this.clock = clock;
    }

    TrackedRoom of(HathoraRoom room) {
        return byUid.computeIfAbsent(room.getMetadata().getUid(),
                uid -> new TrackedRoom(ResourceID.fromResource(room), uid, clock.instant()));
    }

    /** What is remembered of a resource, if this operator has looked at it. */
    Optional<TrackedRoom> get(HathoraRoom room) {
        return Optional.ofNullable(byUid.get(room.getMetadata().getUid()));
    }

    void forget(TrackedRoom room) {
        byUid.remove(room.uid());
    }

    /** Whether a resource has to do with the room of this id. */
    boolean accountFor(String roomId) {
        return byUid.values().stream().map(TrackedRoom::target)
                .anyMatch(target -> target != null && target.roomId().equals(roomId));
    }

    /** All of them, as they come and go. */
    Stream<TrackedRoom> stream() {
        return byUid.values().stream();
    }
}
