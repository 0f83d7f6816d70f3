package dev.hathora.operator.controller.kubernetes;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What one replica has seen of a lease.
 *
 * @param now the present state; null: there is no lease, or it has not been read
 * @param held the last state with a holder that has not released the lease since; null: none was seen
 * @param since when {@code held} was first seen, in nanoseconds of the replica's monotonic clock
 */
record LeaseSighting(@Nullable LeaseState now, @Nullable LeaseState held, long since) {
    /** Nothing has been seen. */
    static final LeaseSighting NONE = new LeaseSighting(null, null, 0);

    /**
     * What is known after another read. Only a change of the state proves that the holder is alive. A lease that was
     * deleted or emptied keeps its holder, because the holder goes on until it notices.
     *
     * @param state the state that was read; null: there is none
     * @param at when the response arrived
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

    /** The identity of the last known holder; empty: none. */
    String holder() {
        return held == null ? "" : held.holder();
    }

    boolean isHeldBy(String identity) {
        return holder().equals(identity);
    }

    /**
     * Whether another replica holds the lease.
     *
     * @param lastsByDefault the duration to assume if the lease has none
     * @param at the present time of the monotonic clock
     */
    boolean isHeldByAnother(String identity, Duration lastsByDefault, long at) {
        if (held == null || isHeldBy(identity)) {
            return false;
        }
        Duration lasts = held.lasts() == null ? lastsByDefault : held.lasts();
        return at - since < lasts.toNanos();
    }
}
