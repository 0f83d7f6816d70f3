package dev.hathora.operator.controller.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What a replica that competes for a lease writes into it; pure. The rule is client-go's: a lease has run out when a
 * replica has seen no change of it for its duration, by the replica's own monotonic clock. No clock of one machine is
 * ever compared with that of another, so clocks may differ by any amount.
 *
 * @param identity who competes: no two processes have the same
 * @param lasts how long the lease keeps others out while this replica holds it
 */
record LeaderElection(String identity, Duration lasts) {
    /**
     * What to write; empty: nothing, somebody else holds it. Written over any other version of the Lease than the one that
     * was seen, it would not be true.
     *
     * @param at the time of the monotonic clock
     * @param now the time of day, which is only written down
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
