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
    /** One line, for the output of a failing test. */
    @Override
    public String toString() {
        return "%s %s %s%s".formatted(at, operation, status == 0 ? "" : status + " ", effect);
    }
}
