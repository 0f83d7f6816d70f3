package dev.hathora.operator.host.model;

import java.util.Locale;

/**
 * Where a process is in its life. The names on the wire are the lower case of these ({@code ProcessStatus} of
 * Hathora's processes V3).
 */
public enum ProcessState {
    /** Recorded; its game server is being started, or has not bound its port yet. Takes rooms already. */
    STARTING,

    /** Its port is bound. */
    RUNNING,

    /** Runs, keeps its rooms, and takes only those that belong to its old deployment. Ends when it is empty. */
    DRAINING,

    /** Was told to end. Its rooms are gone. */
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
