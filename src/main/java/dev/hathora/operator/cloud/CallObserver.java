package dev.hathora.operator.cloud;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Told of every call to Hathora when it is over, for metrics and the limiter. Runs on the caller's thread: must not block
 * or throw.
 */
@FunctionalInterface
public interface CallObserver {
    /** For those who want to know nothing. */
    CallObserver NONE = (operation, failure, duration) -> {};

    /**
     * A call is over.
     *
     * @param operation what was called
     * @param failure what it failed with; null: it succeeded
     * @param duration from the call to its end
     */
    void called(Operation operation, @Nullable HathoraException failure, Duration duration);

    /** Tells this one first, then {@code next}. */
    default CallObserver and(CallObserver next) {
        return (operation, failure, duration) -> {
            called(operation, failure, duration);
            next.called(operation, failure, duration);
        };
    }
}
