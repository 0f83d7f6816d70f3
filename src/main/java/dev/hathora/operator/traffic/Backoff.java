package dev.hathora.operator.traffic;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses between attempts: they double from {@code first} to {@code longest}, each up to a fifth shorter or longer, so
 * that many resources that failed together do not come back together.
 */
public record Backoff(Duration first, Duration longest, RandomGenerator random) {
    /**
     * The pause after so many failures in a row.
     *
     * @param failures 1 after the first
     */
    public Duration after(int failures) {
        int doublings = Math.min(Math.max(failures - 1, 0), 30);
        long plain = Math.min(first.toMillis() << doublings, longest.toMillis());
        return jittered(Duration.ofMillis(plain > 0 ? plain : longest.toMillis()), 0.2);
    }

    /** A duration that is up to this share shorter or longer. */
    public Duration jittered(Duration plain, double share) {
        return Duration.ofMillis(Math.round(plain.toMillis() * (1 - share + 2 * share * random.nextDouble())));
    }
}
