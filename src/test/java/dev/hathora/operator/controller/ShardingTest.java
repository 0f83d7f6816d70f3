package dev.hathora.operator.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.controller.report.OperatorObserver;
import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import dev.hathora.operator.traffic.Lane;
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
            await().until(() -> operator.liveRooms().stream()
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

    @Test
    void operatorsInNamespacesOfTheirOwnLeaveEachOthersRoomsInPeace() {
        TestCluster other = TestCluster.withNewNamespace(cluster.client());
        AtomicLong callsOfA = new AtomicLong();
        AtomicLong callsOfB = new AtomicLong();
        try (RoomOperator a = operator.startIn(cluster.namespace(), counting(callsOfA))) {
            RoomOperator b = operator.startIn(other.namespace(), counting(callsOfB));
            List<HathoraRoom> rooms = IntStream.range(0, 15)
                    .mapToObj(i -> apply("room-" + i, i % 2 == 0 ? cluster.namespace() : other.namespace())).toList();
            rooms.forEach(room -> await().atMost(Duration.ofSeconds(60)).until(() -> isActive(room)));
            assertThat(a.rooms().count()).isEqualTo(8);
            assertThat(b.rooms().count()).isEqualTo(7);
            assertThat(operator.calls(Operation.CREATE_ROOM)).as("one each").isEqualTo(15);
            long processes = operator.liveRooms().stream().map(SimulatedRoom::processId).distinct().count();
            assertThat(processes).as("processes, on which rooms of both run").isLessThan(15);

            long beforeA = callsOfA.get();
            long beforeB = callsOfB.get();
            Instant begin = Instant.now();
            await("five rounds").atMost(Duration.ofSeconds(60))
                    .until(() -> Math.min(callsOfA.get() - beforeA, callsOfB.get() - beforeB) >= 5 * processes);

            double rounds = Duration.between(begin, Instant.now()).toMillis() / 900.0 + 1;
            assertThat(callsOfA.get() - beforeA).as("a list per process and round, by the one")
                    .isLessThanOrEqualTo((long) Math.ceil(processes * rounds));
            assertThat(callsOfB.get() - beforeB).as("and by the other")
                    .isLessThanOrEqualTo((long) Math.ceil(processes * rounds));
            assertThat(a.unaccountedRooms()).as("what the other looks after").isEmpty();
            assertThat(b.unaccountedRooms()).isEmpty();

            // and one that nobody looks after, on the process that has room for it
            var unused = operator.somebodyElse().createRoom(OperatorFixture.APP, "stray",
                    new CreateRoomRequest("Tokyo", null, null, List.of()));
            await()
                    .until(() -> !a.unaccountedRooms().isEmpty() || !b.unaccountedRooms().isEmpty());
            rooms.forEach(room -> cluster.client().resource(room).delete());
            rooms.forEach(room -> await().atMost(Duration.ofSeconds(60))
                    .until(() -> cluster.client().resource(room).get() == null));
        } finally {
            operator.stopOperator();
            other.clear();
        }
    }

    private HathoraRoom apply(String name, String namespace) {
        HathoraRoom room = cluster.client().getKubernetesSerialization().unmarshal("""
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraRoom
                metadata:
                  name: %s
                  namespace: %s
                spec:
                  region: Tokyo
                """.formatted(name, namespace), HathoraRoom.class);
        return cluster.client().resource(room).create();
    }

    private boolean isActive(HathoraRoom room) {
        HathoraRoom now = cluster.client().resource(room).get();
        return now.getStatus() != null && now.getStatus().connection() != null;
    }

    private static OperatorObserver counting(AtomicLong calls) {
        return new OperatorObserver() {
            @Override
            public void admitted(Lane lane, Duration waited) {
                calls.incrementAndGet();
            }
        };
    }
}
