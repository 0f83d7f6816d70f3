package dev.hathora.operator.cloud;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** Told of every call to Hathora when it is over, for metrics. Runs on the caller's thread: must not block or throw. */
@FunctionalInterface
public interface CallObserver {
    /** For those who want no metrics. */
    CallObserver NONE = (operation, failure, duration) -> {};

    /**
     * A call is over.
     *
     * @param operation what was called
     * @param failure what class of failure it ended with; null: it succeeded
     * @param duration from the call to its end
     */
    void called(Operation operation, @Nullable ErrorKind failure, Duration duration);
}
