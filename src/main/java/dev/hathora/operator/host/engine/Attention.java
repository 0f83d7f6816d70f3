package dev.hathora.operator.host.engine;

import java.time.Duration;
import java.time.Instant;

/**
 * Since when processes have been looked after without a gap. While the host was away, its database was, or the machine
 * slept, nobody could start what was recorded: that time does not count against it. A clock that was set is a gap, too.
 */
final class Attention {
    private final Duration gap;
    private Instant since = Instant.EPOCH;
    private Instant last = Instant.EPOCH;

    /** @param gap how long nobody looks at most, while all is well */
    Attention(Duration gap) {
        this.gap = gap;
    }

    /** Notes that somebody looks now, and says since when. */
    synchronized Instant since(Instant now) {
        if (now.isBefore(last.minus(gap)) || now.isAfter(last.plus(gap))) {
            since = now;
        }
        last = now;
        return since;
    }
}
