package dev.hathora.operator.controller.kubernetes;

import java.time.Duration;

/**
 * The periods of an election, and how they depend on each other.
 *
 * @param lease how long a lease that is not renewed keeps other replicas out, in whole seconds
 * @param renewDeadline a leader that could not renew its lease for this long ends itself. What it has begun by then has
 *     the rest of the lease to arrive
 * @param renewEvery how often a leader renews its lease
 * @param lookEvery how often a standby looks at the lease, at the most: half of this is random. A released lease is
 *     noticed that fast. A leader whose renewal failed tries again as often
 */
public record ElectionTiming(Duration lease, Duration renewDeadline, Duration renewEvery, Duration lookEvery) {
    /** As Kubernetes' own components do it, but for a standby that looks twice as often. */
    public static final ElectionTiming DEFAULT = new ElectionTiming(Duration.ofSeconds(15), Duration.ofSeconds(10),
            Duration.ofSeconds(2), Duration.ofSeconds(1));

    /** Checks that a leader always stops before another replica may begin. */
    public ElectionTiming {
        if (lease.compareTo(renewDeadline) <= 0 || renewDeadline.compareTo(renewEvery.plus(lookEvery)) <= 0) {
            throw new IllegalArgumentException(
                    "a lease must last longer than its renewal may take, and that longer than the pause between two");
        }
        if (lease.toNanosPart() != 0) {
            throw new IllegalArgumentException("a Lease holds its duration in whole seconds");
        }
    }
}
