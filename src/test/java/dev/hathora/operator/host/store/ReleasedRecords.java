package dev.hathora.operator.host.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.HostedLobby;
import dev.hathora.operator.host.model.HostedRoom;
import dev.hathora.operator.host.model.NewProcess;
import dev.hathora.operator.host.model.ProcessState;
import dev.hathora.operator.host.model.RuntimeId;
import dev.hathora.operator.host.model.TokenHash;
import dev.hathora.operator.host.model.Transport;
import dev.hathora.operator.host.model.WantedApplication;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Records of each kind: what a released version has written, and what every later one serves. Whoever adds a kind of record
 * adds to {@link #write} and {@link #check}; dumps of older versions don't have it, and {@link #check} has to say so.
 */
final class ReleasedRecords {
    private static final String APP = "app-released";
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00.123Z");
    private static final PortNumbers NUMBERS = new PortNumbers(20_000, 20_003);
    private static final String EMOJI = "{\"map\":\"it's \uD83C\uDFAE\"}";

    private final ProcessStore processes;
    private final RoomStore rooms;
    private final LobbyStore lobbies;
    private final ApplicationStore applications;
    private final RuntimeStore runtimes;

    ReleasedRecords(Database database) {
        processes = new ProcessStore(database, NUMBERS, new Random(1));
        rooms = new RoomStore(database, NUMBERS, new Random(1));
        lobbies = new LobbyStore(database, NUMBERS, new Random(1));
        applications = new ApplicationStore(database);
        runtimes = new RuntimeStore(database, processes);
    }

    private static WantedApplication wanted(String version) {
        return new WantedApplication("", "released", APP, List.of(new Application.OfferedRegion("Tokyo", 1, 3,
                new Application.Ping("ping.example", 7), null), new Application.OfferedRegion("London", 0, null)),
                new Application.Logins(true, false, "client-1"),
                new WantedApplication.Keys("the secret of the application, of its own", List.of(TokenHash.of("token"))),
                new Deployment.Content(new Deployment.Program(null, List.of("game", version), List.of("a b"),
                        Map.of("NAME", "it's"), "/games"),
                        List.of(new Deployment.Port("default", 7777, Transport.TCP)),
                        new Deployment.Limits(2, 0.5, 512, Duration.ofSeconds(100), Duration.ZERO,
                                Duration.ofSeconds(30)),
                        "tag " + version));
    }

    private static NewProcess process(String id) {
        return new NewProcess(id, "runtime-1", 2, "127.0.0.1",
                List.of(new Deployment.Port("default", 7777, Transport.TCP)), 0);
    }

    private HostedRoom room(String id, @Nullable String config) {
        return new HostedRoom(id, APP, applications.newest(APP).orElseThrow().deploymentId(), "Tokyo", config,
                RoomStatus.SCHEDULING, null, NOW, null);
    }

    private static HostedLobby lobby(String room, String visibility) {
        return new HostedLobby(APP, room, "code-" + room, visibility, "Tokyo", "player-1", NOW, EMOJI, "{\"a\":1}",
                null);
    }

    /** Fills an empty database. */
    void write() {
        runtimes.databaseId();
        runtimes.register(new RuntimeId("runtime-1", "here"));
        applications.apply(wanted("1"), NOW);
        rooms.create(room("of-an-old-deployment", null), process("process-old"), NOW);
        processes.noteBooted("process-old", NOW);
        processes.noteRunning("process-old", processes.find("process-old").orElseThrow().ports(), NOW);
        processes.drain("process-old");
        applications.apply(wanted("2"), NOW.plusSeconds(1));
        rooms.create(room("failed", EMOJI), process("process-failed"), NOW);
        processes.noteBooted("process-failed", NOW);
        processes.noteEnded("process-failed", false, "has ended with exit code 1", NOW.plusSeconds(2));
        rooms.create(room("active", EMOJI), process("process-1"), NOW);
        processes.noteBooted("process-1", NOW);
        processes.noteRunning("process-1", processes.find("process-1").orElseThrow().ports(), NOW.plusMillis(7));
        rooms.create(room("suspended", EMOJI), process("unused"), NOW);
        rooms.suspend(APP, "suspended", NOW.plusSeconds(3));
        rooms.create(room("destroyed", EMOJI), process("unused"), NOW);
        rooms.destroy(APP, "destroyed", NOW.plusSeconds(4));
        lobbies.create(lobby("public", "public"), room("public", EMOJI), process("unused"), NOW);
        lobbies.setState(APP, "public", "{\"round\":2}");
        lobbies.create(lobby("local", "local"), room("local", null), null, NOW);
    }

    /** Whether all of it is served as it was, and whether it goes on from there. */
    void check() {
        checkApplication();
        checkProcesses();
        checkRooms();
        checkLobbies();
        assertThat(runtimes.othersInUse(new RuntimeId("runtime-1", "here"))).isEmpty();
        goOn();
    }

    private void checkApplication() {
        assertThat(applications.living()).singleElement().satisfies(application -> {
            assertThat(application.appId()).isEqualTo(APP);
            assertThat(application.secret()).isEqualTo("the secret of the application, of its own");
            assertThat(application.tokens()).containsExactly(TokenHash.of("token"));
            assertThat(application.regions()).isEqualTo(wanted("2").regions());
            assertThat(application.logins()).isEqualTo(wanted("2").logins());
        });
        assertThat(applications.deployments(APP, 10)).extracting(Deployment::content)
                .containsExactly(wanted("2").content(), wanted("1").content());
        assertThat(applications.apply(wanted("2"), NOW).number()).as("what is the same is no new deployment")
                .isEqualTo(2);
    }

    private void checkProcesses() {
        GameProcess first = processes.find(APP, "process-1").orElseThrow();
        assertThat(first.state()).isEqualTo(ProcessState.RUNNING);
        assertThat(first.rooms()).isEqualTo(2);
        assertThat(first.times())
                .isEqualTo(new GameProcess.Times(NOW, NOW, NOW, NOW.plusMillis(7), null, null));
        assertThat(first.ports()).singleElement().satisfies(port -> assertThat(port.port()).isBetween(20_000, 20_003));
        assertThat(processes.find("process-old").orElseThrow().state()).isEqualTo(ProcessState.DRAINING);
        assertThat(processes.find("process-failed")).hasValueSatisfying(failed -> {
            assertThat(failed.state()).isEqualTo(ProcessState.FAILED);
            assertThat(failed.exitReason()).isEqualTo("has ended with exit code 1");
        });
        assertThat(processes.living()).extracting(GameProcess::processId).containsExactlyInAnyOrder("process-1",
                "process-old");
    }

    private void checkRooms() {
        Map.of("active", RoomStatus.ACTIVE, "of-an-old-deployment", RoomStatus.ACTIVE, "suspended",
                RoomStatus.SUSPENDED, "destroyed", RoomStatus.DESTROYED, "failed", RoomStatus.DESTROYED, "public",
                RoomStatus.ACTIVE).forEach((id, status) -> {
                    Room room = rooms.describe(APP, id).orElseThrow();
                    assertThat(room.status()).as(id).isEqualTo(status);
                    assertThat(room.allocations()).as(id).hasSize(1);
                });
        assertThat(rooms.describe(APP, "active").orElseThrow().roomConfig()).isEqualTo(EMOJI);
        assertThat(rooms.describe(APP, "destroyed").orElseThrow().roomConfig()).isNull();
        assertThat(rooms.locate(APP, "active").map(RoomStore.Located::process).map(GameProcess::processId))
                .contains("process-1");
    }

    private void checkLobbies() {
        assertThat(lobbies.withCode(APP, "code-public")).hasValueSatisfying(lobby -> {
            assertThat(lobby.roomId()).isEqualTo("public");
            assertThat(lobby.roomConfig()).isEqualTo(EMOJI);
            assertThat(lobby.initialConfig()).isEqualTo("{\"a\":1}");
            assertThat(lobby.state()).isEqualTo("{\"round\":2}");
            assertThat(lobby.createdAt()).isEqualTo(NOW);
        });
        assertThat(lobbies.ofRoom(APP, "local")).hasValueSatisfying(
                lobby -> assertThat(lobby.visibility()).isEqualTo("local"));
        assertThat(lobbies.listed(APP, "Tokyo", HostedLobby.Detail.ROOM_CONFIG)).extracting(HostedLobby::roomId)
                .containsExactly("public");
    }

    private void goOn() {
        for (String used : List.of("active", "suspended", "destroyed", "failed", "public", "local",
                "of-an-old-deployment")) {
            assertThat(rooms.create(room(used, null), process("unused"), NOW)).as("%s is used", used).isEmpty();
        }
        GameProcess added = rooms.create(room("new", null), process("process-2"), NOW).orElseThrow().process();
        assertThat(added.ports()).extracting(ExposedPort::port).as("ports in use").doesNotContainAnyElementsOf(
                processes.living().stream().filter(process -> !process.processId().equals(added.processId()))
                        .flatMap(process -> process.ports().stream()).map(ExposedPort::port).toList());
        assertThat(rooms.resume(APP, "suspended", process("process-3"), NOW)).isPresent();
        assertThat(rooms.destroy(APP, "public", NOW)).isTrue();
        assertThat(lobbies.ofRoom(APP, "public")).isEqualTo(Optional.empty());
        processes.retire("process-old", "drained", true, NOW);
        processes.noteEnded("process-old", true, "drained", NOW);
        assertThat(rooms.describe(APP, "of-an-old-deployment").orElseThrow().status())
                .isEqualTo(RoomStatus.DESTROYED);
    }
}
