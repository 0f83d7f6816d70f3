package dev.hathora.operator.controller.report;

import java.time.Duration;

import dev.hathora.operator.controller.memory.ResourceWrite;
import dev.hathora.operator.traffic.Lane;

/** Told of what the operator does, for metrics. Runs in the middle of the work: must not block, must not throw. */
public interface OperatorObserver {
    /** For those who want to know nothing. */
    OperatorObserver NONE = new OperatorObserver() {
    };

    /** What was put right in a room that had been as it should be until somebody else changed it. */
    enum Correction {
        /** Its configuration was sent again. */
        CONFIG,

        /** It was suspended again. */
        SUSPEND,

        /** It was resumed again. */
        RESUME
    }

    /** Something was told to users, with this reason. */
    default void told(String reason) {
        // not everybody is interested
    }

    /** A room that ended is being replaced by another one. */
    default void restarted() {
        // not everybody is interested
    }

    /** A change that somebody else made was undone. */
    default void corrected(Correction correction) {
        // not everybody is interested
    }

    /**
     * A room can be joined for the first time.
     *
     * @param sinceClaim the time since its id was claimed
     */
    default void ready(Duration sinceClaim) {
        // not everybody is interested
    }

    /** An event was not written, because too many waited or Kubernetes did not take it. */
    default void eventDropped() {
        // not everybody is interested
    }

    /** Kubernetes did not store what was written to a resource, or not as it was written. */
    default void writeRefused(ResourceWrite write) {
        // not everybody is interested
    }

    /** A call may be made, after it has waited so long for its turn. */
    default void admitted(Lane lane, Duration waited) {
        // not everybody is interested
    }
}
