package dev.hathora.operator.controller.roomset;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Delays the replacement of rooms that end right after their creation, such as those of a game server that crashes when
 * it starts. Matches of some minutes are no crashes: their rooms are replaced at once. Only the operator's own clock
 * counts, because that of the API server, and so a resource's creationTimestamp, may be wrong by hours.
 */
final class Crashes {
    private static final Duration CRASH = Duration.ofSeconds(30);
    private static final Duration FORGOTTEN = Duration.ofMinutes(10);
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int MANY = 3;

    /** When the rooms of the last seconds were created, by name. */
    private final Map<String, Instant> young = new HashMap<>();
    private int inARow;
    private Instant last = Instant.EPOCH;

    /** A room is created. */
    void created(String room, Instant now) {
        young.values().removeIf(at -> !isYoung(at, now));
        young.put(room, now);
    }

    /** A room has ended, and was removed. One that an operator before this one has created is no crash. */
    void ended(String room, Instant now) {
        Instant at = young.remove(room);
        if (at == null || !isYoung(at, now)) {
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

    private static boolean isYoung(Instant created, Instant now) {
        return now.isBefore(created.plus(CRASH));
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
