package dev.hathora.operator.traffic;

import java.time.Duration;

import dev.hathora.operator.cloud.HathoraException;

/**
 * The current call rate. It is the full rate unless Hathora has asked to slow down or was down recently. Not
 * thread-safe. Times are in nanoseconds from a monotonic clock.
 */
final class Pace {
    private static final double LOWEST_RATE = 0.1;
    private static final double RECOVERY_SECONDS = 30;
    private static final double RETURN_SECONDS = 10;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private final double fullRate;
    private TokenBucket bucket;
    /** If the rate is reduced: whether the reason is a 429. */
    private boolean throttled;
    private long throttledAt;

    Pace(double callsPerSecond, long now) {
        this.fullRate = callsPerSecond;
        this.bucket = TokenBucket.full(callsPerSecond, now);
    }

    /** The time from {@code now} until a call may be sent, in nanoseconds; 0 if it may be sent now. */
    long waitFrom(long now) {
        return bucket.waitFrom(now);
    }

    /** Counts a call, even if the rate did not permit it. Later calls then wait longer. */
    void take(long now) {
        bucket = bucket.at(now).take();
    }

    /**
     * The current rate, from a tenth of the full rate up to the full rate. It does not depend on whether calls are
     * made.
     */
    double callsPerSecond(long now) {
        return bucket.at(now).ramp().rate();
    }

    /** What holds calls back. */
    Obstacle obstacle(boolean someWait, long now) {
        if (bucket.isPaused(now) || (someWait && throttled && callsPerSecond(now) < fullRate)) {
            return Obstacle.THROTTLED;
        }
        return someWait ? Obstacle.RATE : Obstacle.NONE;
    }

    /** Called when the API is back after an outage: the rate restarts at a tenth. */
    void startOver(long now) {
        bucket = bucket.at(now).slowed(fullRate * LOWEST_RATE, fullRate, fullRate / RETURN_SECONDS);
        throttled = false;
    }

    /**
     * Called when Hathora answered that there are too many calls.
     *
     * @param began when that call was started
     */
    void throttle(HathoraException failure, long began, long now) {
        bucket = bucket.at(now);
        boolean first = !throttled || began - throttledAt >= 0;
        if (first) {
            throttled = true;
            throttledAt = now;
            bucket = bucket.slowed(Math.max(fullRate * LOWEST_RATE, bucket.ramp().rate() / 2), fullRate,
                    fullRate / RECOVERY_SECONDS);
        }
        Duration pause = failure.retryAfter().orElse(first ? PAUSE : Duration.ZERO);
        bucket = bucket.pausedUntil(now
                + (pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause).toNanos());
    }
}
