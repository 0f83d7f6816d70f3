package dev.hathora.operator.controller.watch;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import dev.hathora.operator.traffic.CallLimiter;
import dev.hathora.operator.traffic.Flow;
import dev.hathora.operator.traffic.Lane;
import org.jspecify.annotations.Nullable;

/**
 * Starts polls when they are due and the rate limiter has granted a permit. No thread and no lock is held while a poll
 * waits. Thread-safe.
 *
 * @param timer runs the due times; its tasks never block
 * @param calls runs the polls, each on a thread of its own
 */
public record LookSchedule(ScheduledExecutorService timer, Executor calls) {
    /**
     * Runs a poll after a pause, as soon as the rate limiter grants a permit in this lane.
     *
     * @param wanted asked when the poll is due, so that a poll that is no longer needed takes no permit; must not block
     * @return the scheduled poll, which can be cancelled
     */
    Appointment after(Duration pause, CallLimiter limiter, Lane lane, Flow flow, BooleanSupplier wanted,
            Runnable look) {
        Appointment appointment = new Appointment();
        appointment.time(timer.schedule(() -> {
            if (wanted.getAsBoolean()) {
                CompletableFuture<Void> turn = limiter.admit(lane, flow);
                appointment.turn(turn);
                var unused = turn.thenRunAsync(look, calls);
            }
        }, pause.toMillis(), TimeUnit.MILLISECONDS));
        return appointment;
    }

    /** Runs a poll as soon as the rate limiter grants a permit in this lane. */
    void inTurn(CallLimiter limiter, Lane lane, Flow flow, Runnable look) {
        var unused = limiter.admit(lane, flow).thenRunAsync(look, calls);
    }

    /** A poll that is scheduled. */
    static final class Appointment {
        private @Nullable Future<?> time;
        private @Nullable Future<?> turn;
        private boolean cancelled;

        private synchronized void time(Future<?> due) {
            time = due;
        }

        private synchronized void turn(Future<?> place) {
            turn = place;
            if (cancelled) {
                place.cancel(false);
            }
        }

        /**
         * Cancels the timer, and gives up the place in the queue of the rate limiter. Without effect on a poll that has
         * started.
         */
        synchronized void cancel() {
            cancelled = true;
            if (time != null) {
                time.cancel(false);
            }
            if (turn != null) {
                turn.cancel(false);
            }
        }
    }
}
