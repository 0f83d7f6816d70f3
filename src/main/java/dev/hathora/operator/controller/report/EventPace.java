package dev.hathora.operator.controller.report;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Spreads the events of a burst of changes over time. Each costs the API server as much as a write of the resource that
 * it is about, and nobody reads thousands of them at once. Not thread-safe.
 */
final class EventPace {
    /** How many events are written without a pause, if there were none for a while. */
    static final int AT_ONCE = 100;

    /** The time between two events after that. */
    static final Duration APART = Duration.ofMillis(50);

    private final LongSupplier nanoTime;
    /** When all places in the burst are free again. */
    private long free;

    /** @param nanoTime a monotonic clock, in nanoseconds */
    EventPace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.free = nanoTime.getAsLong();
    }

    /** Takes the next place. Returns the time until the event may be written. */
    Duration next() {
        long now = nanoTime.getAsLong();
        free = Math.max(free - now, 0) + now + APART.toNanos();
        return Duration.ofNanos(Math.max(0, free - now - AT_ONCE * APART.toNanos()));
    }

    /** Whether all places in the burst are free. */
    boolean isIdle() {
        return free - nanoTime.getAsLong() <= 0;
    }
}
