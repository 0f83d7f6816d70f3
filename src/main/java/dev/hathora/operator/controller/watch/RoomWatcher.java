package dev.hathora.operator.controller.watch;

import dev.hathora.operator.controller.memory.TrackedRoom;
import dev.hathora.operator.room.Plan.Watch;

/**
 * Keeps the observations of rooms up to date between passes, and requeues a resource only when the observation of its
 * room changed. Thread-safe.
 */
public interface RoomWatcher {
    /**
     * Polls a room in this way from now on, instead of the previous way. The room's lock must be held.
     *
     * @return whether there is anything to poll
     */
    boolean watch(TrackedRoom room, Watch how);

    /** Stops polling a room. Without effect if it is not polled. */
    void forget(TrackedRoom room);
}
