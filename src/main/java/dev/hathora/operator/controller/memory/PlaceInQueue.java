package dev.hathora.operator.controller.memory;

import java.time.Instant;

import dev.hathora.operator.traffic.Turn;
import org.jspecify.annotations.Nullable;

/** Where the calls of one room's passes stand in line. */
public final class PlaceInQueue {
    private @Nullable Turn turn;
    private @Nullable Instant waitsSince;
    private boolean called;

    /** What a pass waits for, or has waited for. */
    @Nullable
    public Turn turn() {
        return turn;
    }

    /** Takes a place, and gives up the one before. */
    public void take(Turn place) {
        leave();
        turn = place;
    }

    /** Gives the place up, if there is one. */
    void leave() {
        if (turn != null) {
            turn.leave();
        }
        turn = null;
        waitsSince = null;
    }

    /** A pass begins, and has not called Hathora yet. */
    public void beginPass() {
        called = false;
    }

    /** The turn has come and is used. */
    public void calls() {
        turn = null;
        waitsSince = null;
        called = true;
    }

    /** Whether the pass has called Hathora already. */
    public boolean hasCalled() {
        return called;
    }

    /** A pass has ended because its turn had not come. */
    public void waits(Instant now) {
        waitsSince = waitsSince == null ? now : waitsSince;
    }

    /** Since when passes have ended like that; null: the last one has not. */
    @Nullable
    public Instant waitsSince() {
        return waitsSince;
    }
}
