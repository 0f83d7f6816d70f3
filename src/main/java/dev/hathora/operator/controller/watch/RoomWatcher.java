package dev.hathora.operator.controller.watch;

import dev.hathora.operator.controller.memory.TrackedRoom;
import dev.hathora.operator.room.Plan.Watch;

/** Keeps the observation of rooms current while their resources rest, and wakes the reconciler only when one changed. */
public interface RoomWatcher {
    /**
     * Watches a room like this from now on, and no longer as before. Called with the room's lock held.
     *
     * @return whether there is anything to look at
     */
    boolean watch(TrackedRoom room, Watch how);

    /** Stops watching a room. */
    void forget(TrackedRoom room);
}
