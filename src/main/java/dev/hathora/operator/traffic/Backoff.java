package dev.hathora.operator.traffic;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff: the delay doubles from {@code first} to {@code longest}, with a jitter of ±20 %, so that
 * resources that failed together do not retry together.
 */
public record Backoff(Duration first, Duration longest, RandomGenerator random) {
    /**
     * The delay after this number of consecutive failures.
     *
     * @param failures 1 after the first failure
     */
    public Duration after(int failures) {
        int doublings = Math.min(Math.max(failures - 1, 0), 30);
        long plain = Math.min(first.toMillis() << doublings, longest.toMillis());
        return jittered(Duration.ofMillis(plain > 0 ? plain : longest.toMillis()), 0.2);
    }

    /** A duration with a random jitter of up to this share. */
    public Duration jittered(Duration plain, double share) {
        return Duration.ofMillis(Math.round(plain.toMillis() * (1 - share + 2 * share * random.nextDouble())));
    }
}
