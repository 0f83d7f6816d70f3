package dev.hathora.operator.controller;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.JumpingClock;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What happened while no operator ran, and what one that remembers nothing makes of it. */
@RealApiServer
@NullUnmarked // a null where there should be none fails the test by itself
class OperatorRestartTest {
    private final TestCluster cluster;
    private final OperatorFixture operator;

    OperatorRestartTest(TestCluster cluster) {
        this.cluster = cluster;
        this.operator = new OperatorFixture(cluster.client(), cluster.namespace(),
                SimulatorOptions.defaults().withBoot(Duration.ofMillis(50)), Duration.ofSeconds(1));
    }

    @AfterEach
    void stop() {
        operator.close();
    }

    @Test
    void aRestoredResourceFindsItsRoom() {
        String roomId = operator.active("lobby", "region: Tokyo");
        HathoraRoom backup = operator.resource("lobby").get();
        operator.stopOperator();
        operator.change("lobby", room -> {
            room.getMetadata().setFinalizers(List.of());
            return room;
        });
        operator.resource("lobby").delete();
        operator.awaitGone("lobby");

        operator.apply("lobby", "region: Tokyo", backup.getMetadata().getAnnotations());
        operator.startOperator();

        // the original may live somewhere: a person has to say that it does not
        operator.awaitReason("lobby", "RestoredCopy");
        operator.annotate("lobby", HathoraRoom.TAKE_OVER, roomId);

        assertThat(operator.awaitReason("lobby", "Active").roomId()).isEqualTo(roomId);
        assertThat(operator.hathora().rooms()).hasSize(1);
        operator.resource("lobby").delete();
        operator.awaitGone("lobby");
        assertThat(operator.liveRooms()).isEmpty();
    }

    /** The operator before the last one may have asked for its address, and died before Hathora took that in. */
    @Test
    void aRoomThatCouldBeJoinedAMomentAgoIsNotSuspendedWhileACallMayStillWakeIt() {
        JumpingClock clock = new JumpingClock();
        String roomId = operator.active("hall", "region: Tokyo");
        operator.stopOperator();
        operator.startOperator(clock);

        operator.edit("hall", "state: Suspended");

        operator.await("hall", "waiting", s -> s.condition("Ready").getMessage().contains("can no longer wake it"));
        assertThat(operator.calls(Operation.SUSPEND_ROOM)).isZero();
        clock.jump(Duration.ofSeconds(32));
        operator.annotate("hall", HathoraRoom.ABANDON_ROOM, "touched");
        operator.awaitReason("hall", "Suspended");
        assertThat(operator.changes(roomId)).containsExactly("createRoom", "suspendRoom");
    }

    @Test
    void aRoomWhoseSecretWentFirstCanBeAbandoned() {
        operator.putSecret("hathora", Map.of("token", "dev-token"));
        String roomId = operator.active("match", "region: Tokyo\ncredentialsSecretRef: {name: hathora}");
        operator.stopOperator();
        cluster.client().secrets().inNamespace(cluster.namespace()).withName("hathora").delete();
        operator.resource("match").delete();
        operator.startOperator();
        assertThat(operator.awaitReason("match", "CredentialsMissing").condition("Ready").getMessage())
                .contains(HathoraRoom.ABANDON_ROOM + "=" + roomId);

        operator.annotate("match", HathoraRoom.ABANDON_ROOM, "another");
        operator.annotate("match", HathoraRoom.ABANDON_ROOM, roomId);

        operator.awaitGone("match");
        await().untilAsserted(() -> assertThat(operator.eventReasons("match")).contains("RoomAbandoned"));
        assertThat(operator.liveRooms()).hasSize(1);
        assertThat(operator.changes(roomId)).containsExactly("createRoom");
    }
}
