package dev.hathora.operator.traffic;

import java.time.Duration;

import dev.hathora.operator.cloud.HathoraException;

/**
 * How fast calls may be made at the moment: at the full rate, unless Hathora asked to slow down, or was down until a moment
 * ago. Not thread-safe. Times are nanoseconds of a clock that never goes back.
 */
final class Pace {
    private static final double LOWEST_RATE = 0.1;
    private static final double RECOVERY_SECONDS = 30;
    private static final double RETURN_SECONDS = 10;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private final double fullRate;
    private TokenBucket bucket;
    /** Whether it is for a 429 that the rate is not the full one, if it is not. */
    private boolean throttled;
    private long throttledAt;

    Pace(double callsPerSecond, long now) {
        this.fullRate = callsPerSecond;
        this.bucket = TokenBucket.full(callsPerSecond, now);
    }

    /** How many nanoseconds from {@code now} until a call may be made; 0: now. */
    long waitFrom(long now) {
        return bucket.waitFrom(now);
    }

    /** A call is made, whether or not there was room for it: those that follow wait the longer. */
    void take(long now) {
        bucket = bucket.at(now).take();
    }

    /** The rate, whether or not anything is called: from a tenth of the full one up to that. */
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

    /** The API was down and is back: the rate starts at a tenth. */
    void startOver(long now) {
        bucket = bucket.at(now).slowed(fullRate * LOWEST_RATE, fullRate, fullRate / RETURN_SECONDS);
        throttled = false;
    }

    /**
     * A call was answered that there are too many.
     *
     * @param began when that call began
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
