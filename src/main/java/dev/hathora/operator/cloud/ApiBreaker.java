package dev.hathora.operator.cloud;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.core.IntervalFunction;
import org.jspecify.annotations.Nullable;

/**
 * Judges by how calls end whether the API is down. It is when 80 % of the last 40 calls failed in a way that says so
 * ({@link ErrorKind#TRANSIENT}; anything else is an answer): a quarter of calls failing at random never looks like that.
 * Then nothing is permitted for 2 s, then three probes; when all of them fail, again nothing for twice as long, up to
 * 30 s; else the API is back.
 *
 * <p>An operation that fails while another one succeeds fails alone, and says nothing about the API as a whole.
 *
 * <p>A call says something about the state in which it began: the late ends of earlier calls are not counted. Not
 * thread-safe. Times are nanoseconds of the clock given.
 */
final class ApiBreaker {
    private static final int CALLS_JUDGED = 40;
    private static final float FAILED_PERCENT = 80;
    private static final int PROBES = 3;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(2);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    /** A probe whose end is not heard of for longer than a call can take never was made: another may go. */
    private static final long PROBE_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final LongSupplier nanoTime;
    private final IntervalFunction waits = IntervalFunction.ofExponentialBackoff(FIRST_WAIT, 2, LONGEST_WAIT);
    private final CircuitBreaker breaker;
    /** For each operation the number of the call that succeeded last. */
    private final Map<Operation, Long> succeeded = new EnumMap<>(Operation.class);
    /** For each operation that fails the number of the call since which it does. */
    private final Map<Operation, Long> failing = new EnumMap<>(Operation.class);
    private long calls;
    private long stateSince;
    private long openUntil;
    private long lastProbe;

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

    /** Whether nothing but probes is permitted. */
    boolean isDown() {
        return breaker.getState() != CircuitBreaker.State.CLOSED;
    }

    /** Whether probes are out, or may go. */
    boolean isProbing() {
        return breaker.getState() == CircuitBreaker.State.HALF_OPEN;
    }

    /** Permits a call: 0. Else how many nanoseconds from {@code now} it is worth asking again. */
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
     * A call is over.
     *
     * @param operation what was called
     * @param failure how it failed; null: it did not
     * @param began when it began
     * @return whether this brought the API back
     */
    boolean record(Operation operation, @Nullable HathoraException failure, long began, long now) {
        if (began - stateSince < 0) {
            return false;
        }
        CircuitBreaker.State before = breaker.getState();
        long duration = now - began;
        if (failsAlone(operation, failure)) {
            breaker.releasePermission();
        } else if (failure == null) {
            breaker.onSuccess(duration, TimeUnit.NANOSECONDS);
        } else {
            breaker.onError(duration, TimeUnit.NANOSECONDS, failure);
        }
        noteTransition(before, now);
        return before != breaker.getState() && !isDown();
    }

    /** Whether another operation has succeeded since this one fails, among the last calls. */
    private boolean failsAlone(Operation operation, @Nullable HathoraException failure) {
        if (failure != null && wasNeverSent(failure)) {
            return false;
        }
        calls++;
        if (failure == null || !saysDown(failure)) {
            // a refusal is an answer, too
            succeeded.put(operation, calls);
            failing.remove(operation);
            return false;
        }
        long since = Math.max(failing.computeIfAbsent(operation, first -> calls), calls - CALLS_JUDGED);
        return succeeded.values().stream().anyMatch(success -> success > since);
    }

    private static boolean saysDown(HathoraException failure) {
        return failure.kind() == ErrorKind.TRANSIENT;
    }

    private void noteTransition(CircuitBreaker.State before, long now) {
        if (before != breaker.getState()) {
            stateSince = now;
        }
    }

    /** The library keeps to itself how long it will be open, so this listens in when it asks for it. */
    private long open(int times) {
        long millis = waits.apply(times);
        // One more, as it opens only after that time, not at it.
        openUntil = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(millis + 1);
        return millis;
    }

    /** Says nothing about the API. */
    private static boolean wasNeverSent(HathoraException failure) {
        return failure.kind() != ErrorKind.TRANSIENT && failure.status() == 0;
    }

    /** Not the time of day, which may jump: the time since the start. */
    private static Clock clock(LongSupplier nanoTime) {
        long start = nanoTime.getAsLong();
        InstantSource source = () -> Instant.EPOCH.plusNanos(nanoTime.getAsLong() - start);
        return source.withZone(ZoneOffset.UTC);
    }
}
