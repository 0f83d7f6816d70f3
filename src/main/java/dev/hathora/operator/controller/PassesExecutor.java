package dev.hathora.operator.controller;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs passes, the newest first. A resource that was just created or changed does not wait for the thousands of
 * resources that are queued after a start, and a resource that was started is continued before others are started. No
 * resource starves while the queue drains, because at most one pass per resource is queued.
 */
final class PassesExecutor extends ThreadPoolExecutor {
    /**
     * The number of passes that run at once. Most of them wait for an answer, and each holds about 20 KiB meanwhile.
     * The limit keeps memory low when thousands of resources are created at once.
     */
    static final int AT_ONCE = 500;

    /** An idle thread keeps its buffers in memory, so it ends after this time. */
    private static final int IDLE_SECONDS = 5;

    private volatile long begunAt = System.nanoTime();

    PassesExecutor() {
        super(AT_ONCE, AT_ONCE, IDLE_SECONDS, TimeUnit.SECONDS, new NewestFirst(),
                Thread.ofVirtual().name("pass-", 0).factory());
        allowCoreThreadTimeOut(true);
    }

    @Override
    protected void beforeExecute(Thread thread, Runnable pass) {
        begunAt = System.nanoTime();
    }

    /**
     * Whether passes are queued, and one of them started within this time. If so, resources in the queue are not
     * overdue.
     */
    boolean isWorkingOff(Duration within) {
        return !getQueue().isEmpty() && System.nanoTime() - begunAt < within.toNanos();
    }

    private static final class NewestFirst extends LinkedBlockingDeque<Runnable> {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        @Override
        public boolean offer(Runnable pass) {
            return offerFirst(pass);
        }
    }
}
