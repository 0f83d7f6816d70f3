package dev.hathora.operator.benchmark;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/**
 * The end of the benchmark, which no wait goes beyond.
 *
 * @param end when nothing is measured any more
 * @param cleanUp how long cleaning up may take then
 */
record Deadline(Instant end, Duration cleanUp) {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    /** The time is over, or something took longer than it may. */
    static final class OutOfTimeException extends RuntimeException {
        private final String why;

        OutOfTimeException(String why) {
            super(why);
            this.why = why;
        }

        String why() {
            return why;
        }
    }

    boolean isOver() {
        return !Instant.now().isBefore(end);
    }

    Duration left() {
        return Duration.between(Instant.now(), end);
    }

    /** The same, for those who clean up. */
    Deadline ofCleanUp() {
        return new Deadline(end.plus(cleanUp), Duration.ZERO);
    }

    /**
     * Waits until something is so.
     *
     * @param what to say if it does not become so
     * @param longest how long that may take
     * @throws OutOfTimeException if it does not become so in time
     */
    void await(String what, Duration longest, BooleanSupplier until) {
        if (!reached(longest, until)) {
            throw new OutOfTimeException((isOver() ? "the time is over: " : "too slow: ") + what);
        }
    }

    /** Waits until something is so; false: it did not become so in time. */
    boolean reached(Duration longest, BooleanSupplier until) {
        Instant last = Instant.now().plus(longest);
        while (!until.getAsBoolean()) {
            if (isOver() || Instant.now().isAfter(last)) {
                return false;
            }
            pause(LOOK_AGAIN);
        }
        return true;
    }

    /** Lets time go by. */
    void pass(Duration time) {
        if (Instant.now().plus(time).isAfter(end)) {
            throw new OutOfTimeException("the time is over: " + time.toSeconds() + " s more are needed");
        }
        pause(time);
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OutOfTimeException("interrupted");
        }
    }
}
