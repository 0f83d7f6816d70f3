package dev.hathora.operator.host.engine;

import java.time.Duration;
import java.time.Instant;

/**
 * Tracks since when processes have been watched without a gap. While the host or its database was down, or the machine
 * slept, recorded processes could not be started: this time does not count towards their timeouts. A change of the
 * system clock is a gap, too.
 */
final class Attention {
    private final Duration gap;
    private Instant since = Instant.EPOCH;
    private Instant last = Instant.EPOCH;

    /** @param gap the longest normal time between two checks */
    Attention(Duration gap) {
        this.gap = gap;
    }

    /** Notes a check, and returns the start of the time without a gap. */
    synchronized Instant since(Instant now) {
        if (now.isBefore(last.minus(gap)) || now.isAfter(last.plus(gap))) {
            since = now;
        }
        last = now;
        return since;
    }
}
