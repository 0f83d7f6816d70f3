package dev.hathora.operator.traffic;

import java.util.concurrent.TimeUnit;

/**
 * A token bucket: a call takes a token, and tokens come back at a rate that may be growing. A value: what changes it
 * returns another. Times are nanoseconds of a clock that never goes back, as System.nanoTime().
 *
 * @param ramp at which rate tokens come, from {@code time} on
 * @param tokens how many there are at {@code time}, with fractions
 * @param time when that was so. In the future: the bucket is paused until then
 */
record TokenBucket(Ramp ramp, double tokens, long time) {
    /** The bucket holds what comes in so many seconds, and at least one token. */
    static final double BURST_SECONDS = 0.2;

    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_WAIT = TimeUnit.HOURS.toNanos(1);
    /** Arithmetic may lose this much of a token. */
    private static final double TOLERANCE = 1e-9;

    /** A full one. */
    static TokenBucket full(double callsPerSecond, long now) {
        return new TokenBucket(Ramp.steady(callsPerSecond), capacity(callsPerSecond), now);
    }

    /** The same with the tokens that came until {@code now}. */
    TokenBucket at(long now) {
        if (now - time <= 0) {
            return this;
        }
        double seconds = (now - time) / NANOS;
        Ramp later = ramp.after(seconds);
        return new TokenBucket(later, Math.min(capacity(later.rate()), tokens + ramp.calls(seconds)), now);
    }

    /** Whether it gives nothing at {@code now}, whatever it holds. */
    boolean isPaused(long now) {
        return time - now > 0;
    }

    /** How long from {@code now}, in nanoseconds, until a token can be taken; 0: now. At most an hour: then ask again. */
    long waitFrom(long now) {
        TokenBucket current = at(now);
        double missing = 1 - current.tokens;
        double refilling = missing <= TOLERANCE ? 0 : Math.ceil(ramp().secondsFor(1 - tokens) * NANOS);
        return Math.min(LONGEST_WAIT, Math.max(0, time - now + (long) refilling));
    }

    /** Less a token. */
    TokenBucket take() {
        return new TokenBucket(ramp, tokens - 1, time);
    }

    /** With a lower rate, that grows back to {@code limit} by {@code growth} calls per second each second. */
    TokenBucket slowed(double rate, double limit, double growth) {
        return new TokenBucket(new Ramp(rate, limit, growth), Math.min(tokens, capacity(rate)), time);
    }

    /** Gives nothing until {@code end}, and then at most one token at once, at the rate of now. */
    TokenBucket pausedUntil(long end) {
        return isPaused(end) ? this : new TokenBucket(ramp, Math.min(1, at(end).tokens), end);
    }

    private static double capacity(double callsPerSecond) {
        return Math.max(1, callsPerSecond * BURST_SECONDS);
    }
}
