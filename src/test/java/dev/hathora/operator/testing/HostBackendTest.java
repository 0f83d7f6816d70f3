package dev.hathora.operator.testing;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.cloud.http.HttpHathoraCloud;
import dev.hathora.operator.cloud.http.PatientCloud;
import dev.hathora.operator.host.store.PortNumbers;
import dev.hathora.operator.simulator.Simulator;
import dev.hathora.operator.simulator.SimulatorOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is recorded of a host's rooms is what happened to them: promises are judged by it. */
class HostBackendTest {
    private static final String APP = OperatorFixture.APP;
    private static final SimulatorOptions OPTIONS = SimulatorOptions.defaults().withBoot(Duration.ZERO);

    private final HostBehindSimulators host = new HostBehindSimulators(Map.of(OPTIONS, 2),
            new PortNumbers(26_000, 26_499));
    private final Simulator simulator = host.start(OPTIONS);

    @AfterEach
    void close() {
        simulator.close();
        host.close();
    }

    private static HathoraCloud cloud(Simulator simulator) {
        return PatientCloud.of(simulator.uri(), OPTIONS::token, HttpHathoraCloud.newHttpClient());
    }

    private static void create(HathoraCloud cloud, String roomId) {
        cloud.createRoom(APP, roomId, new CreateRoomRequest("Tokyo", "one", null, null));
    }

    /** Who had an effect, and which; without the ids of processes. */
    private List<String> effects(String roomId) {
        return simulator.history(roomId).stream().filter(entry -> entry.status() == 0)
                .map(entry -> entry.operation() + ": " + entry.effect().replaceFirst(" on process .*", "")).toList();
    }

    @Test
    void eachEffectIsRecordedWithItsCause() {
        HathoraCloud cloud = cloud(simulator);
        create(cloud, "room");
        assertThatThrownBy(() -> create(cloud, "room")).isInstanceOfSatisfying(HathoraException.class,
                used -> assertThat(used.status()).as("the host's").isEqualTo(400));
        cloud.suspendRoom(APP, "room");
        cloud.suspendRoom(APP, "room");
        cloud.getConnectionInfo(APP, "room");
        cloud.suspendRoom(APP, "room");
        cloud.resumeRoom(APP, "room");
        cloud.resumeRoom(APP, "room");
        cloud.updateRoomConfig(APP, "room", "two");
        cloud.destroyRoom(APP, "room");
        assertThatThrownBy(() -> cloud.destroyRoom(APP, "room")).isInstanceOf(HathoraException.class);

        assertThat(effects("room")).containsExactly("createRoom: created", "createRoom: placed",
                "suspendRoom: suspended", "getConnectionInfo: WOKEN", "getConnectionInfo: placed",
                "suspendRoom: suspended", "resumeRoom: resumed", "resumeRoom: placed",
                "updateRoomConfig: configuration replaced", "destroyRoom: destroyed");
        assertThat(simulator.rooms()).singleElement().satisfies(room -> {
            assertThat(room.status()).isEqualTo(RoomStatus.DESTROYED);
            assertThat(room.destroyedAt()).isAfterOrEqualTo(room.createdAt());
        });
    }

    @Test
    void aGameServerThatIsKilledDestroysItsRoomsAndNoSuspendedOne() {
        HathoraCloud cloud = cloud(simulator);
        List.of("runs", "suspended", "over").forEach(roomId -> create(cloud, roomId));
        String process = String.valueOf(simulator.rooms().getFirst().processId());
        cloud.suspendRoom(APP, "suspended");
        simulator.destroyAsGame("over");
        // so that there is something to kill
        Awaitility.await("the game server runs").atMost(Duration.ofSeconds(60))
                .until(() -> cloud.getConnectionInfo(APP, "runs").exposedPort() != null);

        simulator.exitProcess(process);

        assertThat(effects("runs")).last().isEqualTo("process exit: destroyed");
        assertThat(effects("suspended")).last().isEqualTo("suspendRoom: suspended");
        assertThat(effects("over")).last().isEqualTo("game: destroyed");
        assertThatThrownBy(() -> simulator.exitProcess(process)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> simulator.destroyAsGame("runs")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void simulatorsKnowNothingOfEachOther() {
        create(cloud(simulator), "room");

        try (Simulator other = host.start(OPTIONS)) {
            assertThat(other.rooms()).isEmpty();
            create(cloud(other), "room");
            other.destroyAsGame("room");
        }

        assertThat(simulator.rooms()).singleElement().extracting("status").isEqualTo(RoomStatus.ACTIVE);
        assertThatThrownBy(() -> host.start(OPTIONS)).isInstanceOf(IllegalStateException.class);
    }
}
