package dev.hathora.operator.room;

import java.time.Duration;

/** Periods that more than one rule depends on. Each is longer than the one before it. */
final class Timing {
    /** A control question backs a 404 that is not older than this; an older 404 is asked for again first. */
    static final Duration FRESH = Duration.ofSeconds(1);

    /** A room is not taken for gone before it was answered 404 twice, this far apart: who has lost the way may find it again. */
    static final Duration APART = Duration.ofSeconds(2);

    /**
     * A resource lets go of its room only once. Where nothing but 404 came for it, that has to last longer than a gateway
     * usually needs to recover; and each of these 404s has to come from who knows the application.
     */
    static final Duration LETTING_GO = Duration.ofSeconds(10);

    /** For so long an end that only a 404 has told is looked at again, with growing pauses. */
    static final Duration DOUBT = Duration.ofMinutes(5);

    private Timing() {}
}
