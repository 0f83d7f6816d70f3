package dev.hathora.operator.simulator;

import java.time.Instant;

/**
 * Something that happened to a room. A call adds one entry for each of its effects and one for its answer.
 *
 * @param at when
 * @param operation the call ({@code createRoom}), or who else acted ({@link #GAME}, {@link #PROCESS_EXIT}, {@code scheduler})
 * @param status the HTTP status that was answered; 0 where this is an effect, or where the connection was cut
 * @param effect what happened, in words
 */
public record HistoryEntry(Instant at, String operation, int status, String effect) {
    /** The effect of a createRoom. */
    public static final String CREATED = "created";

    /** The effect of whatever ends a room. */
    public static final String DESTROYED = "destroyed";

    /** The effect of whatever replaces a room's configuration. */
    public static final String CONFIGURED = "configuration replaced";

    /** The actor of what a game server does to its own room. */
    public static final String GAME = "game";

    /** The actor of what the end of a process does to the rooms on it. */
    public static final String PROCESS_EXIT = "process exit";

    /** The effect of a getConnectionInfo that resumes a suspended room, which may not have been intended. */
    public static final String WOKEN = "WOKEN";

    /** The effect of a resumeRoom that resumes a suspended room. */
    public static final String RESUMED = "resumed";

    /** The effect of a suspendRoom that removes a room from its process. */
    public static final String SUSPENDED = "suspended";

    /** The effect of whatever places a room on a process. */
    public static String placedOn(String processId) {
        return "placed on process " + processId;
    }

    /** Whether this entry is the resumption of a suspended room, by any call. */
    public boolean endsSuspension() {
        return effect.equals(WOKEN) || effect.equals(RESUMED);
    }

    /** Whether this entry is the suspension of a room. */
    public boolean beginsSuspension() {
        return effect.equals(SUSPENDED);
    }

    /** One line of text for the output of a failing test. */
    @Override
    public String toString() {
        return "%s %s %s%s".formatted(at, operation, status == 0 ? "" : status + " ", effect);
    }
}
