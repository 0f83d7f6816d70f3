package dev.hathora.operator.controller;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.controller.report.OperatorObserver;
import dev.hathora.operator.simulator.Fault;
import dev.hathora.operator.simulator.FaultKind;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.JumpingClock;
import dev.hathora.operator.testing.MockCluster;
import dev.hathora.operator.testing.OperatorFixture;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** No resource is reconciled in a tight loop, whatever requeues it. */
@NullUnmarked // a null where there should be none fails the test by itself
class ReconcileRateTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int MANY = 1000;

    private final MockCluster cluster = new MockCluster();
    private final OperatorFixture operator = OperatorFixture.withoutOperator(cluster.client(), "games",
            SimulatorOptions.defaults().withBoot(Duration.ZERO), Duration.ofSeconds(1));
    private final AtomicInteger delayed = new AtomicInteger();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(HathoraRoomReconciler.class);

    @AfterEach
    void stop() {
        logger.detachAppender(log);
        operator.close();
        cluster.close();
    }

    @Test
    void whoChangesAResourceInALoopIsToldAndServedTwicePerSecond() {
        log.start();
        logger.addAppender(log);
        operator.startOperator(UnaryOperator.identity(), new OperatorObserver() {
            @Override
            public void passDelayed() {
                delayed.incrementAndGet();
            }
        });
        operator.active("restless", "region: Tokyo");

        int changes = 0;
        while (delayed.get() == 0 && changes < MANY) {
            operator.annotate("restless", HathoraRoom.ABANDON_ROOM, "change-" + changes++);
        }

        assertThat(delayed).hasPositiveValue();
        assertThat(changes).as("that many in a row are nothing unusual").isGreaterThan(80);
        // it is counted before it is logged
        await().atMost(PATIENCE).until(() -> !lines("restless").isEmpty());
        assertThat(lines("restless")).singleElement().satisfies(line -> {
            assertThat(line.getMDCPropertyMap()).containsEntry("namespace", "games");
            assertThat(line.getFormattedMessage()).contains("reconciled too often", "has the reason Active");
        });
        operator.edit("restless", "roomConfig: the last word");
        await().atMost(PATIENCE).until(() -> "the last word".equals(operator.liveRooms().getFirst().roomConfig()));
    }

    private List<ILoggingEvent> lines(String name) {
        return List.copyOf(log.list).stream().filter(line -> name.equals(line.getMDCPropertyMap().get("name")))
                .toList();
    }

    /** The operator was killed after createRoom, and the room ended before anybody saw it. Its id is used up. */
    @Test
    void aRoomThatEndedUnseenIsLookedUpAgainWhenThatIsDue() {
        JumpingClock clock = new JumpingClock();
        operator.hathora().forgetDestroyedRoomsAfter(Duration.ZERO);
        operator.hathora().faults().add(Fault.on(Operation.CREATE_ROOM, new FaultKind.DropAfterCommit()));
        operator.hathora().faults().add(Fault.on(Operation.GET_ROOM_INFO, FaultKind.Status.of(500)));
        operator.startOperator(clock);
        operator.apply("duel", "region: Tokyo\nrestartPolicy: Never");
        await().atMost(PATIENCE).until(() -> !operator.liveRooms().isEmpty());
        operator.stopOperator();
        String roomId = operator.liveRooms().getFirst().roomId();
        operator.hathora().destroyAsGame(roomId);
        operator.hathora().faults().clear();
        operator.startOperator(clock);
        // createRoom is sent again, is refused, and may then still take effect for 30 s
        await().atMost(PATIENCE).until(() -> operator.hathora().stats().count(Operation.CREATE_ROOM, 400) > 0);
        jump(clock, Duration.ofSeconds(31));
        operator.awaitReason("duel", "RoomEnded");
        long before = operator.calls(Operation.GET_ROOM_INFO);

        jump(clock, Duration.ofMinutes(2));

        await("looked up again").atMost(PATIENCE).until(() -> operator.calls(Operation.GET_ROOM_INFO) > before);
        assertThat(operator.readyReason("duel")).isEqualTo("RoomEnded");
    }

    /** Whoever waits for a pause to end does not notice that the clock was put forward. */
    private void jump(JumpingClock clock, Duration time) {
        clock.jump(time);
        operator.annotate("duel", HathoraRoom.ABANDON_ROOM, "touched-" + clock.instant().toEpochMilli());
    }
}
