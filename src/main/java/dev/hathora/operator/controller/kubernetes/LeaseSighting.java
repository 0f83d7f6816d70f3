package dev.hathora.operator.controller.kubernetes;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What one replica has seen of a lease.
 *
 * @param now what it says; null: nothing, or there is none
 * @param held what it last said while somebody held it, and did not give it back since; null: nobody was seen to hold it
 * @param since when it was first seen to say so, in nanoseconds of the replica's monotonic clock
 */
record LeaseSighting(@Nullable LeaseState now, @Nullable LeaseState held, long since) {
    /** Nothing yet. */
    static final LeaseSighting NONE = new LeaseSighting(null, null, 0);

    /**
     * After another look. Only a change of what it says counts as a sign of life; and a lease that somebody deleted or
     * emptied keeps its holder, who goes on until it notices.
     *
     * @param at when the answer was there
     */
    LeaseSighting and(@Nullable LeaseState state, long at) {
        if (state == null) {
            return new LeaseSighting(null, held, since);
        }
        if (state.isReleased()) {
            return new LeaseSighting(state, null, at);
        }
        return state.equals(held) ? new LeaseSighting(state, held, since) : new LeaseSighting(state, state, at);
    }

    /** Who was last seen to hold it; empty: nobody. */
    String holder() {
        return held == null ? "" : held.holder();
    }

    boolean isHeldBy(String identity) {
        return holder().equals(identity);
    }

    /**
     * Whether somebody else holds it.
     *
     * @param lastsByDefault how long it lasts where it does not say so
     */
    boolean isHeldByAnother(String identity, Duration lastsByDefault, long at) {
        if (held == null || isHeldBy(identity)) {
            return false;
        }
        Duration lasts = held.lasts() == null ? lastsByDefault : held.lasts();
        return at - since < lasts.toNanos();
    }
}
