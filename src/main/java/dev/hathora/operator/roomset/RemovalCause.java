package dev.hathora.operator.roomset;

/** Why a room is removed. */
public enum RemovalCause {
    /** The room has ended for good. It is replaced. */
    ENDED,
    /** There are more rooms than {@code replicas}. */
    SCALE_DOWN,
    /** The room has an old template. It is replaced. */
    ROLLOUT
}
