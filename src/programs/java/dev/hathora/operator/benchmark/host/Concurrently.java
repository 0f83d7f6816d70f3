package dev.hathora.operator.benchmark.host;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Work on many things at once. */
final class Concurrently {
    private Concurrently() {}

    /** Works on one of them. */
    interface Work<T, R> {
        R on(T thing) throws Exception;
    }

    /** Works on all of them. @return the results, in the same order */
    static <T, R> List<R> run(int threads, List<T> things, Work<T, R> work) throws Exception {
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<R>> all = things.stream().map(thing -> executor.submit(() -> work.on(thing))).toList();
            List<R> results = new ArrayList<>();
            for (Future<R> one : all) {
                results.add(one.get());
            }
            return results;
        }
    }
}
