package dev.hathora.operator.controller;

import java.time.Duration;
import java.util.Map;

import dev.hathora.operator.api.HathoraRoomStatus;
import dev.hathora.operator.api.Phase;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The Secret with the connection details: {@code connectionSecret}. */
@RealApiServer
@TestInstance(Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
@NullUnmarked // a null where there should be none fails the test by itself
class ConnectionSecretTest {
    private final OperatorFixture operator;

    ConnectionSecretTest(TestCluster cluster) {
        operator = new OperatorFixture(cluster.client(), cluster.namespace(),
                SimulatorOptions.defaults().withBoot(Duration.ofMillis(50)), Duration.ofSeconds(1));
        // before there is any process, because rooms of both tests may share one
        operator.hathora().setAdditionalPorts("debug");
    }

    @AfterAll
    void stop() {
        operator.close();
    }

    @Test
    void theSecretFollowsTheRoom() {
        String roomId = operator.active("lobby", "region: Tokyo\nconnectionSecret: {name: lobby-connection}");
        HathoraRoomStatus status = operator.status("lobby");
        assertThat(status.binding().name()).isEqualTo("lobby-connection");
        assertThat(operator.secret("lobby-connection")).containsEntry("type", "hathora-room")
                .containsEntry("provider", "hathora")
                .containsEntry("room-id", roomId).containsEntry("app-id", OperatorFixture.APP)
                .containsEntry("host", status.connection().host())
                .containsEntry("port", String.valueOf(status.connection().port()))
                .containsEntry("transport", "tcp").containsEntry("uri", "tcp://" + status.connection().address())
                .containsKeys("debug-host", "debug-port", "debug-transport", "debug-uri");

        operator.edit("lobby", "state: Suspended");
        operator.awaitReason("lobby", "Suspended");
        assertThat(operator.secret("lobby-connection")).containsOnlyKeys("type", "provider", "room-id", "app-id");

        operator.edit("lobby", "connectionSecret: {name: renamed}\nstate: Active");
        operator.await("lobby", "active under a new name", s -> s.connection() != null && s.binding() != null
                && s.binding().name().equals("renamed"));
        await().atMost(Duration.ofSeconds(60)).until(() -> operator.secret("lobby-connection") == null);
        assertThat(operator.secret("renamed")).containsKey("host");

        operator.resource("lobby").delete();
        operator.awaitGone("lobby");
        await("the garbage collector").atMost(Duration.ofSeconds(60)).until(() -> operator.secret("renamed") == null);
    }

    @Test
    void aSecretOfSomebodyElseIsNeverOverwritten() {
        operator.putSecret("theirs", Map.of("password", "keep me"));

        operator.apply("refused", "region: Tokyo\nconnectionSecret: {name: theirs}");

        HathoraRoomStatus status = operator.awaitReason("refused", "ConnectionSecretUnavailable");
        assertThat(status.condition("Stalled").getMessage()).contains("Secret theirs exists");
        assertThat(status.phase()).describedAs("the room itself is fine").isEqualTo(Phase.ACTIVE);
        assertThat(status.binding()).isNull();
        assertThat(operator.secret("theirs")).containsOnlyKeys("password");
    }
}
