package dev.hathora.operator.controller;

import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.room.Claim;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import org.jspecify.annotations.Nullable;

/** The tracked rooms by uid, so that a resource created anew under an old name starts with nothing remembered. */
final class TrackedRooms {
    private final Map<String, TrackedRoom> byUid = new ConcurrentHashMap<>();
    /** How many resources have to do with the room of an id. */
    private final Map<String, Integer> targets = new ConcurrentHashMap<>();
    private final InstantSource clock;

    TrackedRooms(InstantSource clock) {
        this.clock = clock;
    }

    TrackedRoom of(HathoraRoom room) {
        return byUid.computeIfAbsent(room.getMetadata().getUid(),
                uid -> new TrackedRoom(ResourceID.fromResource(room), uid, clock.instant(), this::retargeted));
    }

    /** What is remembered of a resource, if this operator has looked at it. */
    Optional<TrackedRoom> get(HathoraRoom room) {
        return Optional.ofNullable(byUid.get(room.getMetadata().getUid()));
    }

    /** The room's lock is held. */
    void forget(TrackedRoom room) {
        if (byUid.remove(room.uid(), room)) {
            count(room.target(), -1);
        }
    }

    /** What becomes of a forgotten room is no longer of interest. */
    private void retargeted(TrackedRoom room, @Nullable Claim before) {
        if (byUid.containsKey(room.uid())) {
            count(before, -1);
            count(room.target(), 1);
        }
    }

    private void count(@Nullable Claim target, int more) {
        if (target != null) {
            targets.merge(target.roomId(), more, (a, b) -> a + b == 0 ? null : a + b);
        }
    }

    /** Whether a resource has to do with the room of this id. */
    boolean accountFor(String roomId) {
        return targets.containsKey(roomId);
    }

    /** The accounts that are in use. */
    Set<Account> accounts() {
        return stream().map(TrackedRoom::account).filter(Objects::nonNull).collect(Collectors.toSet());
    }

    /** All of them, as they come and go. */
    Stream<TrackedRoom> stream() {
        return byUid.values().stream();
    }
}
