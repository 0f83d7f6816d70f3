package dev.hathora.operator.cloud;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Observes every call to Hathora, for metrics, the rate limiter and components that may veto a call. Runs on the
 * caller's thread and must not block.
 */
@FunctionalInterface
public interface CallObserver {
    /** An observer that does nothing. */
    CallObserver NONE = (operation, appId, failure, duration) -> {};

    /**
     * Invoked before a call is sent. An exception thrown here prevents the call, and is passed to the caller.
     *
     * @param operation the operation
     */
    default void calls(Operation operation) {
        // optional
    }

    /**
     * Invoked after a call. Must not throw.
     *
     * @param operation the operation
     * @param appId the application
     * @param failure the failure; null if the call succeeded
     * @param duration the duration of the call
     */
    void called(Operation operation, String appId, @Nullable HathoraException failure, Duration duration);

    /** An observer that invokes this one first, then {@code next}. */
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
