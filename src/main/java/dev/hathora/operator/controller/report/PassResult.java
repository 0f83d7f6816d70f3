package dev.hathora.operator.controller.report;

import java.time.Instant;
import java.util.Optional;

import dev.hathora.operator.room.Plan.Watch;
import dev.hathora.operator.traffic.Turn;
import org.jspecify.annotations.Nullable;

/**
 * The result of a pass.
 *
 * @param watch how to poll the room until the next pass
 * @param next when the next pass is due even if nothing changes; empty: no time is set
 * @param turn the permit that the next pass needs; null: none
 * @param released whether nothing is left to be done for this resource
 */
public record PassResult(Watch watch, Optional<Instant> next, @Nullable Turn turn, boolean released) {
    /** The resource is released. */
    public static final PassResult RELEASED = new PassResult(Watch.NONE, Optional.empty(), null, true);

    /** The next pass follows when a poll finds a change. */
    public static PassResult watching(Watch how) {
        return new PassResult(how, Optional.empty(), null, false);
    }
}
