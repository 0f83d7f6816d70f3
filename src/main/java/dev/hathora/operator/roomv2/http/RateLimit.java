package dev.hathora.operator.roomv2.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import dev.hathora.operator.roomv2.Refusal;

/** A token bucket for all calls. Its capacity is the calls of one second, at least one. */
public final class RateLimit {
    private final double perSecond;
    private final double capacity;
    private final InstantSource clock;
    private double available;
    private Instant filledAt;

    /**
     * A full bucket.
     *
     * @param perSecond calls per second; 0 for no limit
     * @param clock the clock that it is refilled by
     */
    public RateLimit(double perSecond, InstantSource clock) {
        this.perSecond = perSecond;
        this.capacity = Math.max(1, perSecond);
        this.clock = clock;
        this.available = capacity;
        this.filledAt = clock.instant();
    }

    /**
     * Admits a call, or refuses it.
     *
     * @throws Refusal 429, with the time to wait in whole seconds, at least one, as in {@code Retry-After}
     */
    public synchronized void take() {
        if (perSecond == 0) {
            return;
        }
        Instant now = clock.instant();
        double elapsed = Duration.between(filledAt, now).toNanos() / 1e9;
        available = Math.min(capacity, available + Math.max(0, elapsed) * perSecond);
        filledAt = now;
        if (available < 1) {
            throw new Refusal(429, "too many requests",
                    Duration.ofSeconds(Math.max(1, (long) Math.ceil((1 - available) / perSecond))));
        }
        available--;
    }
}
