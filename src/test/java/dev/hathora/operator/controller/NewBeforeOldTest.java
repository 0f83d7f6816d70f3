package dev.hathora.operator.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.MockCluster;
import dev.hathora.operator.testing.OperatorFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Under a limit that is far too low for the looks at all rooms, who is new or changed goes first. */
class NewBeforeOldTest {
    private static final int ROOMS = 60;
    /** So few that the looks of one round take longer than a busy machine delays whoever must not wait for them. */
    private static final int CALLS_PER_SECOND = 5;

    private final MockCluster cluster = new MockCluster();
    private final OperatorFixture operator = new OperatorFixture(cluster.client(), "games",
            SimulatorOptions.defaults().withBoot(Duration.ZERO).withRoomsPerProcess(1), Duration.ofSeconds(1));
    private Instant begin = Instant.EPOCH;
    private long callsBefore;

    /** Each room is on a process of its own, so that the looks of one round alone are twelve seconds' worth of calls. */
    @BeforeEach
    void afterARestartManyRoomsWaitForALook() {
        List<String> names = IntStream.range(0, ROOMS).mapToObj(i -> "old-" + i).toList();
        names.forEach(name -> operator.apply(name, "region: Tokyo\nroomConfig: one"));
        names.forEach(name -> operator.awaitReason(name, "Active"));
        operator.stopOperator();
        AtomicLong calls = new AtomicLong();
        await("what it has sent is answered, and so counted").pollInterval(Duration.ofSeconds(1)).until(() -> {
            long total = operator.hathora().stats().total();
            return calls.getAndSet(total) == total;
        });
        begin = Instant.now();
        callsBefore = operator.hathora().stats().total();
        long lists = lists();
        operator.startOperatorWithLimit(CALLS_PER_SECOND);
        await("the first looks").until(() -> lists() > lists + CALLS_PER_SECOND);
    }

    @AfterEach
    void stop() {
        operator.close();
        cluster.close();
    }

    @Test
    void aNewRoomDoesNotWaitForThem() {
        long before = lists();

        operator.active("new", "region: Tokyo");

        assertThat(lists() - before).as("looks at others until it was ready").isLessThan(ROOMS / 2);
        assertLimitWasKept();
    }

    @Test
    void aChangeDoesNotWaitForThem() {
        long before = lists();

        operator.edit("old-7", "roomConfig: two");
        operator.await("old-7", "second generation", status -> Objects.equals(status.observedGeneration(), 2L));

        assertThat(lists() - before).as("looks at others until it was changed").isLessThan(ROOMS / 2);
        assertThat(operator.calls(Operation.UPDATE_ROOM_CONFIG)).isEqualTo(1);
        assertLimitWasKept();
    }

    @Test
    void aDeletionDoesNotWaitForThem() {
        long before = lists();

        operator.resource("old-7").delete();
        operator.awaitGone("old-7");

        assertThat(lists() - before).as("looks at others until it was gone").isLessThan(ROOMS / 2);
        assertThat(operator.liveRooms()).hasSize(ROOMS - 1);
        assertLimitWasKept();
    }

    private long lists() {
        return operator.calls(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS);
    }

    /** No more than the bucket holds, which is less than a second's worth, and what runs into it. */
    private void assertLimitWasKept() {
        long calls = operator.hathora().stats().total() - callsBefore;
        double seconds = Duration.between(begin, Instant.now()).toMillis() / 1000.0;
        assertThat(calls).as("calls in %s s", seconds)
                .isLessThanOrEqualTo((long) Math.ceil(CALLS_PER_SECOND * (seconds + 1)));
    }
}
