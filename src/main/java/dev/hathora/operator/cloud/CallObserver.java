package dev.hathora.operator.cloud;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** Told of every call to Hathora. Runs on the caller's thread: must not block. */
@FunctionalInterface
public interface CallObserver {
    /** For those who want no metrics. */
    CallObserver NONE = (operation, failure, duration) -> {};

    /**
     * A call is about to be sent. An exception thrown here keeps it from being sent, and reaches the caller.
     *
     * @param operation what is called
     */
    default void calls(Operation operation) {
        // not everybody is interested
    }

    /**
     * A call is over. Must not throw.
     *
     * @param operation what was called
     * @param failure what class of failure it ended with; null: it succeeded
     * @param duration from the call to its end
     */
    void called(Operation operation, @Nullable ErrorKind failure, Duration duration);
}
