package dev.hathora.operator.traffic;

/** Which calls go first where more are wanted than may be made, in this order. */
public enum Lane {
    /** What a user waits for: creating, changing and deleting rooms, and the look-ups that these need. */
    CHANGE,

    /** Whether a room that boots can be connected to. */
    READINESS,

    /** Looking after rooms that are settled. */
    ROUTINE;

    /** Whether somebody waits for the outcome. Nobody does for a routine look that finds what is known already. */
    boolean isAwaited() {
        return this != ROUTINE;
    }
}
