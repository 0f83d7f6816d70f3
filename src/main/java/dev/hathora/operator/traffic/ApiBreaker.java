package dev.hathora.operator.traffic;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Operation;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.core.IntervalFunction;
import org.jspecify.annotations.Nullable;

/**
 * A circuit breaker. The API counts as down when 80 % of the last 40 calls failed with {@link ErrorKind#TRANSIENT};
 * every other outcome is an answer. Random failures of a quarter of the calls never reach this threshold. The circuit
 * is then open for 2 s, after which three probes are permitted. If all of them fail, it is open for twice as long, up
 * to 30 s. Otherwise the API is back.
 *
 * <p>If one operation, or one application, fails while others succeed, the failures do not count against the API as a
 * whole. While the API counts as down, an application without recent failures ({@link #isFree}) need not wait for
 * probes, because only calls of other applications failed. If one of its calls succeeds, the API is up.
 *
 * <p>A result counts only for the state in which its call was started. Late results of earlier calls are ignored. Not
 * thread-safe. Times are in nanoseconds from the given clock.
 */
final class ApiBreaker {
    private static final int CALLS_JUDGED = 40;
    private static final float FAILED_PERCENT = 80;
    private static final int PROBES = 3;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(2);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    /** If a probe has no result for longer than a call can take, it was never sent, and another one is permitted. */
    private static final long PROBE_NANOS = TimeUnit.SECONDS.toNanos(15);
    /** How long a failure of an application is remembered. */
    private static final long REMEMBERED_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final LongSupplier nanoTime;
    private final IntervalFunction waits = IntervalFunction.ofExponentialBackoff(FIRST_WAIT, 2, LONGEST_WAIT);
    private final CircuitBreaker breaker;
    /** The sequence number of the last successful call of each kind. */
    private final Map<Subject, Long> succeeded = new HashMap<>();
    /** For each kind of call that fails: the sequence number of its first failure. */
    private final Map<Subject, Long> failing = new HashMap<>();
    /** The time of the last failed call of each application. */
    private final Map<String, Long> failedAt = new HashMap<>();
    private long calls;
    private long stateSince;
    private long openUntil;
    private long lastProbe;

    /** The kinds of calls that may fail independently of the API as a whole. */
    private record Subject(Operation operation, String appId) {}

    ApiBreaker(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.stateSince = nanoTime.getAsLong() - TimeUnit.DAYS.toNanos(1);
        this.breaker = CircuitBreaker.of("Hathora", CircuitBreakerConfig.custom()
                .slidingWindow(CALLS_JUDGED, CALLS_JUDGED, SlidingWindowType.COUNT_BASED)
                .failureRateThreshold(FAILED_PERCENT)
                .permittedNumberOfCallsInHalfOpenState(PROBES)
                .waitIntervalFunctionInOpenState(this::open)
                .recordException(e -> e instanceof HathoraException failure && saysDown(failure))
                .ignoreException(e -> e instanceof HathoraException failure && wasNeverSent(failure))
                .clock(clock(nanoTime))
                .build());
    }

    /** Whether only probes are permitted. */
    boolean isDown() {
        return breaker.getState() != CircuitBreaker.State.CLOSED;
    }

    /** Whether probes are in flight or permitted. */
    boolean isProbing() {
        return breaker.getState() == CircuitBreaker.State.HALF_OPEN;
    }

    /** Whether the calls of an application are permitted although the API counts as down. */
    boolean isFree(String appId, long now) {
        Long last = failedAt.get(appId);
        return last == null || now - last > LONGEST_WAIT.toNanos();
    }

    /** Permits a call and returns 0. Otherwise returns the nanoseconds from {@code now} after which to ask again. */
    long permit(long now) {
        CircuitBreaker.State before = breaker.getState();
        if (before == CircuitBreaker.State.HALF_OPEN && now - lastProbe >= PROBE_NANOS) {
            breaker.releasePermission();
        }
        boolean permitted = breaker.tryAcquirePermission();
        noteTransition(before, now);
        if (!permitted) {
            return Math.max(1, (isProbing() ? lastProbe + PROBE_NANOS : openUntil) - now);
        }
        lastProbe = now;
        return 0;
    }

    /**
     * Records the outcome of a call.
     *
     * @param operation the operation
     * @param appId the application
     * @param failure the failure; null if the call succeeded
     * @param began when the call was started
     * @return whether this ended an outage
     */
    boolean record(Operation operation, String appId, @Nullable HathoraException failure, long began, long now) {
        if (began - stateSince < 0) {
            return false;
        }
        CircuitBreaker.State before = breaker.getState();
        boolean free = isFree(appId, now);
        boolean alone = failsAlone(new Subject(operation, appId), failure, now);
        if (isDown() && free && isAnswer(failure)) {
            // only other applications failed, not the API
            breaker.transitionToClosedState();
            stateSince = now;
            return false;
        }
        long duration = now - began;
        if (alone) {
            breaker.releasePermission();
        } else if (failure == null) {
            breaker.onSuccess(duration, TimeUnit.NANOSECONDS);
        } else {
            breaker.onError(duration, TimeUnit.NANOSECONDS, failure);
        }
        noteTransition(before, now);
        return before != breaker.getState() && !isDown();
    }

    /** Whether, among the last calls, a call of another kind has succeeded since this kind started to fail. */
    private boolean failsAlone(Subject subject, @Nullable HathoraException failure, long now) {
        if (failure != null && wasNeverSent(failure)) {
            return false;
        }
        calls++;
        succeeded.values().removeIf(success -> success <= calls - CALLS_JUDGED);
        if (isAnswer(failure)) {
            succeeded.put(subject, calls);
            failing.remove(subject);
            return false;
        }
        failedAt.put(subject.appId(), now);
        failedAt.values().removeIf(last -> now - last > REMEMBERED_NANOS);
        failing.keySet().removeIf(kind -> !failedAt.containsKey(kind.appId()));
        long since = Math.max(failing.computeIfAbsent(subject, first -> calls), calls - CALLS_JUDGED);
        return succeeded.values().stream().anyMatch(success -> success > since);
    }

    /** Whether the API has answered. A rejection is an answer as well. */
    private static boolean isAnswer(@Nullable HathoraException failure) {
        return failure == null || !(saysDown(failure) || wasNeverSent(failure));
    }

    private static boolean saysDown(HathoraException failure) {
        return failure.kind() == ErrorKind.TRANSIENT;
    }

    private void noteTransition(CircuitBreaker.State before, long now) {
        if (before != breaker.getState()) {
            stateSince = now;
        }
    }

    /**
     * The library does not expose how long the circuit stays open, so this function records the value when the library
     * asks for it.
     */
    private long open(int times) {
        long millis = waits.apply(times);
        // one more, because the library permits probes only after that time, not exactly at it
        openUntil = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(millis + 1);
        return millis;
    }

    /** Whether the call was never sent. Then its failure says nothing about the API. */
    private static boolean wasNeverSent(HathoraException failure) {
        return failure.kind() != ErrorKind.TRANSIENT && failure.status() == 0;
    }

    /** A clock that is monotonic, unlike the time of day. */
    private static Clock clock(LongSupplier nanoTime) {
        long start = nanoTime.getAsLong();
        InstantSource source = () -> Instant.EPOCH.plusNanos(nanoTime.getAsLong() - start);
        return source.withZone(ZoneOffset.UTC);
    }
}
