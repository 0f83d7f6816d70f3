package dev.hathora.operator.controller;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Thousands of resources come at once: their passes fit into a small heap, and one more is not the last to be served. */
class PassesExecutorTest {
    private final PassesExecutor executor = new PassesExecutor();
    private final CountDownLatch answer = new CountDownLatch(1);

    @AfterEach
    void stop() {
        answer.countDown();
        executor.shutdownNow();
    }

    @Test
    void onlySoManyPassesWaitForAnswersAtOnce() {
        IntStream.range(0, 3 * PassesExecutor.AT_ONCE).forEach(i -> executor.execute(this::awaitAnswer));

        await().until(() -> executor.getActiveCount() == PassesExecutor.AT_ONCE);
        assertThat(executor.getQueue()).hasSize(2 * PassesExecutor.AT_ONCE);

        answer.countDown();
        await().until(() -> executor.getCompletedTaskCount() == 3 * PassesExecutor.AT_ONCE);
    }

    @Test
    void theNewestComesFirst() {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch full = new CountDownLatch(PassesExecutor.AT_ONCE - 1);
        IntStream.range(1, PassesExecutor.AT_ONCE).forEach(i -> executor.execute(() -> {
            full.countDown();
            awaitAnswer();
        }));
        await().until(() -> full.getCount() == 0);
        // the last thread takes these one by one, after the first of them
        CountDownLatch allThere = new CountDownLatch(1);
        executor.execute(() -> awaitUninterrupted(allThere));
        List.of(1, 2, 3).forEach(i -> executor.execute(() -> order.add(i)));
        allThere.countDown();

        await().until(() -> order.size() == 3);
        assertThat(order).containsExactly(3, 2, 1);
    }

    @Test
    void workIsBeingDoneWhereSomeWaitInLineAndOneHasBegun() {
        assertThat(executor.isWorkingOff(Duration.ofHours(1))).as("nothing to do").isFalse();

        IntStream.range(0, 2 * PassesExecutor.AT_ONCE).forEach(i -> executor.execute(this::awaitAnswer));
        await().until(() -> executor.getActiveCount() == PassesExecutor.AT_ONCE);
        assertThat(executor.isWorkingOff(Duration.ofHours(1))).as("some wait").isTrue();
        await("stuck").until(() -> !executor.isWorkingOff(Duration.ofMillis(50)));

        answer.countDown();
        await("all done").until(() -> !executor.isWorkingOff(Duration.ofHours(1)));
    }

    @Test
    void whoHasNothingToDoKeepsNoThreads() {
        IntStream.range(0, 50).forEach(i -> executor.execute(() -> {}));

        await().atMost(Duration.ofMinutes(1)).until(() -> executor.getCompletedTaskCount() == 50
                && executor.getPoolSize() == 0);
    }

    private void awaitAnswer() {
        awaitUninterrupted(answer);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
