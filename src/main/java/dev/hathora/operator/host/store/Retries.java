package dev.hathora.operator.host.store;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.JdbiException;

/** Repeats work after a conflict with another transaction, and says whether a failure means that the database is away. */
final class Retries {
    private static final int ATTEMPTS = 5;
    /** No attempt begins after this time, because the caller has given up by then. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int LONGEST_PAUSE_MILLIS = 50;

    private Retries() {}

    /**
     * Does the work, several times if necessary.
     *
     * @throws DatabaseUnavailableException if the database can't be reached, does not answer, or is too busy
     */
    static <T> T of(Supplier<T> work) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (int attempt = 1;; attempt++) {
            try {
                return work.get();
            } catch (ConnectionException e) {
                throw new DatabaseUnavailableException("the database can't be reached", e);
            } catch (JdbiException e) {
                SqlFailure failure = SqlFailure.of(e);
                if (failure == SqlFailure.OTHER) {
                    throw e;
                }
                if (failure == SqlFailure.UNAVAILABLE) {
                    throw new DatabaseUnavailableException("the database does not answer", e);
                }
                if (attempt == ATTEMPTS || System.nanoTime() - end > 0 || !pause(attempt)) {
                    throw new DatabaseUnavailableException("the database is too busy", e);
                }
            }
        }
    }

    /** The pause is random, so that conflicting transactions don't meet again. */
    private static boolean pause(int attempt) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(1, LONGEST_PAUSE_MILLIS) * (long) attempt);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
