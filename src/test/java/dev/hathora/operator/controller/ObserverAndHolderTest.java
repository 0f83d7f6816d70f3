package dev.hathora.operator.controller;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.simulator.Fault;
import dev.hathora.operator.simulator.FaultKind;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.JumpingClock;
import dev.hathora.operator.testing.MockCluster;
import dev.hathora.operator.testing.OperatorFixture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two resources for one room: the one that observes it must not wake what the one that holds it puts to sleep. */
@Execution(ExecutionMode.CONCURRENT)
class ObserverAndHolderTest {
    private static final String ROOM = "finals";
    private static final String HOLDER = "holder";
    private static final String OBSERVER = "observer";

    private final MockCluster cluster = new MockCluster();
    private final OperatorFixture operator = OperatorFixture.withoutOperator(cluster.client(), "games",
            SimulatorOptions.defaults().withBoot(Duration.ZERO), Duration.ofMillis(300));

    @AfterEach
    void stop() {
        operator.close();
        cluster.close();
    }

    /** What happens on the way to Hathora. */
    @FunctionalInterface
    private interface OnTheWay {
        /**
         * Instead of the call, or around it.
         *
         * @param call makes it
         */
        @Nullable
        Object happens(String operation, Call call) throws Throwable;
    }

    @FunctionalInterface
    private interface Call {
        @Nullable
        Object make() throws Throwable;
    }

    private void start(OnTheWay onTheWay) {
        operator.startOperator(cluster.client(), cloud -> (HathoraCloud) Proxy.newProxyInstance(
                HathoraCloud.class.getClassLoader(), new Class<?>[]{HathoraCloud.class},
                (proxy, method, arguments) -> onTheWay.happens(method.getName(), () -> {
                    try {
                        return method.invoke(cloud, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                })));
    }

    private void observe() {
        operator.apply(OBSERVER, "region: Tokyo\nroomId: finals\nmanagementPolicy: ObserveOnly");
    }

    private void sleepsOn() {
        operator.awaitLooks(ROOM, 3);
        assertThat(operator.room(ROOM).status()).isEqualTo(RoomStatus.SUSPENDED);
        assertThat(operator.hathora().wakeUps(ROOM)).isZero();
    }

    @Test
    void thoughTheSuspensionComesBetweenItsLookAndItsQuestion() throws Exception {
        CountDownLatch observed = new CountDownLatch(1);
        CountDownLatch asks = new CountDownLatch(1);
        CountDownLatch suspended = new CountDownLatch(1);
        start((operation, call) -> {
            if (operation.equals("getConnectionInfo") && observed.getCount() == 0) {
                asks.countDown();
                // it comes as soon as nothing is in its way
                boolean unused = suspended.await(2, TimeUnit.SECONDS);
            }
            Object answer = call.make();
            if (operation.equals("suspendRoom")) {
                suspended.countDown();
            }
            return answer;
        });
        operator.active(HOLDER, "region: Tokyo\nroomId: finals");
        observed.countDown();
        observe();
        assertThat(asks.await(60, TimeUnit.SECONDS)).isTrue();

        operator.edit(HOLDER, "state: Suspended");

        operator.awaitReason(HOLDER, "Suspended");
        sleepsOn();
    }

    @Test
    void thoughHathorasAnswersLagBehindTheSuspension() {
        AtomicReference<@Nullable Room> old = new AtomicReference<>();
        AtomicInteger lies = new AtomicInteger();
        start((operation, call) -> {
            Room before = old.get();
            if (operation.equals("getRoomInfo") && before != null) {
                lies.incrementAndGet();
                return before;
            }
            return call.make();
        });
        operator.active(HOLDER, "region: Tokyo\nroomId: finals");
        old.set(operator.somebodyElse().getRoomInfo(OperatorFixture.APP, ROOM));
        operator.edit(HOLDER, "state: Suspended");
        await().until(() -> operator.room(ROOM).status() == RoomStatus.SUSPENDED);

        observe();
        operator.awaitReason(OBSERVER, "Observed");
        int before = lies.get();
        await("it is shown running, and its address is not known").until(() -> lies.get() >= before + 5);
        old.set(null);

        operator.awaitReason(HOLDER, "Suspended");
        sleepsOn();
    }

    @Test
    void thoughItsQuestionHadNoAnswerAndTakesEffectLater() {
        JumpingClock clock = new JumpingClock();
        operator.startOperator(clock);
        operator.active(HOLDER, "region: Tokyo\nroomId: finals");
        operator.hathora().faults().add(Fault.on(Operation.GET_CONNECTION_INFO,
                new FaultKind.LateCommit(Duration.ofSeconds(2), 504)).forRoom(ROOM).times(1));
        observe();
        await("asked in vain")
                .until(() -> operator.hathora().faults().struck().isEmpty());

        operator.edit(HOLDER, "state: Suspended");

        assertThat(operator.awaitReason(HOLDER, "Verifying").conditions().toString())
                .contains("waits until an earlier call can no longer wake it");
        await("takes effect").pollDelay(Duration.ofMillis(2500)).until(() -> true);
        assertThat(operator.changes(ROOM)).containsExactly("createRoom");
        clock.jump(Duration.ofSeconds(31));
        operator.annotate(HOLDER, "hathora.dev/look", "again");
        operator.awaitReason(HOLDER, "Suspended");
        sleepsOn();
    }

    /** The holder decides while the question is under way, and has to wait for it. */
    @Test
    void thoughItsQuestionIsUnderWayAndHasNoAnswerInTheEnd() {
        operator.startOperator(new JumpingClock());
        operator.active(HOLDER, "region: Tokyo\nroomId: finals");
        operator.hathora().faults().add(Fault.on(Operation.GET_CONNECTION_INFO,
                new FaultKind.Delay(Duration.ofSeconds(12), Duration.ZERO)).forRoom(ROOM).times(1));
        observe();
        await("asked").until(() -> operator.hathora().faults().struck().isEmpty());

        operator.edit(HOLDER, "state: Suspended");

        assertThat(operator.awaitReason(HOLDER, "Verifying").conditions().toString())
                .contains("waits until an earlier call can no longer wake it");
        assertThat(operator.changes(ROOM)).containsExactly("createRoom");
    }

    @Test
    void butARoomThatNobodyPutsToSleepTellsItsAddress() {
        start((operation, call) -> call.make());
        operator.active(HOLDER, "region: Tokyo\nroomId: finals");
        operator.edit(HOLDER, "state: Suspended");
        operator.awaitReason(HOLDER, "Suspended");
        observe();
        operator.awaitReason(OBSERVER, "Observed");

        operator.edit(HOLDER, "state: Active");

        operator.await(OBSERVER, "its address", s -> s.connection() != null);
    }
}
