package dev.hathora.operator.controller.memory;

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
public final class TrackedRooms {
    private final Map<String, TrackedRoom> byUid = new ConcurrentHashMap<>();
    /** The rooms that resources have to do with, by id. */
    private final Map<String, SharedRoom> targets = new ConcurrentHashMap<>();
    private final InstantSource clock;

    public TrackedRooms(InstantSource clock) {
        this.clock = clock;
    }

    public TrackedRoom of(HathoraRoom room) {
        return byUid.computeIfAbsent(room.getMetadata().getUid(),
                uid -> new TrackedRoom(ResourceID.fromResource(room), uid, clock.instant(),
                        (before, now) -> retargeted(uid, before, now)));
    }

    /** What is remembered of a resource, if this operator has looked at it. */
    public Optional<TrackedRoom> get(HathoraRoom room) {
        return Optional.ofNullable(byUid.get(room.getMetadata().getUid()));
    }

    /** The room's lock is held. */
    public void forget(TrackedRoom room) {
        if (byUid.remove(room.uid(), room)) {
            Claim target = room.target();
            if (target != null) {
                room.shared().left(clock.instant());
                leave(target);
            }
        }
    }

    /** What becomes of a forgotten resource's room is of interest to nobody else. */
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

    /** Whether a resource has to do with the room of this id. */
    public boolean accountFor(String roomId) {
        return targets.containsKey(roomId);
    }

    /** The accounts that are in use. */
    public Set<Account> accounts() {
        return stream().map(TrackedRoom::account).filter(Objects::nonNull).collect(Collectors.toSet());
    }

    /** All of them, as they come and go. */
    public Stream<TrackedRoom> stream() {
        return byUid.values().stream();
    }
}
