package dev.hathora.operator.roomset;

/** How the rooms of a set get a changed template. */
public enum RolloutType {
    /** Old rooms are replaced step by step, within {@code maxSurge} and {@code maxUnavailable}. */
    ROLLING,
    /** Old rooms stay until a user deletes them. Their replacements have the current template. */
    ON_DELETE
}
