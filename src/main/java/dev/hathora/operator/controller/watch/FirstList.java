package dev.hathora.operator.controller.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomStatus;
import org.jspecify.annotations.Nullable;

/**
 * The first list of a process, which also counts for rooms that join its group a little later. After a restart,
 * thousands of rooms join one by one, in any order; without this, each of them would make the operator list its process
 * again. It counts for a room only if that has neither been read nor changed since the operator tracks its resource.
 * Thread-safe.
 */
final class FirstList {
    private final Duration counts;
    private volatile @Nullable Listed kept;
    private volatile boolean requested;
    private volatile boolean arrived;

    /** @param counts how long after its request the list counts */
    FirstList(Duration counts) {
        this.counts = counts;
    }

    /**
     * What the list says.
     *
     * @param at when it was requested
     * @param rooms by id, without those that have ended, of which Hathora lists many
     */
    record Listed(Instant at, Map<String, Room> rooms) {}

    /** A list is about to be requested. */
    void begins() {
        requested = !arrived;
    }

    /** That list has arrived, or failed. */
    void ends() {
        requested = false;
    }

    /**
     * A list has arrived. Must be called before it is compared with the rooms of the group.
     *
     * @param at when it was requested
     * @return whether it is the first, so that {@link #drop} has to be called when it does not count any more
     */
    boolean keep(Instant at, Map<String, Room> listed) {
        if (arrived) {
            return false;
        }
        kept = new Listed(at, listed.entrySet().stream()
                .filter(room -> room.getValue().status() != RoomStatus.DESTROYED)
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue)));
        arrived = true;
        return true;
    }

    /** Releases the memory of the list. */
    void drop() {
        kept = null;
    }

    /** The list, if it counts for this room; null otherwise. The room's lock must be held. */
    @Nullable
    Listed of(Poll poll, Instant now) {
        Listed list = kept;
        return list != null && poll.isNew() && now.isBefore(list.at().plus(counts)) ? list : null;
    }

    /** Whether the list is on its way, and will be compared with this room. The room's lock must be held. */
    boolean willCountFor(Poll poll) {
        return requested && poll.isNew();
    }
}
