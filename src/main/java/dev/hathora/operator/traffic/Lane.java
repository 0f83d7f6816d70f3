package dev.hathora.operator.traffic;

/** The priority classes of calls, highest priority first. */
public enum Lane {
    /** Calls that users wait for: creating, changing and deleting rooms, and the reads that these need. */
    CHANGE,

    /** Polls of booting rooms. */
    READINESS,

    /** Polls of settled rooms. */
    ROUTINE;

    /** Whether someone waits for the result. Nobody waits for routine polls, which usually confirm what is known. */
    boolean isAwaited() {
        return this != ROUTINE;
    }
}
