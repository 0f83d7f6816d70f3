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
 * Judges by how calls end whether the API is down. It is when 80 % of the last 40 calls failed in a way that says so
 * ({@link ErrorKind#TRANSIENT}; anything else is an answer): a quarter of calls failing at random never looks like that.
 * Then nothing is permitted for 2 s, then three probes; when all of them fail, again nothing for twice as long, up to
 * 30 s; else the API is back.
 *
 * <p>What fails while something else succeeds fails alone, and says nothing about the API as a whole: one operation, or the
 * calls of one application. While the API counts as down, an application of which no call has failed lately
 * ({@link #isFree}) need not wait for probes: it was judged by others' calls. If one of its calls succeeds, the API is up.
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
    /** For how long it is known of an application that its calls have failed. */
    private static final long REMEMBERED_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final LongSupplier nanoTime;
    private final IntervalFunction waits = IntervalFunction.ofExponentialBackoff(FIRST_WAIT, 2, LONGEST_WAIT);
    private final CircuitBreaker breaker;
    /** For each kind of call the number of the one that succeeded last. */
    private final Map<Subject, Long> succeeded = new HashMap<>();
    /** For each kind of call that fails the number of the one since which it does. */
    private final Map<Subject, Long> failing = new HashMap<>();
    /** For each application when one of its calls failed last. */
    private final Map<String, Long> failedAt = new HashMap<>();
    private long calls;
    private long stateSince;
    private long openUntil;
    private long lastProbe;

    /** What may fail alone. */
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

    /** Whether nothing but probes is permitted. */
    boolean isDown() {
        return breaker.getState() != CircuitBreaker.State.CLOSED;
    }

    /** Whether probes are out, or may go. */
    boolean isProbing() {
        return breaker.getState() == CircuitBreaker.State.HALF_OPEN;
    }

    /** Whether an application's calls need no permission although the API counts as down. */
    boolean isFree(String appId, long now) {
        Long last = failedAt.get(appId);
        return last == null || now - last > LONGEST_WAIT.toNanos();
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
     * @param appId for which application
     * @param failure how it failed; null: it did not
     * @param began when it began
     * @return whether this brought back the API after an outage
     */
    boolean record(Operation operation, String appId, @Nullable HathoraException failure, long began, long now) {
        if (began - stateSince < 0) {
            return false;
        }
        CircuitBreaker.State before = breaker.getState();
        boolean free = isFree(appId, now);
        boolean alone = failsAlone(new Subject(operation, appId), failure, now);
        if (isDown() && free && isAnswer(failure)) {
            // it was the others' applications that failed, not the API
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

    /** Whether a call of another kind has succeeded since this kind fails, among the last calls. */
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

    /** Whether the API has answered: a refusal is an answer, too. */
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
