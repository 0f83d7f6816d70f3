package dev.hathora.operator.host.model;

import java.util.Locale;

/**
 * The phase of a process in its life cycle. The values on the wire are the lower-case names ({@code ProcessStatus} of
 * Hathora's processes V3).
 */
public enum ProcessState {
    /** Recorded; its game server is being started, or has not bound its port yet. Rooms can already be placed on it. */
    STARTING,

    /** Its port is bound. */
    RUNNING,

    /**
     * Runs and keeps its rooms. Only rooms of its own, old deployment are still placed on it. Ends when it is empty.
     */
    DRAINING,

    /** Was told to end. Its rooms are destroyed. */
    STOPPING,

    /** Ended as it was told to, or by itself with exit code 0. */
    STOPPED,

    /** Ended with an error, was lost, or never bound its port. */
    FAILED;

    /** The name on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a new room may be placed on it. */
    public boolean takesRooms() {
        return this == STARTING || this == RUNNING;
    }

    /** Whether nothing more will happen to it. */
    public boolean isOver() {
        return this == STOPPED || this == FAILED;
    }
}
