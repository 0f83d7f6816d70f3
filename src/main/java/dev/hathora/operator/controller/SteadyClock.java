package dev.hathora.operator.controller;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * A time of day without jumps. The operator waits until a call that timed out can no longer take effect. If the system
 * clock is set forward during such a wait, the wait must not end early.
 *
 * <p>The clock advances with the monotonic clock, and approaches the time of day by at most 10 % of the elapsed time. A
 * difference of five minutes or more is corrected at once: the machine was suspended, or its clock was wrong at the
 * start. Thread-safe.
 */
public final class SteadyClock implements InstantSource {
    private static final Duration ASLEEP = Duration.ofMinutes(5);
    private static final int SLEW_ONE_IN = 10;

    private final InstantSource timeOfDay;
    private final LongSupplier nanoTime;
    private Instant last;
    private long lastNanos;

    /**
     * @param timeOfDay the clock to follow
     * @param nanoTime a clock in nanoseconds that never jumps, such as {@link System#nanoTime}
     */
    public SteadyClock(InstantSource timeOfDay, LongSupplier nanoTime) {
        this.timeOfDay = timeOfDay;
        this.nanoTime = nanoTime;
        this.last = timeOfDay.instant();
        this.lastNanos = nanoTime.getAsLong();
    }

    @Override
    public synchronized Instant instant() {
        long nanos = nanoTime.getAsLong();
        long elapsed = nanos - lastNanos;
        Instant steady = last.plusNanos(elapsed);
        Instant told = timeOfDay.instant();
        Duration ahead = Duration.between(steady, told);
        if (ahead.abs().compareTo(ASLEEP) >= 0) {
            last = told;
        } else {
            long most = elapsed / SLEW_ONE_IN;
            last = steady.plusNanos(Math.clamp(ahead.toNanos(), -most, most));
        }
        lastNanos = nanos;
        return last;
    }
}
