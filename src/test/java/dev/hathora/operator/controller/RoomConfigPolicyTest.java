package dev.hathora.operator.controller;

import java.time.Duration;

import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.controller.report.RoomEvents;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.CommandLineTool;
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

/** Who owns a room's configuration: {@code roomConfigPolicy}, and what counts as a difference. */
@RealApiServer
@TestInstance(Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
@NullUnmarked // a null where there should be none fails the test by itself
class RoomConfigPolicyTest {
    private final OperatorFixture operator;

    RoomConfigPolicyTest(TestCluster cluster) {
        operator = new OperatorFixture(cluster.client(), cluster.namespace(),
                SimulatorOptions.defaults().withBoot(Duration.ofMillis(50)), Duration.ofSeconds(1));
    }

    @AfterAll
    void stop() {
        operator.close();
    }

    @Test
    void enforceWritesBackWhatTheGameChangedAndSendsWhatSpecChanged() {
        String roomId = operator.active("enforced", "region: Tokyo\nroomConfig: first");

        operator.hathora().setRoomConfig(roomId, "the game's own");
        awaitConfig(roomId, "first");
        operator.edit("enforced", "roomConfig: second");
        awaitConfig(roomId, "second");

        operator.awaitLooks(roomId, 2);
        assertThat(operator.changes(roomId)).containsExactly("createRoom", "updateRoomConfig", "updateRoomConfig");
    }

    @Test
    void enforceWritesToASuspendedRoomWithoutWakingIt() {
        String roomId = operator.active("asleep", "region: Tokyo\nroomConfig: first");
        operator.edit("asleep", "state: Suspended");
        operator.awaitReason("asleep", "Suspended");

        operator.edit("asleep", "roomConfig: second");

        awaitConfig(roomId, "second");
        operator.awaitLooks(roomId, 2);
        assertThat(operator.room(roomId).status()).isEqualTo(RoomStatus.SUSPENDED);
        assertThat(operator.changes(roomId)).containsExactly("createRoom", "suspendRoom", "updateRoomConfig");
        assertThat(operator.hathora().wakeUps(roomId)).isZero();
    }

    @Test
    void initialLeavesTheConfigurationToTheGame() {
        String roomId = operator.active("initial", "region: Tokyo\nroomConfig: first\nroomConfigPolicy: Initial");
        assertThat(operator.room(roomId).roomConfig()).isEqualTo("first");

        operator.hathora().setRoomConfig(roomId, "the game's own");
        operator.edit("initial", "roomConfig: edited");

        operator.await("initial", "second generation", s -> s.observedGeneration() == 2);
        operator.awaitLooks(roomId, 2);
        assertThat(operator.room(roomId).roomConfig()).isEqualTo("the game's own");
        assertThat(operator.changes(roomId)).containsExactly("createRoom");
    }

    @Test
    void initialIsSentToTheRoomThatFollows() {
        String roomId = operator.active("again", "region: Tokyo\nroomConfig: first\nroomConfigPolicy: Initial");
        operator.edit("again", "roomConfig: edited");
        operator.await("again", "second generation", s -> s.observedGeneration() == 2);

        operator.hathora().destroyAsGame(roomId);

        operator.await("again", "second room", s -> s.restarts() == 1 && s.connection() != null);
        assertThat(operator.room(roomId + "_1").roomConfig()).isEqualTo("edited");
    }

    @Test
    void jsonIsComparedAsJson() {
        String roomId = operator.active("json", "region: Tokyo\nroomConfigJson: {mode: ranked, rounds: 3}");

        operator.hathora().setRoomConfig(roomId, " { \"rounds\": 3.0,\n \"mode\": \"ranked\" } ");
        operator.edit("json", "roomConfigJson: {rounds: 3, mode: ranked}\nrestartPolicy: Never");

        operator.await("json", "second generation", s -> s.observedGeneration() == 2);
        operator.awaitLooks(roomId, 3);
        assertThat(operator.changes(roomId)).containsExactly("createRoom");
    }

    /** What kubectl's YAML 1.1 makes of a manifest is seen by nobody who reads the manifest. */
    @Test
    void keysThatYamlMadeBooleansAreWarnedAboutOncePerGeneration(TestCluster cluster) {
        CommandLineTool.kubectl().read("""
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraRoom
                metadata: {name: yaml, namespace: %s}
                spec: {region: Tokyo, roomConfigJson: {spawn: [{x: 1, y: 2}], seed: 0123}}
                """.formatted(cluster.namespace()), "apply", "-f", "-");
        String roomId = operator.awaitReason("yaml", "Active").roomId();
        assertThat(operator.room(roomId).roomConfig()).isEqualTo("{\"seed\":83,\"spawn\":[{\"true\":2,\"x\":1}]}");
        await().untilAsserted(() -> assertThat(warnings("yaml")).isEqualTo(1));

        // status is written again, and a pass is made for the same generation
        operator.hathora().destroyAsGame(roomId);
        operator.await("yaml", "second room", s -> s.restarts() == 1 && s.connection() != null);
        operator.edit("yaml", "roomConfigJson: {\"true\": 3}");
        operator.await("yaml", "second generation", s -> s.observedGeneration() == 2);
        await().untilAsserted(() -> assertThat(warnings("yaml")).isEqualTo(2));

        operator.edit("yaml", "roomConfigJson: null");
        operator.edit("yaml", "roomConfigJson: {\"y\": 2}");
        operator.await("yaml", "last generation", s -> s.observedGeneration() == 4);
        operator.awaitLooks(operator.status("yaml").roomId(), 2);
        assertThat(warnings("yaml")).as("that is what was written").isEqualTo(2);
    }

    private int warnings(String name) {
        return operator.eventCount(name, RoomEvents.ROOM_CONFIG_SUSPICIOUS);
    }

    private void awaitConfig(String roomId, String config) {
        await(config).atMost(Duration.ofSeconds(60)).until(() -> config.equals(operator.room(roomId).roomConfig()));
    }
}
