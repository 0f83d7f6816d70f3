package dev.hathora.operator.host.engine;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Runs work by key, never concurrently for one key. If it is requested while it runs, it runs once more afterwards.
 * Requests for the same key are merged.
 */
final class OneAtATime {
    private enum Progress {
        RUNNING,
        RUNNING_AND_ASKED_FOR
    }

    private final ConcurrentMap<String, Progress> progress = new ConcurrentHashMap<>();
    private final Executor executor;
    private final Consumer<String> work;

    OneAtATime(Executor executor, Consumer<String> work) {
        this.executor = executor;
        this.work = work;
    }

    /** Requests the work for a key. It is done soon, in another thread. */
    void request(String key) {
        Progress now = progress.merge(key, Progress.RUNNING, (running, unused) -> Progress.RUNNING_AND_ASKED_FOR);
        // It is only started if it was not running.
        if (now == Progress.RUNNING) {
            executor.execute(() -> run(key));
        }
    }

    private void run(String key) {
        boolean ended = false;
        try {
            while (!ended) {
                progress.put(key, Progress.RUNNING);
                work.accept(key);
                ended = progress.remove(key, Progress.RUNNING);
            }
        } finally {
            if (!ended) {
                // It failed, which must not prevent the next request.
                progress.remove(key);
            }
        }
    }
}
