package dev.hathora.operator.controller.report;

import java.time.Instant;
import java.util.Optional;

import dev.hathora.operator.room.Plan.Watch;
import dev.hathora.operator.traffic.Turn;
import org.jspecify.annotations.Nullable;

/**
 * How a pass ended.
 *
 * @param watch how to watch the room until the next one
 * @param next when the next one is due although nothing changed; empty: not on account of time
 * @param turn the turn that the next one needs; null: none
 * @param released whether nothing is left to be done for this resource
 */
public record PassResult(Watch watch, Optional<Instant> next, @Nullable Turn turn, boolean released) {
    /** The resource is let go. */
    public static final PassResult RELEASED = new PassResult(Watch.NONE, Optional.empty(), null, true);

    /** The next pass comes when the watcher sees a change. */
    public static PassResult watching(Watch how) {
        return new PassResult(how, Optional.empty(), null, false);
    }
}
