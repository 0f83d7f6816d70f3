package dev.hathora.operator.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/** A clock that moves when told to, and a timer by it that runs what is due on the thread that moves the clock. */
public final class VirtualTime extends AbstractExecutorService implements ScheduledExecutorService {
    /** System.nanoTime() may wrap around, and here it soon does. */
    private static final long START = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(3);

    private static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");

    private final List<Task> tasks = new ArrayList<>();
    private final Supplier<Duration> lateness;
    private long elapsed;
    private boolean shutdown;

    /** At its beginning. */
    public VirtualTime() {
        this(() -> Duration.ZERO);
    }

    /** @param lateness by how much the next task scheduled is to run late */
    public VirtualTime(Supplier<Duration> lateness) {
        this.lateness = lateness;
    }

    /** As System.nanoTime() would tell it. */
    public long nanoTime() {
        return START + elapsed;
    }

    /** As a clock would tell it. */
    public Instant instant() {
        return BEGIN.plusNanos(elapsed);
    }

    /** Seconds from the beginning. */
    public double seconds() {
        return elapsed / 1e9;
    }

    /** How many tasks wait for their time. */
    public int scheduled() {
        tasks.removeIf(Task::isCancelled);
        return tasks.size();
    }

    /** Lets time pass, and everything happen that is due in it. */
    public void pass(Duration duration) {
        long end = elapsed + duration.toNanos();
        while (scheduled() > 0) {
            Task next = tasks.stream().min(Comparator.naturalOrder()).orElseThrow();
            if (next.due > end) {
                break;
            }
            tasks.remove(next);
            elapsed = Math.max(elapsed, next.due);
            next.run();
        }
        elapsed = end;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        if (shutdown) {
            throw new RejectedExecutionException("Shut down");
        }
        Task task = new Task(command, elapsed + unit.toNanos(delay) + lateness.get().toNanos());
        tasks.add(task);
        return task;
    }

    @Override
    public void execute(Runnable command) {
        var unused = schedule(command, 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public void shutdown() {
        shutdown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown = true;
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return shutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return shutdown;
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    private final class Task extends FutureTask<@Nullable Void> implements ScheduledFuture<@Nullable Void> {
        private final long due;

        Task(Runnable command, long due) {
            super(command, null);
            this.due = due;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - elapsed, TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(due, ((Task) other).due);
        }
    }
}
