package dev.hathora.operator.cloud;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Told of every call to Hathora, for metrics, the limiter and whoever has a veto. Runs on the caller's thread: must not
 * block.
 */
@FunctionalInterface
public interface CallObserver {
    /** For those who want to know nothing. */
    CallObserver NONE = (operation, appId, failure, duration) -> {};

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
     * @param appId for which application
     * @param failure what it failed with; null: it succeeded
     * @param duration from the call to its end
     */
    void called(Operation operation, String appId, @Nullable HathoraException failure, Duration duration);

    /** Tells this one first, then {@code next}. */
    default CallObserver and(CallObserver next) {
        CallObserver first = this;
        return new CallObserver() {
            @Override
            public void calls(Operation operation) {
                first.calls(operation);
                next.calls(operation);
            }

            @Override
            public void called(Operation operation, String appId, @Nullable HathoraException failure,
                    Duration duration) {
                first.called(operation, appId, failure, duration);
                next.called(operation, appId, failure, duration);
            }
        };
    }
}
