package dev.hathora.operator.controller;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.api.hathoraroom.Phase;
import dev.hathora.operator.api.hathoraroom.RoomState;
import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.cloud.http.HttpHathoraCloud;
import dev.hathora.operator.room.RoomIds;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Resources that the previous version left behind are taken over as they are: no room is made anew, none is lost. */
@RealApiServer
@NullUnmarked // a null where there should be none fails the test by itself
class PreviousVersionTest {
    private static final Path ROOMS = Path.of("src/test/resources/dev/hathora/operator/released/v0.1/rooms.yaml");
    /** The ids of rooms begin with the namespace of their resource. */
    private static final String LIVED_IN = "games";

    @Test
    void whatItLeftBehindWorksOn(TestCluster cluster) throws IOException {
        SimulatorOptions options = SimulatorOptions.defaults().withBoot(Duration.ZERO);
        try (OperatorFixture operator = new OperatorFixture(cluster.client(), cluster.client(), cluster.namespace(),
                options, Duration.ofSeconds(1), null)) {
            HttpHathoraCloud hathora = new HttpHathoraCloud(operator.hathora().uri(), options::token,
                    HttpHathoraCloud.newHttpClient(), CallObserver.NONE);
            List<HathoraRoom> rooms = Stream
                    .of(Files.readString(ROOMS).replace(LIVED_IN, cluster.namespace()).split("(?m)^---$"))
                    .map(yaml -> restore(yaml, hathora, cluster)).toList();
            long made = operator.calls(Operation.CREATE_ROOM);

            operator.startOperator();

            for (HathoraRoom room : rooms) {
                String name = room.getMetadata().getName();
                boolean suspended = room.getSpec().state() == RoomState.SUSPENDED;
                // what was stored ran on another process than the room does in the simulator
                HathoraRoomStatus status = operator.await(name, "taken over", s -> suspended
                        || (s.phase() == Phase.ACTIVE && s.currentAllocation() != null
                                && !s.currentAllocation().equals(room.getStatus().currentAllocation())));
                assertThat(status.phase()).isEqualTo(suspended ? Phase.SUSPENDED : Phase.ACTIVE);
                assertThat(status.roomId()).isEqualTo(room.getStatus().roomId());
                assertThat(status.restarts()).isEqualTo(room.getStatus().restarts());
                assertThat(status.allocations()).containsAll(
                        room.getStatus().allocations().stream().filter(past -> past.unscheduledAt() != null).toList());
            }
            assertThat(operator.calls(Operation.CREATE_ROOM)).as("no room is made anew").isEqualTo(made);
            rooms.stream().filter(room -> room.getSpec().state() == RoomState.ACTIVE).forEach(
                    room -> await("who has claimed it is noted")
                            .until(() -> isNoted(operator.resource(room.getMetadata().getName()).get())));

            rooms.forEach(room -> operator.resource(room.getMetadata().getName()).delete());
            rooms.forEach(room -> operator.awaitGone(room.getMetadata().getName()));
            assertThat(operator.hathora().rooms()).hasSameSizeAs(rooms)
                    .allMatch(room -> room.status() == RoomStatus.DESTROYED);
        }
    }

    /** Ids of rooms end with a hash of their resource's uid, which the API server chooses. */
    private static HathoraRoom restore(String yaml, HttpHathoraCloud hathora, TestCluster cluster) {
        HathoraRoom created = cluster.client().resource(read(yaml, cluster)).create();
        HathoraRoom room = read(yaml.replaceAll("(?<=_)[0-9a-f]{16}", RoomIds.of(created).uidHash()), cluster);
        String appId = room.getStatus().appId();
        String roomId = room.getStatus().roomId();
        hathora.createRoom(appId, roomId,
                new CreateRoomRequest(room.getSpec().region().hathoraName(), "{\"mode\":\"ranked\"}", null, null));
        if (room.getSpec().state() == RoomState.SUSPENDED) {
            hathora.suspendRoom(appId, roomId);
        }
        created.getMetadata().setAnnotations(room.getMetadata().getAnnotations());
        created = cluster.client().resource(created).update();
        created.setStatus(room.getStatus());
        return cluster.client().resource(created).updateStatus();
    }

    private static HathoraRoom read(String yaml, TestCluster cluster) {
        HathoraRoom room = cluster.client().getKubernetesSerialization().unmarshal(yaml, HathoraRoom.class);
        room.getMetadata().setNamespace(cluster.namespace());
        return room;
    }

    private static boolean isNoted(HathoraRoom room) {
        return RoomIds.of(room).uidHash().equals(room.getMetadata().getAnnotations().get(HathoraRoom.CLAIMED_BY));
    }
}
