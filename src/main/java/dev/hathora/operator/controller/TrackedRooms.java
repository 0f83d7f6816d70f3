package dev.hathora.operator.controller;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import dev.hathora.operator.api.HathoraRoom;
import io.javaoperatorsdk.operator.processing.event.ResourceID;

/** The tracked rooms by uid, so that a resource created anew under an old name starts with nothing remembered. */
final class TrackedRooms {
    private final Map<String, TrackedRoom> byUid = new ConcurrentHashMap<>();

    TrackedRoom of(HathoraRoom room) {
        return byUid.computeIfAbsent(room.getMetadata().getUid(),
                uid -> new TrackedRoom(ResourceID.fromResource(room), uid));
    }

    /** What is remembered of a resource, if this operator has looked at it. */
    Optional<TrackedRoom> get(HathoraRoom room) {
        return Optional.ofNullable(byUid.get(room.getMetadata().getUid()));
    }

    void forget(TrackedRoom room) {
        byUid.remove(room.uid());
    }

    int count() {
        return byUid.size();
    }
}
