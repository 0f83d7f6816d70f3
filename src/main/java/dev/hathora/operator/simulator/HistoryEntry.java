package dev.hathora.operator.simulator;

import java.time.Instant;

/**
 * One thing that happened to a room. A call leaves one entry for each effect it has and one for its answer.
 *
 * @param at when
 * @param operation the call ({@code createRoom}), or who else acted ({@code game}, {@code process}, {@code scheduler})
 * @param status the HTTP status that was answered; 0 where this is an effect, or where the connection was cut
 * @param effect what happened, in words
 */
public record HistoryEntry(Instant at, String operation, int status, String effect) {
    /** What it is called when getConnectionInfo brings a suspended room back, as nobody may have meant. */
    static final String WOKEN = "WOKEN";

    /** What it is called when resumeRoom brings a suspended room back. */
    static final String RESUMED = "resumed";

    /** What it is called when suspendRoom takes a room off its process. */
    static final String SUSPENDED = "suspended";

    /** Whether a suspended room was brought back here, by whichever call. */
    public boolean endsSuspension() {
        return effect.equals(WOKEN) || effect.equals(RESUMED);
    }

    /** Whether a room that was not suspended is from here on. */
    public boolean beginsSuspension() {
        return effect.equals(SUSPENDED);
    }

    /** One line, for the output of a failing test. */
    @Override
    public String toString() {
        return "%s %s %s%s".formatted(at, operation, status == 0 ? "" : status + " ", effect);
    }
}
