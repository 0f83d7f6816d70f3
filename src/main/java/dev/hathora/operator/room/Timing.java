package dev.hathora.operator.room;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/** Periods that more than one rule depends on. Each is longer than the one before it. */
final class Timing {
    /** A control question confirms a 404 only if the 404 is not older than this. An older one is repeated first. */
    static final Duration FRESH = Duration.ofSeconds(1);

    /** A room counts as gone only after two 404s at least this far apart: a gateway may recover in between. */
    static final Duration APART = Duration.ofSeconds(2);

    /**
     * Release is final. If 404 is the only evidence, it must persist this long, which is longer than a gateway usually
     * needs to recover, and each 404 must come from someone who knows the application.
     */
    static final Duration LETTING_GO = Duration.ofSeconds(10);

    /** If only a 404 says that a room ended, the room is looked up again for this long, with growing pauses. */
    static final Duration DOUBT = Duration.ofMinutes(5);

    private Timing() {}

    /**
     * When to look again for a room whose end only a 404 tells; null: no more.
     *
     * @param since when the first 404 came
     * @param last when the last one came
     */
    static @Nullable Instant lookAgainAt(Instant since, Instant last) {
        Instant end = since.plus(DOUBT);
        if (!last.isBefore(end)) {
            return null;
        }
        Duration passed = Duration.between(since, last);
        Instant next = since.plus((passed.compareTo(APART) < 0 ? APART : passed).multipliedBy(3));
        return next.isBefore(end) ? next : end;
    }
}
