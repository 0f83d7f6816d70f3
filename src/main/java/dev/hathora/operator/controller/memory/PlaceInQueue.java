package dev.hathora.operator.controller.memory;

import java.time.Instant;

import dev.hathora.operator.traffic.Turn;
import org.jspecify.annotations.Nullable;

/** The place of one room's calls in the queue of the rate limiter. Guarded by the room's lock. */
public final class PlaceInQueue {
    private @Nullable Turn turn;
    private @Nullable Instant waitsSince;
    private boolean called;

    /** The permit that a pass waits for, or has waited for; null: none. */
    @Nullable
    public Turn turn() {
        return turn;
    }

    /** Takes a new place in the queue, and gives up the previous one. */
    public void take(Turn place) {
        leave();
        turn = place;
    }

    /** Leaves the queue. Without effect if there is no place. */
    void leave() {
        if (turn != null) {
            turn.leave();
        }
        turn = null;
        waitsSince = null;
    }

    /** A pass begins. It has not called Hathora yet. */
    public void beginPass() {
        called = false;
    }

    /** The permit was granted and is being used. */
    public void calls() {
        turn = null;
        waitsSince = null;
        called = true;
    }

    /** Whether the pass has already called Hathora. */
    public boolean hasCalled() {
        return called;
    }

    /** A pass has ended because it did not get a permit in time. */
    public void waits(Instant now) {
        waitsSince = waitsSince == null ? now : waitsSince;
    }

    /** Since when passes have ended without a permit; null: the last one got its permit. */
    @Nullable
    public Instant waitsSince() {
        return waitsSince;
    }
}
