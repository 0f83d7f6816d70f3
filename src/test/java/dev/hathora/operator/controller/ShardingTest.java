package dev.hathora.operator.controller;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Operators with disjoint selectors share the rooms of a cluster, and rooms can be picked by region and application. */
@RealApiServer
@NullUnmarked // a null where there should be none fails the test by itself
class ShardingTest {
    private final TestCluster cluster;
    private final OperatorFixture operator;

    ShardingTest(TestCluster cluster) {
        this.cluster = cluster;
        operator = new OperatorFixture(cluster.client(), cluster.namespace(),
                SimulatorOptions.defaults().withBoot(Duration.ZERO), Duration.ofSeconds(1));
        operator.stopOperator();
    }

    @AfterEach
    void stop() {
        operator.close();
    }

    @Test
    void twoOperatorsShareTheWorkWithoutOverlap() {
        List<String> names = IntStream.range(0, 20).mapToObj(i -> "room-" + i).toList();
        names.forEach(name -> operator.apply(name, "region: " + (name.endsWith("1") ? "London" : "Tokyo"), Map.of(),
                Map.of("shard", name.hashCode() % 2 == 0 ? "a" : "b")));
        try (RoomOperator b = operator.startAnother("shard=b")) {
            RoomOperator a = operator.startAnother("shard=a");
            names.forEach(name -> operator.awaitReason(name, "Active"));

            assertThat(a.rooms().count() + b.rooms().count()).isEqualTo(names.size());
            assertThat(operator.calls(Operation.CREATE_ROOM)).as("one each").isEqualTo(names.size());
            assertThat(operator.hathora().rooms()).hasSize(names.size());

            // a room that changes sides goes over with all that is known of it
            cluster.client().resources(HathoraRoom.class).inNamespace(cluster.namespace()).withName("room-1")
                    .edit(room -> {
                        room.getMetadata().getLabels().compute("shard", (key, old) -> "a".equals(old) ? "b" : "a");
                        return room;
                    });
            operator.edit("room-1", "roomConfig: moved");
            await().atMost(Duration.ofSeconds(30)).until(() -> operator.liveRooms().stream()
                    .filter(room -> "moved".equals(room.roomConfig())).count() == 1);
            assertThat(operator.liveRooms()).hasSize(names.size());
            assertThat(operator.hathora().rooms()).as("rooms ever made").extracting(SimulatedRoom::roomId)
                    .hasSize(names.size());

            assertThat(cluster.client().resources(HathoraRoom.class).inNamespace(cluster.namespace())
                    .withField("spec.region", "London").list().getItems()).as("picked by region")
                    .extracting(room -> room.getMetadata().getName()).containsExactlyInAnyOrder("room-1", "room-11");
            names.forEach(name -> operator.resource(name).delete());
            names.forEach(operator::awaitGone);
            assertThat(operator.liveRooms()).isEmpty();
        }
    }
}
