package dev.hathora.operator.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** A token bucket over all calls. It holds one second's calls, and at least one. */
final class RateLimit {
    private final double perSecond;
    private final double capacity;
    private final InstantSource clock;
    private double available;
    private Instant filledAt;

    /** @param perSecond 0: no limit */
    RateLimit(double perSecond, InstantSource clock) {
        this.perSecond = perSecond;
        this.capacity = Math.max(1, perSecond);
        this.clock = clock;
        this.available = capacity;
        this.filledAt = clock.instant();
    }

    /** Lets a call through (empty), or says how long to wait: whole seconds, at least one, as Retry-After counts. */
    synchronized Optional<Duration> take() {
        if (perSecond == 0) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        double elapsed = Duration.between(filledAt, now).toNanos() / 1e9;
        available = Math.min(capacity, available + Math.max(0, elapsed) * perSecond);
        filledAt = now;
        if (available >= 1) {
            available--;
            return Optional.empty();
        }
        return Optional.of(Duration.ofSeconds(Math.max(1, (long) Math.ceil((1 - available) / perSecond))));
    }
}
