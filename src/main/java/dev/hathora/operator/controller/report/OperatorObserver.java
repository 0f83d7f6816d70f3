package dev.hathora.operator.controller.report;

import java.time.Duration;

import dev.hathora.operator.controller.memory.ResourceWrite;
import dev.hathora.operator.roomset.RemovalCause;
import dev.hathora.operator.traffic.Lane;

/**
 * Is told what the operator does, for metrics. The methods are called in the middle of a pass or poll, by many threads:
 * they must not block or throw.
 */
public interface OperatorObserver {
    /** Ignores everything. */
    OperatorObserver NONE = new OperatorObserver() {
    };

    /** What was corrected in a room that had been as spec says until somebody else changed it. */
    enum Correction {
        /** The configuration was sent again. */
        CONFIG,

        /** The room was suspended again. */
        SUSPEND,

        /** The room was resumed again. */
        RESUME
    }

    /**
     * An event was reported to users.
     *
     * @param reason the reason of the event
     */
    default void told(String reason) {
        // ignored by default
    }

    /** A room that ended is being replaced by a new one. */
    default void restarted() {
        // ignored by default
    }

    /** A change that somebody else made to a room was reverted. */
    default void corrected(Correction correction) {
        // ignored by default
    }

    /**
     * A room can be joined for the first time.
     *
     * @param sinceClaim the time since its claim was stored
     */
    default void ready(Duration sinceClaim) {
        // ignored by default
    }

    /** An event was not written, because too many were waiting or Kubernetes rejected it. */
    default void eventDropped() {
        // ignored by default
    }

    /** Kubernetes rejected a write to a resource, or did not store it as it was sent. */
    default void writeRefused(ResourceWrite write) {
        // ignored by default
    }

    /** A set has created rooms. */
    default void roomsCreated(int rooms) {
        // ignored by default
    }

    /** A set has removed rooms. */
    default void roomsRemoved(RemovalCause cause, int rooms) {
        // ignored by default
    }

    /** Kubernetes has refused a room of a set. */
    default void roomRefused() {
        // ignored by default
    }

    /** A pass was put off, because the resource had been reconciled too often. */
    default void passDelayed() {
        // ignored by default
    }

    /**
     * The rate limiter has granted a permit.
     *
     * @param waited the time that the call waited for it
     */
    default void admitted(Lane lane, Duration waited) {
        // ignored by default
    }
}
