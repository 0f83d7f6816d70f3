package dev.hathora.operator.controller.memory;

import java.time.Duration;
import java.time.Instant;

/**
 * Limits how often a resource is reconciled, whatever requeues it: {@value #BURST} times in a row, and twice per second
 * in the long run. Nothing that happens to a room needs more than that. So if the limit is reached, somebody keeps
 * changing the resource, or the operator has a bug, which then costs little. Thread-safe.
 */
public final class PassRate {
    static final int BURST = 100;
    static final Duration INTERVAL = Duration.ofMillis(500);
    private static final Duration WARN_AGAIN = Duration.ofMinutes(10);
    private static final Duration WHOLE_BURST = INTERVAL.multipliedBy(BURST);

    /** When a whole burst is permitted again. Each pass adds an interval. */
    private Instant recoveredAt = Instant.MIN;
    private Instant warnAgain = Instant.MIN;

    /**
     * Asks to start a pass.
     *
     * @return zero: the pass may start, and is counted; otherwise when to ask again, at most {@link #INTERVAL} from now
     */
    public synchronized Duration delay(Instant now) {
        Instant spent = now.plus(WHOLE_BURST);
        if (recoveredAt.isAfter(spent)) {
            // the clock was set back
            recoveredAt = spent;
        }
        Instant after = (recoveredAt.isBefore(now) ? now : recoveredAt).plus(INTERVAL);
        if (after.isAfter(spent)) {
            return Duration.between(spent, after);
        }
        recoveredAt = after;
        return Duration.ZERO;
    }

    /** Whether to log that passes are delayed. After that it is false for some minutes. */
    public synchronized boolean warns(Instant now) {
        if (now.isBefore(warnAgain)) {
            return false;
        }
        warnAgain = now.plus(WARN_AGAIN);
        return true;
    }
}
