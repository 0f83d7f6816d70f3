package dev.hathora.operator.controller.memory;

import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.room.Claim;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import org.jspecify.annotations.Nullable;

/**
 * The tracked rooms by uid. A resource that is recreated under the same name therefore starts without any memory.
 * Thread-safe.
 */
public final class TrackedRooms {
    private final Map<String, TrackedRoom> byUid = new ConcurrentHashMap<>();
    /** The rooms that resources refer to, by room id. */
    private final Map<String, SharedRoom> targets = new ConcurrentHashMap<>();
    private final InstantSource clock;

    /** @param clock the time from which a new room is tracked */
    public TrackedRooms(InstantSource clock) {
        this.clock = clock;
    }

    /** The memory of a resource, which is created on the first call for its uid. */
    public TrackedRoom of(HathoraRoom room) {
        return byUid.computeIfAbsent(room.getMetadata().getUid(),
                uid -> new TrackedRoom(ResourceID.fromResource(room), uid, clock.instant(),
                        (before, now) -> retargeted(uid, before, now)));
    }

    /** The memory of a resource; empty: this operator has not reconciled it yet. */
    public Optional<TrackedRoom> get(HathoraRoom room) {
        return Optional.ofNullable(byUid.get(room.getMetadata().getUid()));
    }

    /** Removes the memory of a resource that is gone. The room's lock must be held. */
    public void forget(TrackedRoom room) {
        if (byUid.remove(room.uid(), room)) {
            Claim target = room.target();
            if (target != null) {
                room.shared().left(clock.instant());
                leave(target);
            }
        }
    }

    /**
     * The shared state of the new room. A resource that was already removed gets a state of its own, which no other
     * resource sees.
     */
    private SharedRoom retargeted(String uid, @Nullable Claim before, @Nullable Claim now) {
        if (!byUid.containsKey(uid)) {
            return new SharedRoom();
        }
        if (before != null) {
            leave(before);
        }
        return now == null ? new SharedRoom() : enter(now);
    }

    private SharedRoom enter(Claim target) {
        return targets.compute(target.roomId(), (id, known) -> {
            SharedRoom room = known == null ? new SharedRoom() : known;
            room.count(1);
            return room;
        });
    }

    private void leave(Claim target) {
        targets.computeIfPresent(target.roomId(), (id, room) -> room.count(-1) == 0 ? null : room);
    }

    /** Whether a tracked resource refers to the room with this id. */
    public boolean accountFor(String roomId) {
        return targets.containsKey(roomId);
    }

    /** The accounts that tracked rooms use. */
    public Set<Account> accounts() {
        return stream().map(TrackedRoom::account).filter(Objects::nonNull).collect(Collectors.toSet());
    }

    /** All tracked rooms. Weakly consistent: rooms that come or go meanwhile may be missing or included. */
    public Stream<TrackedRoom> stream() {
        return byUid.values().stream();
    }
}
