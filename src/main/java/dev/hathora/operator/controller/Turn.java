package dev.hathora.operator.controller;

import java.util.concurrent.CompletableFuture;

import dev.hathora.operator.cloud.CallLimiter;
import dev.hathora.operator.cloud.Lane;

/**
 * A place in the queue of calls, kept while a resource waits for its turn.
 *
 * @param limiter whose queue it is
 * @param come completed when the call may be made
 */
record Turn(CallLimiter limiter, CompletableFuture<Void> come) {
    static Turn in(CallLimiter limiter, Lane lane) {
        return new Turn(limiter, limiter.admit(lane));
    }

    /** Gives the place up. */
    void leave() {
        come.cancel(false);
    }
}
