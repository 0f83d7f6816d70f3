package dev.hathora.operator.controller.roomset;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;

/**
 * Delays the replacement of rooms that end right after their creation, such as those of a game server that crashes when
 * it starts. Matches of some minutes are no crashes: their rooms are replaced at once.
 */
final class Crashes {
    private static final Duration CRASH = Duration.ofSeconds(30);
    private static final Duration FORGOTTEN = Duration.ofMinutes(10);
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int MANY = 3;

    private int inARow;
    private Instant last = Instant.EPOCH;

    /** A room has ended, and was removed. */
    void ended(HathoraRoom room, Instant now) {
        if (!isCrash(room, now)) {
            inARow = 0;
            return;
        }
        if (now.isAfter(last.plus(FORGOTTEN))) {
            inARow = 0;
        }
        // those of a batch count once
        if (delay(now).isEmpty()) {
            inARow++;
            last = now;
        }
    }

    private static boolean isCrash(HathoraRoom room, Instant now) {
        try {
            return now.isBefore(Instant.parse(room.getMetadata().getCreationTimestamp()).plus(CRASH));
        } catch (DateTimeParseException unusual) {
            return false;
        }
    }

    /** How long to wait before the next room is created; empty: no longer. */
    Optional<Duration> delay(Instant now) {
        if (inARow == 0) {
            return Optional.empty();
        }
        Duration delay = FIRST.multipliedBy(1L << Math.min(inARow - 1, 20));
        Instant next = last.plus(delay.compareTo(LONGEST) > 0 ? LONGEST : delay);
        return now.isBefore(next) ? Optional.of(Duration.between(now, next)) : Optional.empty();
    }

    /** Whether so many rooms crashed one after the other that a user should know. */
    boolean areMany() {
        return inARow >= MANY;
    }
}
