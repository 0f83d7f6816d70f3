package dev.hathora.operator.host.engine;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Runs work by key: never twice at the same time for one key, and once more if it was asked for meanwhile. Requests for
 * the same key are merged.
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

    /** Has the work done for a key, soon. */
    void request(String key) {
        Progress now = progress.merge(key, Progress.RUNNING, (running, unused) -> Progress.RUNNING_AND_ASKED_FOR);
        // Only who found nothing going on begins it.
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
                // It failed, and must not keep the next request from being done.
                progress.remove(key);
            }
        }
    }
}
