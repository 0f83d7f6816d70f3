package dev.hathora.operator.controller.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Decides what a replica that competes for a lease writes into it; a pure function. The rule is that of client-go: a
 * lease has expired if the replica has seen no change of it for its duration, measured by the replica's own monotonic
 * clock. Clocks of different machines are never compared, so they may differ by any amount.
 *
 * @param identity the identity of this replica, which is unique to the process
 * @param lasts the duration of the lease while this replica holds it
 */
record LeaderElection(String identity, Duration lasts) {
    /**
     * The state to write; empty: another replica holds the lease. It must only be written over the version of the Lease
     * that was seen.
     *
     * @param seen what the replica has seen of the lease
     * @param at the time of the monotonic clock, in nanoseconds
     * @param now the time of day, which is only recorded
     */
    Optional<LeaseState> next(LeaseSighting seen, long at, Instant now) {
        if (seen.isHeldByAnother(identity, lasts, at)) {
            return Optional.empty();
        }
        LeaseState held = seen.held();
        if (held != null && held.holder().equals(identity)) {
            return Optional.of(held.renewedAt(now, lasts));
        }
        LeaseState last = held == null ? seen.now() : held;
        Instant time = now.truncatedTo(ChronoUnit.MICROS);
        return Optional.of(new LeaseState(identity, lasts, time, time, last == null ? 0 : last.transitions() + 1));
    }
}
