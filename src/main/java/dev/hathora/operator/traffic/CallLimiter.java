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
 * Says when calls with one token may be made. Never blocks a thread, and does nothing while nobody waits. Thread-safe.
 *
 * <ul>
 * <li>Calls are admitted at a steady rate, at most 0.2 s' worth (and always one) at once.
 * <li>Who goes next of those who wait, {@link LaneQueue} says: what users wait for before routine, and within that fair
 * shares for applications and namespaces.
 * <li>A 429, or a 503 with Retry-After, stops all lanes for as long as its Retry-After says (at most 60 s), or 1 s, and
 * halves the rate, down to a tenth. From the end of the stop on the rate grows again, from nothing to all of it in 30 s.
 * Of calls that were out together, one counts.
 * <li>While the API is down nothing is admitted but a probe now and then, from each lane in its turn, and the calls of
 * applications of which none has failed, see {@link ApiBreaker}. When it is back, the rate starts at a tenth and is full
 * after 9 s.
 * </ul>
 *
 * <p>All of that is learned from {@link #called}: it must hear of every call, however it ended.
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
     * @param callsPerSecond how many calls may be made per second, above 0; fractions are fine
     * @param timer completes the futures of those who had to wait. May be shared by all limiters; should remove cancelled
     *     tasks at once. To be shut down after this was closed, not before
     * @throws IllegalArgumentException when {@code callsPerSecond} is not a number above 0
     */
    public CallLimiter(double callsPerSecond, ScheduledExecutorService timer) {
        this(callsPerSecond, timer, (lane, waited) -> {});
    }

    /**
     * @param admitted told of each call that may be made, with its lane and for how long it had to wait. Must not block
     * @see #CallLimiter(double, ScheduledExecutorService)
     */
    public CallLimiter(double callsPerSecond, ScheduledExecutorService timer, BiConsumer<Lane, Duration> admitted) {
        this(callsPerSecond, timer, admitted, System::nanoTime);
    }

    /** @param nanoTime the timer's time in nanoseconds from anywhere, never going back */
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
     * Asks to make one call. Who is admitted should make the call soon.
     *
     * @param flow on whose account
     * @return completed when the call may be made, at once where there is room, else on the timer's thread: hand over
     *     there what takes long. Cancelling it gives the place up. Cancelled when the limiter is closed
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
     * Makes room for a call that belongs to one that was admitted: it goes at once, and others wait the longer, those of
     * the same flow first of all. So what was begun ends before something else begins.
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

    /** What holds calls back at the moment, of whichever flow. */
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

    /** What holds back the calls of a flow at the moment. */
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

    /** How many wait in that lane. */
    public int waiting(Lane lane) {
        lock.lock();
        try {
            return waiting.size(lane);
        } finally {
            lock.unlock();
        }
    }

    /** The rate at the moment, whether or not anything is admitted: from a tenth of the configured one up to that. */
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
            // The timer was shut down. Nobody is admitted any more, but how this call ended must get through.
        } finally {
            lock.unlock();
        }
    }

    /** Cancels all who wait, and all who ask later. */
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

    /** Takes out who may go at this moment; empty: nobody yet, and the timer is set for when to try again. Somebody waits. */
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

    /** On the timer's thread. */
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
        // Outside the lock, as this runs what hangs on them. One that was cancelled just now wastes its token.
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

    /** Sees to it that those who wait are looked at within {@code wait} nanoseconds from {@code now}. */
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
