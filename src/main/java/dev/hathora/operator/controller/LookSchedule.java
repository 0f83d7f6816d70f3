package dev.hathora.operator.controller;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.hathora.operator.cloud.CallLimiter;
import dev.hathora.operator.cloud.Lane;

/**
 * Begins looks when they are due and it is their turn. Until then nobody waits: no thread, no lock.
 *
 * @param timer where due times are kept; its threads are never kept busy
 * @param calls where looks run, one thread each
 */
record LookSchedule(ScheduledExecutorService timer, Executor calls) {
    /** Runs a look after this pause, as soon as its lane lets it through. */
    void after(Duration pause, CallLimiter limiter, Lane lane, Runnable look) {
        var unused = timer.schedule(() -> inTurn(limiter, lane, look), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Runs a look as soon as its lane lets it through. */
    void inTurn(CallLimiter limiter, Lane lane, Runnable look) {
        var unused = limiter.admit(lane).thenRunAsync(look, calls);
    }
}
