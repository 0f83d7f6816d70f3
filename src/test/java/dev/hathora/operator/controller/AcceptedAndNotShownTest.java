package dev.hathora.operator.controller;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.api.hathoraroom.Phase;
import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.ReadyStatus;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Hathora accepts a change, but does something else, or nothing. The change is sent again with backoff, and users see
 * why.
 */
@RealApiServer
@NullUnmarked // a null where there should be none fails the test by itself
@Execution(ExecutionMode.CONCURRENT)
class AcceptedAndNotShownTest {
    /** Within this time, something that is sent again each second is sent ten times. */
    private static final Duration A_WHILE = Duration.ofSeconds(10);
    /** At 0 s, 1 s, 3 s, 7 s and 15 s. */
    private static final int AT_MOST = 5;

    private static final ConnectionInfo STARTING = new ConnectionInfo("deaf", ReadyStatus.STARTING, null, List.of());

    private final TestCluster cluster;
    private final OperatorFixture operator;
    private final Set<String> ignored = ConcurrentHashMap.newKeySet();
    private volatile String appended = "";
    private final List<String> sent = new CopyOnWriteArrayList<>();

    AcceptedAndNotShownTest(TestCluster cluster) {
        this.cluster = cluster;
        operator = OperatorFixture.withoutOperator(cluster.client(), cluster.namespace(),
                SimulatorOptions.defaults().withBoot(Duration.ofMillis(50)), Duration.ofSeconds(1));
        operator.startOperator(cluster.client(), this::peculiar);
    }

    @AfterEach
    void stop() {
        cluster.client().resources(HathoraRoom.class).inNamespace(cluster.namespace()).delete();
        await().atMost(Duration.ofSeconds(60)).until(() -> cluster.client().resources(HathoraRoom.class)
                .inNamespace(cluster.namespace()).list().getItems().isEmpty());
        operator.close();
    }

    /** Hathora, as it accepts what it ignores, and rewrites configurations. */
    private HathoraCloud peculiar(HathoraCloud cloud) {
        return (HathoraCloud) Proxy.newProxyInstance(HathoraCloud.class.getClassLoader(),
                new Class<?>[]{HathoraCloud.class}, (proxy, method, arguments) -> {
                    sent.add(method.getName());
                    if (ignored.contains(method.getName())) {
                        return method.getReturnType().equals(void.class) ? null : STARTING;
                    }
                    try {
                        if (method.getName().equals("updateRoomConfig")) {
                            arguments[2] = arguments[2] + appended;
                        }
                        return method.invoke(cloud, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private long sent(String operation) {
        return sent.stream().filter(operation::equals).count();
    }

    private void isSentNowAndThen(String operation) {
        await(operation).during(A_WHILE).atMost(A_WHILE.plusSeconds(30)).until(() -> sent(operation) <= AT_MOST);
        await(operation + " again").until(() -> sent(operation) > 1);
    }

    @Execution(ExecutionMode.SAME_THREAD)
    @Test
    void aConfigurationThatIsRewrittenIsToldAsSuchAndTheRoomIsLookedAfter() {
        String roomId = operator.active("normalised", "region: Tokyo\nroomConfig: first");
        appended = ";v=2";
        operator.edit("normalised", "roomConfig: second");

        isSentNowAndThen("updateRoomConfig");
        HathoraRoomStatus status = operator.awaitReason("normalised", "RoomConfigDiffers");
        assertThat(status.phase()).isEqualTo(Phase.ACTIVE);
        assertThat(status.connection()).isNotNull();
        assertThat(status.condition("Stalled").getMessage()).contains("roomConfigPolicy",
                "that Hathora shows into spec");
        assertThat(operator.eventReasons("normalised")).containsOnlyOnce("RoomConfigUpdated");

        // a new operator knows, and an edit of the game's is still put right at once
        operator.stopOperator();
        String version = operator.resource("normalised").get().getMetadata().getResourceVersion();
        sent.clear();
        operator.startOperator(cluster.client(), this::peculiar);
        operator.awaitLooks(roomId, 3);
        assertThat(sent("updateRoomConfig")).isZero();
        assertThat(operator.resource("normalised").get().getMetadata().getResourceVersion()).isEqualTo(version);
        operator.hathora().setRoomConfig(roomId, "the game's own");
        await("put right")
                .until(() -> operator.room(roomId).roomConfig().equals("second;v=2"));

        operator.edit("normalised", "state: Suspended");
        await("it costs no more").atMost(Duration.ofSeconds(60))
                .until(() -> operator.room(roomId).status() == RoomStatus.SUSPENDED);
        operator.edit("normalised", "roomConfig: second;v=2\nstate: Active");
        operator.awaitReason("normalised", "Active");
    }

    @Execution(ExecutionMode.SAME_THREAD)
    @Test
    void aSuspensionAndAResumptionThatAreNotCarriedOut() {
        String roomId = operator.active("deaf", "region: Tokyo");
        ignored.add("suspendRoom");
        operator.edit("deaf", "state: Suspended");
        isSentNowAndThen("suspendRoom");
        operator.await("deaf", "what it waits for", status -> status.condition("Ready").getReason().equals("Verifying")
                && status.condition("Ready").getMessage().matches(".*has accepted suspendRoom.*growing delays.*"));
        assertThat(operator.eventReasons("deaf")).containsOnlyOnce("RoomSuspended");
        ignored.clear();
        operator.awaitReason("deaf", "Suspended");
        assertThat(operator.hathora().wakeUps(roomId)).isZero();

        ignored.add("resumeRoom");
        operator.edit("deaf", "state: Active");
        isSentNowAndThen("resumeRoom");
        assertThat(operator.eventReasons("deaf")).containsOnlyOnce("RoomResumed");
        ignored.clear();
        operator.awaitReason("deaf", "Active");
    }

    @Execution(ExecutionMode.SAME_THREAD)
    @Test
    void anEndThatIsNotCarriedOut() {
        operator.active("immortal", "region: Tokyo");
        ignored.add("destroyRoom");
        operator.resource("immortal").delete();
        isSentNowAndThen("destroyRoom");

        ignored.clear();
        operator.awaitGone("immortal");
        assertThat(operator.liveRooms()).isEmpty();
    }
}
