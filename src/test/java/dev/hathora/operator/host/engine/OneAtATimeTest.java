package dev.hathora.operator.host.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Execution(ExecutionMode.CONCURRENT)
class OneAtATimeTest {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();

    @Test
    void requestsThatWaitAreMerged() {
        OneAtATime work = new OneAtATime(waiting::add, done::add);
        work.request("a");
        work.request("b");
        work.request("a");
        assertThat(waiting).as("one for each key").hasSize(2);

        waiting.forEach(Runnable::run);

        assertThat(done).containsExactly("a", "b");
    }

    @Test
    void whatIsAskedForMeanwhileIsDoneOnceMore() {
        AtomicInteger times = new AtomicInteger();
        OneAtATime[] work = new OneAtATime[1];
        work[0] = new OneAtATime(Runnable::run, key -> {
            if (times.incrementAndGet() == 1) {
                work[0].request(key);
                work[0].request(key);
            }
        });
        work[0].request("a");
        assertThat(times).hasValue(2);
        work[0].request("a");
        assertThat(times).as("nothing is left over").hasValue(3);
    }

    @Test
    void aFailureKeepsNothingFromBeingDoneLater() {
        OneAtATime work = new OneAtATime(Runnable::run, key -> {
            done.add(key);
            if (done.size() == 1) {
                throw new IllegalStateException("the first");
            }
        });
        assertThatThrownBy(() -> work.request("a")).isInstanceOf(IllegalStateException.class);
        work.request("a");
        assertThat(done).containsExactly("a", "a");
    }

    @Test
    void neverTwiceAtATimeAndAlwaysAfterTheLastRequest() {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger seen = new AtomicInteger();
        AtomicInteger mistakes = new AtomicInteger();
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
                ExecutorService callers = Executors.newFixedThreadPool(4)) {
            OneAtATime work = new OneAtATime(workers, key -> {
                if (inside.incrementAndGet() != 1) {
                    mistakes.incrementAndGet();
                }
                seen.set(asked.get());
                inside.decrementAndGet();
            });
            IntStream.range(0, 2_000).forEach(i -> callers.execute(() -> {
                asked.incrementAndGet();
                work.request("a");
            }));
        }
        assertThat(mistakes).hasValue(0);
        assertThat(seen).hasValue(2_000);
    }
}
