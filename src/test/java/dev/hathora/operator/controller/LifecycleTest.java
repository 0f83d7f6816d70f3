package dev.hathora.operator.controller;

import java.time.Duration;

import dev.hathora.operator.api.HathoraRoomStatus;
import dev.hathora.operator.api.Phase;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.MockCluster;
import dev.hathora.operator.testing.OperatorFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A room's life, from its manifest to its end. */
class LifecycleTest {
    private final MockCluster cluster = new MockCluster();
    private final OperatorFixture operator = new OperatorFixture(cluster.client(), "games",
            SimulatorOptions.defaults().withBoot(Duration.ofMillis(200)), Duration.ofSeconds(1));

    @AfterEach
    void stop() {
        operator.close();
        cluster.close();
    }

    @Test
    void aManifestBecomesARoomThatCanBeJoined() {
        operator.apply("lobby", "region: Frankfurt");

        HathoraRoomStatus status = operator.awaitReason("lobby", "Active");

        assertThat(status.phase()).isEqualTo(Phase.ACTIVE);
        assertThat(operator.liveRooms()).singleElement().satisfies(room -> {
            assertThat(room.roomId()).isEqualTo(status.roomId()).startsWith("games_lobby_");
            assertThat(room.region()).isEqualTo("Frankfurt");
        });
    }
}
