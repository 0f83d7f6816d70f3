package dev.hathora.operator.simulator;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

import dev.hathora.operator.roomv2.Refusal;
import org.jspecify.annotations.Nullable;

/** The rooms by id, and whether reads show them. Guarded by {@link World}'s lock. */
final class StoredRooms {
    private final InstantSource clock;
    private final Map<String, StoredRoom> rooms = new LinkedHashMap<>();
    private @Nullable Duration forgetAfter;

    StoredRooms(InstantSource clock) {
        this.clock = clock;
    }

    /** @param duration how long destroyed rooms are still returned; null: for ever */
    void forgetDestroyedAfter(@Nullable Duration duration) {
        forgetAfter = duration;
    }

    void add(StoredRoom room) {
        rooms.put(room.roomId, room);
    }

    /** Whether a room with this id ever existed. */
    boolean isUsed(String roomId) {
        return rooms.containsKey(roomId);
    }

    /** A generated id, as Hathora generates them: 13 characters of base 36. */
    String newId() {
        String id;
        do {
            // From 36^12 to below 36^13, which a long holds: always 13 digits.
            long lowest = 4_738_381_338_321_616_896L;
            id = Long.toString(ThreadLocalRandom.current().nextLong(lowest, Long.MAX_VALUE), 36);
        } while (isUsed(id));
        return id;
    }

    /** Every room that was ever created, oldest first. */
    Stream<StoredRoom> all() {
        return rooms.values().stream();
    }

    /** A room in any state; null if it never existed. */
    @Nullable
    StoredRoom find(String roomId) {
        return rooms.get(roomId);
    }

    /** A room that is not destroyed, whether reads show it or not. */
    StoredRoom requireLiving(String roomId) {
        StoredRoom room = rooms.get(roomId);
        if (room == null || room.isDestroyed()) {
            throw noSuchRoom(roomId);
        }
        return room;
    }

    /** A room of this application that is not destroyed, whether reads show it or not. */
    StoredRoom requireLiving(String appId, String roomId) {
        StoredRoom room = requireLiving(roomId);
        if (!room.appId.equals(appId)) {
            throw noSuchRoom(roomId);
        }
        return room;
    }

    /** A room of this application that reads show, destroyed or not. */
    StoredRoom requireKnown(String appId, String roomId) {
        StoredRoom room = rooms.get(roomId);
        if (room == null || !room.appId.equals(appId) || isForgotten(room) || isHidden(room)) {
            throw noSuchRoom(roomId);
        }
        return room;
    }

    /** Whether the room was destroyed so long ago that reads no longer show it. */
    boolean isForgotten(StoredRoom room) {
        return forgetAfter != null && room.destroyedAt != null
                && !clock.instant().isBefore(room.destroyedAt.plus(forgetAfter));
    }

    /** Whether reads do not show the room yet. */
    boolean isHidden(StoredRoom room) {
        return clock.instant().isBefore(room.visibleFrom);
    }

    static Refusal noSuchRoom(String roomId) {
        return new Refusal(404, "room %s does not exist".formatted(roomId));
    }
}
