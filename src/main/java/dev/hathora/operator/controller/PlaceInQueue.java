package dev.hathora.operator.controller;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/** Where the calls of one room's passes stand in line. */
final class PlaceInQueue {
    private @Nullable Turn turn;
    private @Nullable Instant waitsSince;
    private boolean called;

    /** What a pass waits for, or has waited for. */
    @Nullable
    Turn turn() {
        return turn;
    }

    /** Takes a place, and gives up the one before. */
    void take(Turn place) {
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
    void beginPass() {
        called = false;
    }

    /** The turn has come and is used. */
    void calls() {
        turn = null;
        waitsSince = null;
        called = true;
    }

    /** Whether the pass has called Hathora already. */
    boolean hasCalled() {
        return called;
    }

    /** A pass has ended because its turn had not come. */
    void waits(Instant now) {
        waitsSince = waitsSince == null ? now : waitsSince;
    }

    /** Since when passes have ended like that; null: the last one has not. */
    @Nullable
    Instant waitsSince() {
        return waitsSince;
    }
}
