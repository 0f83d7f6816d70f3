package dev.hathora.operator.controller;

import java.time.Duration;
import java.util.Locale;

import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.simulator.Fault;
import dev.hathora.operator.simulator.FaultKind;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What becomes of the room when its resource is deleted: {@code deletionPolicy}. */
@RealApiServer
@TestInstance(Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
@NullUnmarked // a null where there should be none fails the test by itself
class DeletionPolicyTest {
    private final OperatorFixture operator;

    DeletionPolicyTest(TestCluster cluster) {
        operator = new OperatorFixture(cluster.client(), cluster.namespace(),
                SimulatorOptions.defaults().withBoot(Duration.ofMillis(50)), Duration.ofSeconds(1));
    }

    @AfterAll
    void stop() {
        operator.close();
    }

    @ParameterizedTest(name = "{0} of a room that is {1} leaves it {2}")
    @CsvSource(delimiter = '|', textBlock = """
            Destroy | Active    | DESTROYED | createRoom destroyRoom
            Destroy | Suspended | DESTROYED | createRoom suspendRoom destroyRoom
            Suspend | Active    | SUSPENDED | createRoom suspendRoom
            Suspend | Suspended | SUSPENDED | createRoom suspendRoom
            Retain  | Active    | ACTIVE    | createRoom
            Retain  | Suspended | SUSPENDED | createRoom suspendRoom
            """)
    void aRoomIsLeftAsThePolicySays(String policy, String state, RoomStatus left, String changes) {
        String name = (policy + "-" + state).toLowerCase(Locale.ROOT);
        String roomId = operator.active(name, "region: Tokyo\ndeletionPolicy: " + policy);
        operator.edit(name, "state: " + state);
        operator.awaitReason(name, state);

        operator.resource(name).delete();

        operator.awaitGone(name);
        assertThat(operator.room(roomId).status()).isEqualTo(left);
        assertThat(operator.changes(roomId)).containsExactly(changes.split(" "));
        assertThat(operator.hathora().wakeUps(roomId)).isZero();
        if (!policy.equals("Destroy")) {
            await().untilAsserted(() -> assertThat(operator.eventReasons(name)).contains("RoomRetained"));
        }
    }

    @Test
    void theConnectionSecretOfARetainedRoomGoesWithItsResource() {
        String roomId = operator.active("retained", """
                region: Tokyo
                deletionPolicy: Retain
                connectionSecret: {name: retained-connection}
                """);
        assertThat(operator.secret("retained-connection")).containsEntry("room-id", roomId);

        operator.resource("retained").delete();

        operator.awaitGone("retained");
        await("the garbage collector").atMost(Duration.ofSeconds(60))
                .until(() -> operator.secret("retained-connection") == null);
        assertThat(operator.room(roomId).status()).isEqualTo(RoomStatus.ACTIVE);
        assertThat(operator.changes(roomId)).containsExactly("createRoom");
    }

    @Test
    void aPolicyThatIsChangedToRetainStopsADeletionThatDoesNotGetThrough() {
        String roomId = operator.active("spared", "region: Tokyo");
        operator.hathora().faults().add(Fault.on(Operation.DESTROY_ROOM, FaultKind.Status.of(500)).forRoom(roomId));
        operator.resource("spared").delete();
        operator.awaitReason("spared", "HathoraUnreachable");

        operator.edit("spared", "deletionPolicy: Retain");

        operator.awaitGone("spared");
        assertThat(operator.room(roomId).status()).isEqualTo(RoomStatus.ACTIVE);
    }

    @Test
    void aPolicyThatIsChangedToDestroyCountsForADeletionThatWaits() {
        String roomId = operator.active("doomed", "region: Tokyo\ndeletionPolicy: Retain\npaused: false");
        operator.edit("doomed", "paused: true");
        operator.awaitReason("doomed", "Paused");
        operator.resource("doomed").delete();
        operator.await("doomed", "deletion waits", s -> s.condition("Ready").getMessage().contains("Deletion waits"));

        operator.edit("doomed", "deletionPolicy: Destroy\npaused: false");

        operator.awaitGone("doomed");
        assertThat(operator.room(roomId).status()).isEqualTo(RoomStatus.DESTROYED);
    }
}
