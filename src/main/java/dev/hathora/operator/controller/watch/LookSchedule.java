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
 * Begins looks when they are due and it is their turn. Until then nobody waits: no thread, no lock.
 *
 * @param timer where due times are kept; its threads are never kept busy
 * @param calls where looks run, one thread each
 */
public record LookSchedule(ScheduledExecutorService timer, Executor calls) {
    /**
     * Runs a look after this pause, as soon as its lane lets it through.
     *
     * @param wanted asked when it is due: a look that nobody wants any more must not use up a turn. Must answer at once
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

    /** Runs a look as soon as its lane lets it through. */
    void inTurn(CallLimiter limiter, Lane lane, Flow flow, Runnable look) {
        var unused = limiter.admit(lane, flow).thenRunAsync(look, calls);
    }

    /** A look that is to come. */
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

        /** Gives up its time and its place in the queue. Without effect on a look that has begun. */
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
