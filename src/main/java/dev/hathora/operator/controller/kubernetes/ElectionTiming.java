package dev.hathora.operator.controller.kubernetes;

import java.time.Duration;

/**
 * The periods of the leader election, and how they depend on each other.
 *
 * @param lease how long a lease that is not renewed excludes other replicas; whole seconds
 * @param renewDeadline a leader that could not renew its lease for this long ends its process. Its calls in flight then
 *     have the rest of the lease to arrive
 * @param renewEvery how often the leader renews its lease
 * @param lookEvery the longest pause between two reads of the lease by a standby; half of it is random. A released
 *     lease is noticed within this time. A leader whose renewal failed also retries at this pace
 */
public record ElectionTiming(Duration lease, Duration renewDeadline, Duration renewEvery, Duration lookEvery) {
    /** The values of Kubernetes' own components, except that a standby reads the lease twice as often. */
    public static final ElectionTiming DEFAULT = new ElectionTiming(Duration.ofSeconds(15), Duration.ofSeconds(10),
            Duration.ofSeconds(2), Duration.ofSeconds(1));

    /**
     * Checks that a leader always stops before another replica may start.
     *
     * @throws IllegalArgumentException if it would not, or if the lease has a fraction of a second
     */
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
