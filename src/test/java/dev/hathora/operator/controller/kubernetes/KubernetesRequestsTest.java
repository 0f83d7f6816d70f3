package dev.hathora.operator.controller.kubernetes;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** How many requests go at once, and which go first. */
class KubernetesRequestsTest {
    private static final int BOUND = 50;

    private final KubernetesRequests requests = new KubernetesRequests();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @ParameterizedTest(name = "at most {0}")
    @ValueSource(ints = {2, BOUND})
    void noMoreThanTheBoundAndAllInTheEnd(int bound) throws InterruptedException {
        KubernetesRequests requests = bound == BOUND ? this.requests : new KubernetesRequests(bound);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch left = new CountDownLatch(3000);
        for (int i = 0; i < 3000; i++) {
            Runnable request = () -> {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                LockSupport.parkNanos(1000);
                now.decrementAndGet();
                left.countDown();
            };
            boolean behind = i % 3 == 0;
            threads.execute(() -> {
                if (behind) {
                    requests.sendBehind(request);
                } else {
                    requests.run(request);
                }
            });
        }
        assertThat(left.await(60, java.util.concurrent.TimeUnit.SECONDS)).as("all went").isTrue();
        assertThat(most.get()).isLessThanOrEqualTo(bound);
    }

    @Test
    void whatIsOnlyACourtesyGoesBehindWhatWaits() {
        Semaphore ends = new Semaphore(0);
        AtomicInteger sent = new AtomicInteger();
        for (int i = 0; i < BOUND; i++) {
            threads.execute(() -> requests.run(() -> {
                sent.incrementAndGet();
                ends.acquireUninterruptibly();
            }));
        }
        await().until(() -> sent.get() == BOUND);
        ConcurrentLinkedQueue<String> order = new ConcurrentLinkedQueue<>();
        Thread event = Thread.ofVirtual().start(() -> requests.sendBehind(() -> order.add("event")));
        await().until(() -> event.getState() == Thread.State.WAITING);
        List<Thread> writes = java.util.stream.IntStream.range(0, 10)
                .mapToObj(i -> Thread.ofVirtual().start(() -> requests.run(() -> order.add("write")))).toList();
        await()
                .until(() -> writes.stream().allMatch(write -> write.getState() == Thread.State.WAITING));

        ends.release(1);

        await().until(() -> order.size() == 11);
        assertThat(List.copyOf(order).getLast()).isEqualTo("event");
        ends.release(BOUND);
    }
}
