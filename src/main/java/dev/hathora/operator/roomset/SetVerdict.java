package dev.hathora.operator.roomset;

/** What the conditions of a set say. The texts must not change while nothing changes. */
public sealed interface SetVerdict {
    /** There are as many rooms as wanted, all available, and all of the current template as far as a rollout asks. */
    record Complete() implements SetVerdict {}

    /**
     * The set is on its way.
     *
     * @param awaited what is awaited, such as {@code 2 of 3 rooms are available}
     */
    record Progressing(String awaited) implements SetVerdict {}

    /**
     * Nothing is left to do but to remove rooms that are in use.
     *
     * @param rooms how many rooms have to go
     * @param cause {@code SCALE_DOWN} or {@code ROLLOUT}
     */
    record WaitingForRoomsInUse(int rooms, RemovalCause cause) implements SetVerdict {}

    /**
     * Rollouts are paused, and there is nothing else to do.
     *
     * @param outdated how many rooms have an old template
     */
    record Paused(int outdated) implements SetVerdict {}

    /**
     * A user has to act: rooms need help that the set can't give.
     *
     * @param room the name of one of them
     * @param reason the reason of its condition {@code Stalled}
     * @param message that condition's message
     * @param rooms how many rooms are stuck
     */
    record Stalled(String room, String reason, String message, int rooms) implements SetVerdict {}
}
