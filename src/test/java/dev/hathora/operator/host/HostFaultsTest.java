package dev.hathora.operator.host;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.cloud.http.HttpHathoraCloud;
import dev.hathora.operator.cloud.http.PatientCloud;
import dev.hathora.operator.host.store.PortNumbers;
import dev.hathora.operator.testing.Thorough;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Games that misbehave, and a machine that does. The host runs in this JVM. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(HostProgram.OTHER_GAMES)
@SuppressWarnings("NullAway.Init") // JUnit sets the folder, and each test opens the rest
@Order(1)
class HostFaultsTest {
    private static final String APP = "app-1";
    private static final CreateRoomRequest REQUEST = new CreateRoomRequest("Tokyo", null, null, null);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String GRACE = "  terminationGracePeriod: 1s\n";
    private static final String SLEEP = "while :; do sleep 0.05; done";

    @TempDir
    Path folder;

    private final HttpClient client = HttpHathoraCloud.newHttpClient();
    private Host host;
    private HathoraCloud cloud;

    private static String echoGame() {
        return "exec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s' %s".formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"), System.getProperty("java.class.path"),
                EchoGame.class.getName());
    }

    private void start(String script, PortNumbers ports, String... more) throws IOException {
        Files.createDirectories(folder.resolve("apps"));
        Files.writeString(folder.resolve("game.sh"), script);
        Files.writeString(folder.resolve("apps/game.yaml"), """
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraApplication
                metadata: {name: game}
                spec:
                  appId: %s
                  command: [sh, ../game.sh]
                """.formatted(APP) + (more.length == 0 ? GRACE : String.join("", more)));
        host = Host.start(new HostOptions(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                folder.resolve("apps"),
                new HostOptions.DatabaseAddress("jdbc:sqlite:" + folder.resolve("records.db"), null, null),
                folder.resolve("games"), null, () -> "t", "127.0.0.1", ports));
        cloud = PatientCloud.of(host.uri(), () -> "t", client);
    }

    @AfterEach
    void close() throws IOException {
        host.close();
        client.close();
        games().kill();
    }

    private RecordedGames games() {
        return new RecordedGames(folder.resolve("games"));
    }

    private String output() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder.resolve("games/output"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }

    private ExposedPort awaitPort(String roomId) {
        Awaitility.await(roomId).atMost(PATIENCE)
                .until(() -> cloud.getConnectionInfo(APP, roomId).exposedPort() != null);
        return Objects.requireNonNull(cloud.getConnectionInfo(APP, roomId).exposedPort());
    }

    private void awaitDestroyed(String roomId) {
        Awaitility.await(roomId).atMost(PATIENCE)
                .until(() -> cloud.getRoomInfo(APP, roomId).status() == RoomStatus.DESTROYED);
        Awaitility.await("nothing runs, and nothing is kept").atMost(PATIENCE).until(() -> games().pids().isEmpty());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            never binds its port, and ends when it is told to | SLEEP
            never binds its port, and ignores SIGTERM         | trap '' TERM; SLEEP
            ends at once                                      | exit 0
            fails at once                                     | exit 1
            forks away before it binds its port               | (trap '' TERM HUP; SLEEP) & exit 0
            can't be found                                    | exec /no/such/game
            """)
    void aGameThatDoesNotStartTakesItsRoomWithIt(String reason, String script) throws IOException {
        start(script.replace("SLEEP", SLEEP), new PortNumbers(25_000, 25_099), GRACE, "  startTimeout: 2s\n");

        cloud.createRoom(APP, "room-1", REQUEST);

        awaitDestroyed("room-1");
    }

    @Test
    @Thorough
    void aDeletedApplicationsGamesAreToldToEndAndThenKilled() throws IOException {
        start("trap 'echo told' TERM; " + SLEEP, new PortNumbers(25_100, 25_199),
                "  terminationGracePeriod: 10s\n");
        cloud.createRoom(APP, "room-1", REQUEST);
        Awaitility.await().atMost(PATIENCE).until(() -> games().pids().size() == 1);
        ProcessHandle game = ProcessHandle.of(games().pids().getFirst()).orElseThrow();

        Files.writeString(folder.resolve("apps/other.yaml"),
                Files.readString(folder.resolve("apps/game.yaml")).replace("name: game", "name: other")
                        .replace(APP, "app-2"));
        Files.delete(folder.resolve("apps/game.yaml"));

        // After the half minute that a manifest may be missing.
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> !game.isAlive());
        assertThat(output()).contains("told");
        assertThatThrownBy(() -> cloud.getRoomInfo(APP, "room-1")).isInstanceOfSatisfying(HathoraException.class,
                e -> assertThat(e.kind()).isEqualTo(ErrorKind.ABSENT));
    }

    @Test
    void aPortThatAStrangerHasBoundIsExchanged() throws IOException {
        try (ServerSocket stranger = withAFreeNumberBehindIt()) {
            int taken = stranger.getLocalPort();
            // Whichever it is given first, it gets the other one.
            start(echoGame(), new PortNumbers(taken, taken + 1));
            cloud.createRoom(APP, "room-1", REQUEST);

            assertThat(awaitPort("room-1").port()).isEqualTo(taken + 1);
        }
    }

    private static ServerSocket withAFreeNumberBehindIt() throws IOException {
        for (int number = 25_500; number < 25_600; number += 2) {
            try (ServerSocket behind = new ServerSocket(number + 1)) {
                assertThat(behind.isBound()).isTrue();
                return new ServerSocket(number);
            } catch (BindException e) {
                // Another pair.
            }
        }
        throw new IllegalStateException("no two numbers are free");
    }

    @Test
    void whereAllPortsAreTakenAUsageLimitIsReachedAndNothingIsKept() throws IOException {
        start(echoGame(), new PortNumbers(25_200, 25_200));
        cloud.createRoom(APP, "room-1", REQUEST);

        assertThatThrownBy(() -> cloud.createRoom(APP, "room-2", REQUEST)).isInstanceOfSatisfying(
                HathoraException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.BILLING));
        Player.say(awaitPort("room-1"), "exit 0");
        awaitDestroyed("room-1");

        cloud.createRoom(APP, "room-2", REQUEST);
        assertThat(awaitPort("room-2").port()).isEqualTo(25_200);
    }

    @Test
    void warmProcessesAreThereBeforeRooms() throws IOException {
        start(echoGame(), new PortNumbers(25_300, 25_399), GRACE, "  idleTimeout: 1s\n",
                "  regions: [{name: Tokyo, warmProcesses: 1, maxProcesses: 2}]\n");
        Awaitility.await("a room is active at once").atMost(PATIENCE).pollInterval(Duration.ofMillis(500))
                .ignoreExceptionsInstanceOf(HathoraException.class).until(() -> {
                    String id = UUID.randomUUID().toString();
                    boolean active = cloud.createRoom(APP, id, REQUEST).exposedPort() != null;
                    cloud.destroyRoom(APP, id);
                    return active;
                });
    }

    private void forgetProcesses() throws SQLException {
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("records.db"));
                Statement statement = database.createStatement()) {
            for (String table : List.of("allocations", "port_numbers", "rooms", "processes")) {
                statement.executeUpdate("delete from " + table);
            }
        }
    }

    @Test
    void whatHasNoRecordIsEnded() throws Exception {
        start(SLEEP, new PortNumbers(25_400, 25_499));
        cloud.createRoom(APP, "room-1", REQUEST);
        Awaitility.await().atMost(PATIENCE).until(() -> games().pids().size() == 1);
        ProcessHandle game = ProcessHandle.of(games().pids().getFirst()).orElseThrow();
        host.close();
        forgetProcesses();

        start(SLEEP, new PortNumbers(25_400, 25_499));

        Awaitility.await().atMost(PATIENCE).until(() -> !game.isAlive());
        Awaitility.await().atMost(PATIENCE).until(() -> games().pids().isEmpty());
    }
}
