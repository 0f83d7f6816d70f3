package dev.hathora.operator.traffic;

import java.util.concurrent.TimeUnit;

/**
 * A token bucket: each call takes a token, and tokens are refilled at a rate that may grow. Immutable: changes return a
 * new bucket. Times are in nanoseconds from a monotonic clock, like System.nanoTime().
 *
 * @param ramp the refill rate from {@code time} on
 * @param tokens the number of tokens at {@code time}, may be fractional
 * @param time the time of {@code tokens}; if it is in the future, the bucket is paused until then
 */
record TokenBucket(Ramp ramp, double tokens, long time) {
    /** The bucket's size in seconds of refill. It always holds at least one token. */
    static final double BURST_SECONDS = 0.2;

    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_WAIT = TimeUnit.HOURS.toNanos(1);
    /** Rounding errors may lose this part of a token. */
    private static final double TOLERANCE = 1e-9;

    /** A full bucket. */
    static TokenBucket full(double callsPerSecond, long now) {
        return new TokenBucket(Ramp.steady(callsPerSecond), capacity(callsPerSecond), now);
    }

    /** A copy refilled until {@code now}. */
    TokenBucket at(long now) {
        if (now - time <= 0) {
            return this;
        }
        double seconds = (now - time) / NANOS;
        Ramp later = ramp.after(seconds);
        return new TokenBucket(later, Math.min(capacity(later.rate()), tokens + ramp.calls(seconds)), now);
    }

    /** Whether the bucket is paused at {@code now}. */
    boolean isPaused(long now) {
        return time - now > 0;
    }

    /**
     * The time from {@code now} until a token is available, in nanoseconds; 0 if one is available now. At most an hour;
     * ask again after that.
     */
    long waitFrom(long now) {
        TokenBucket current = at(now);
        double missing = 1 - current.tokens;
        double refilling = missing <= TOLERANCE ? 0 : Math.ceil(ramp().secondsFor(1 - tokens) * NANOS);
        return Math.min(LONGEST_WAIT, Math.max(0, time - now + (long) refilling));
    }

    /** A copy with one token less. */
    TokenBucket take() {
        return new TokenBucket(ramp, tokens - 1, time);
    }

    /** A copy with a lower rate, which grows back to {@code limit} by {@code growth} calls per second each second. */
    TokenBucket slowed(double rate, double limit, double growth) {
        return new TokenBucket(new Ramp(rate, limit, growth), Math.min(tokens, capacity(rate)), time);
    }

    /** A copy that is paused until {@code end}, and then has at most one token. The rate stays as it is. */
    TokenBucket pausedUntil(long end) {
        return isPaused(end) ? this : new TokenBucket(ramp, Math.min(1, at(end).tokens), end);
    }

    private static double capacity(double callsPerSecond) {
        return Math.max(1, callsPerSecond * BURST_SECONDS);
    }
}
