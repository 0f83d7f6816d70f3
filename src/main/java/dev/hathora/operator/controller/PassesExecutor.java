package dev.hathora.operator.controller;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs passes, the newest first: a resource that was made or changed just now does not wait for the thousands that a start
 * brings in, and what a pass has begun is gone on with before more is begun. Nobody is forgotten: of each resource one
 * pass waits at most.
 */
final class PassesExecutor extends ThreadPoolExecutor {
    /**
     * Many wait for an answer at the same time, and each holds some 20 KiB meanwhile: thousands of new resources at once
     * have to fit into a small heap.
     */
    static final int AT_ONCE = 500;

    /** An idle thread keeps the buffers that it has used. */
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

    /** Whether passes wait in line, and one of them got its turn within this time: nobody in line is forgotten. */
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
