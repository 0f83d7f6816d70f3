package dev.hathora.operator.traffic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Operation;
import org.jspecify.annotations.Nullable;

/**
 * The rate limiter for calls with one token. It never blocks a thread, and does nothing while no call is queued.
 * Thread-safe.
 *
 * <ul>
 * <li>Calls are admitted at a steady rate, at most 0.2 s' worth (and always one) at once.
 * <li>{@link LaneQueue} decides which queued call is next: calls that users wait for precede routine polls, and within
 * that applications and namespaces have fair shares.
 * <li>A 429, or a 503 with Retry-After, stops all lanes for the time in Retry-After (at most 60 s), or for 1 s, and
 * halves the rate, down to a tenth. After the stop the rate grows again, by the full rate in 30 s. Of several calls in
 * flight at the same time, only one counts.
 * <li>While the API is down, only occasional probes are admitted, from each lane in turn, and the calls of applications
 * without failures, see {@link ApiBreaker}. When the API is back, the rate restarts at a tenth and is full again after
 * 9 s.
 * </ul>
 *
 * <p>The limiter learns all of this from {@link #called}, which must be invoked for every call, whatever its outcome.
 */
public final class CallLimiter implements CallObserver, AutoCloseable {
    private final ScheduledExecutorService timer;
    private final BiConsumer<Lane, Duration> admitted;
    private final LongSupplier nanoTime;
    private final Lock lock = new ReentrantLock();

    private final LaneQueue<CompletableFuture<Void>> waiting = new LaneQueue<>();
    private final ApiBreaker breaker;
    private final Pace pace;
    private @Nullable ScheduledFuture<?> wakeUp;
    private long wakeUpAt;
    private boolean closed;

    /**
     * @param callsPerSecond the maximum number of calls per second, greater than 0; may be fractional
     * @param timer completes the futures of queued calls. May be shared by all limiters. Should remove cancelled tasks
     *     at once. Must be shut down only after this limiter is closed.
     * @throws IllegalArgumentException if {@code callsPerSecond} is not a number greater than 0
     */
    public CallLimiter(double callsPerSecond, ScheduledExecutorService timer) {
        this(callsPerSecond, timer, (lane, waited) -> {});
    }

    /**
     * @param admitted called for each permit, with its lane and its time in the queue; must not block
     * @see #CallLimiter(double, ScheduledExecutorService)
     */
    public CallLimiter(double callsPerSecond, ScheduledExecutorService timer, BiConsumer<Lane, Duration> admitted) {
        this(callsPerSecond, timer, admitted, System::nanoTime);
    }

    /**
     * @param nanoTime the timer's monotonic time in nanoseconds, with any origin
     */
    CallLimiter(double callsPerSecond, ScheduledExecutorService timer, BiConsumer<Lane, Duration> admitted,
            LongSupplier nanoTime) {
        if (!(callsPerSecond > 0) || Double.isInfinite(callsPerSecond)) {
            throw new IllegalArgumentException("The number of calls per second must be above 0: " + callsPerSecond);
        }
        this.timer = timer;
        this.admitted = admitted;
        this.nanoTime = nanoTime;
        this.breaker = new ApiBreaker(nanoTime);
        this.pace = new Pace(callsPerSecond, nanoTime.getAsLong());
    }

    /**
     * Requests a permit for one call. The call should be sent soon after the permit is granted.
     *
     * @param flow the tenant of the call
     * @return a future that completes when the call may be sent: at once if the rate permits it, otherwise on the
     *     timer's thread, where long work must be handed over to another thread. Cancelling the future gives up the
     *     place in the queue. The future is cancelled when the limiter is closed.
     */
    public CompletableFuture<Void> admit(Lane lane, Flow flow) {
        CompletableFuture<Void> place = new CompletableFuture<>();
        long asked = nanoTime.getAsLong();
        lock.lock();
        try {
            if (closed) {
                place.cancel(false);
                return place;
            }
            long now = nanoTime.getAsLong();
            boolean first = waiting.isEmpty();
            if (first && pace.waitFrom(now) == 0) {
                waiting.settle();
            }
            waiting.add(lane, flow, place);
            if (first && next(now).isPresent()) {
                admitted.accept(lane, Duration.ZERO);
                place.complete(null);
                return place;
            }
            if (breaker.isDown() && breaker.isFree(flow.appId(), now)) {
                wakeUp(now, pace.waitFrom(now));
            }
        } finally {
            lock.unlock();
        }
        var unused = place.whenComplete((turn, failure) -> {
            if (failure == null) {
                admitted.accept(lane, Duration.ofNanos(nanoTime.getAsLong() - asked));
            } else {
                giveUp(lane, flow, place);
            }
        });
        return place;
    }

    /**
     * Grants a permit at once to a call that belongs to an admitted one. Other calls then wait longer, above all those
     * of the same flow. This lets a sequence of calls finish before another one starts.
     */
    public void follow(Lane lane, Flow flow) {
        lock.lock();
        try {
            pace.take(nanoTime.getAsLong());
            waiting.charge(flow);
        } finally {
            lock.unlock();
        }
        admitted.accept(lane, Duration.ZERO);
    }

    /** What currently holds back calls of any flow. */
    public Obstacle obstacle() {
        lock.lock();
        try {
            return breaker.isDown()
                    ? Obstacle.DOWN
                    : pace.obstacle(!waiting.isEmpty(), nanoTime.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    /** What currently holds back the calls of one flow. */
    public Obstacle obstacle(Flow flow) {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            return breaker.isDown() && !breaker.isFree(flow.appId(), now)
                    ? Obstacle.DOWN
                    : pace.obstacle(!waiting.isEmpty(), now);
        } finally {
            lock.unlock();
        }
    }

    /** The number of queued calls in a lane. */
    public int waiting(Lane lane) {
        lock.lock();
        try {
            return waiting.size(lane);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The current rate, from a tenth of the configured rate up to the configured rate. It does not depend on whether
     * calls are made.
     */
    public double callsPerSecond() {
        lock.lock();
        try {
            return pace.callsPerSecond(nanoTime.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void called(Operation operation, String appId, @Nullable HathoraException failure, Duration duration) {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            long began = now - duration.toNanos();
            boolean down = breaker.isDown();
            boolean probing = breaker.isProbing();
            if (breaker.record(operation, appId, failure, began, now)) {
                pace.startOver(now);
            }
            if (failure != null && failure.asksToSlowDown()) {
                pace.throttle(failure, began, now);
            }
            if ((probing || (down && !breaker.isDown())) && !waiting.isEmpty()) {
                wakeUp(now, pace.waitFrom(now));
            }
        } catch (RejectedExecutionException e) {
            // The timer was shut down. Nothing is admitted any more, but the outcome of this call must be recorded.
        } finally {
            lock.unlock();
        }
    }

    /** Cancels all queued calls and all later requests. */
    @Override
    public void close() {
        List<CompletableFuture<Void>> left;
        lock.lock();
        try {
            closed = true;
            left = waiting.drain();
            sleep();
        } finally {
            lock.unlock();
        }
        left.forEach(place -> place.cancel(false));
    }

    /**
     * Removes the call that may be sent now from the queue. If there is none yet, the result is empty and the timer is
     * set for the next attempt. The queue must not be empty.
     */
    private Optional<CompletableFuture<Void>> next(long now) {
        long wait = pace.waitFrom(now);
        Optional<CompletableFuture<Void>> place = Optional.empty();
        if (wait == 0) {
            place = waiting.poll(flow -> !breaker.isDown() || breaker.isFree(flow.appId(), now));
        }
        if (wait == 0 && place.isEmpty()) {
            wait = breaker.permit(now);
            place = wait == 0 ? waiting.pollLaneByLane() : Optional.empty();
        }
        if (place.isEmpty()) {
            wakeUp(now, wait);
        } else {
            pace.take(now);
        }
        return place;
    }

    /** Runs on the timer's thread. */
    private void admitWaiting() {
        List<CompletableFuture<Void>> turns = new ArrayList<>();
        lock.lock();
        try {
            wakeUp = null;
            long now = nanoTime.getAsLong();
            while (!waiting.isEmpty() && next(now).map(turns::add).isPresent()) {
                // the next one
            }
        } finally {
            lock.unlock();
        }
        // Outside the lock, because this runs the futures' dependents. If a future was just cancelled, its token is
        // lost.
        turns.forEach(place -> place.complete(null));
    }

    private void giveUp(Lane lane, Flow flow, CompletableFuture<Void> place) {
        lock.lock();
        try {
            if (waiting.remove(lane, flow, place) && waiting.isEmpty()) {
                sleep();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sets the timer so that the queue is checked no later than {@code wait} nanoseconds after {@code now}. */
    private void wakeUp(long now, long wait) {
        long at = now + wait;
        if (wakeUp != null && wakeUpAt - at <= 0) {
            return;
        }
        sleep();
        wakeUp = timer.schedule(this::admitWaiting, wait, TimeUnit.NANOSECONDS);
        wakeUpAt = at;
    }

    private void sleep() {
        if (wakeUp != null) {
            wakeUp.cancel(false);
            wakeUp = null;
        }
    }
}
