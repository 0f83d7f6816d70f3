package dev.hathora.operator.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;

import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.cloud.http.HttpHathoraCloud;
import dev.hathora.operator.cloud.http.PatientCloud;
import dev.hathora.operator.host.runtime.GameRuntime.RuntimeFailure;
import dev.hathora.operator.host.store.DatabaseInUseException;
import dev.hathora.operator.host.store.PortNumbers;
import dev.hathora.operator.testing.Relay;
import dev.hathora.operator.testing.Thorough;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
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

/** The host on a PostgreSQL that goes away and comes back. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(HostProgram.OTHER_GAMES)
@SuppressWarnings("NullAway.Init") // JUnit sets the folder, and open the rest
@Order(1)
class HostOnPostgresqlTest {
    private static final String APP = "app-1";
    private static final CreateRoomRequest REQUEST = new CreateRoomRequest("Tokyo", null, null, null);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static EmbeddedPostgres server;
    private static int databases;

    @TempDir
    Path folder;

    private final HttpClient client = HttpHathoraCloud.newHttpClient();
    private String database;
    private Relay wire;
    private Host host;
    private HathoraCloud cloud;

    @BeforeAll
    static void startServer() throws IOException {
        server = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(2)).start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    @BeforeEach
    void open() throws IOException, SQLException {
        database = "host" + ++databases;
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create database " + database);
        }
        wire = new Relay(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()));
        Files.writeString(folder.resolve("game.yaml"), """
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraApplication
                metadata: {name: game}
                spec:
                  appId: %s
                  command: ["%s", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", "%s", "%s"]
                """.formatted(APP, Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"), EchoGame.class.getName()));
        startHost();
    }

    private void startHost() throws IOException {
        host = Host.start(options("games"));
        cloud = PatientCloud.of(host.uri(), () -> "t", client);
    }

    private HostOptions options(String games) {
        return new HostOptions(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                folder.resolve("game.yaml"),
                new HostOptions.DatabaseAddress("jdbc:postgresql://127.0.0.1:" + wire.port() + "/" + database,
                        "postgres",
                        "postgres"),
                folder.resolve(games), null, () -> "t", "127.0.0.1", new PortNumbers(26_500, 26_999));
    }

    @AfterEach
    void close() throws IOException {
        host.close();
        client.close();
        wire.close();
        new RecordedGames(folder.resolve("games")).kill();
    }

    private ExposedPort awaitPort(String roomId) {
        Awaitility.await(roomId).atMost(PATIENCE).ignoreExceptionsInstanceOf(HathoraException.class)
                .until(() -> cloud.getConnectionInfo(APP, roomId).exposedPort() != null);
        return Objects.requireNonNull(cloud.getConnectionInfo(APP, roomId).exposedPort());
    }

    private HttpResponse<String> ask(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(host.uri() + path)).timeout(PATIENCE).build(),
                BodyHandlers.ofString());
    }

    @Test
    void whileItIsAwayNothingIsAcknowledgedAndGamesRunOn() throws Exception {
        cloud.createRoom(APP, "stays", REQUEST);
        cloud.createRoom(APP, "ends", REQUEST);
        ExposedPort stays = awaitPort("stays");
        ExposedPort ends = awaitPort("ends");

        wire.cut();

        // What is known is told until this host does not lead any more: a second, or two.
        Awaitility.await("it does not lead").atMost(PATIENCE)
                .until(() -> ask("/rooms/v2/" + APP + "/connectioninfo/stays").statusCode() != 200);
        HttpResponse<String> answer = ask("/rooms/v2/" + APP + "/connectioninfo/stays");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(answer.body()).isEqualTo("{\"message\":\"the host's database can't be reached: try again\"}");
        assertThatThrownBy(() -> cloud.createRoom(APP, "refused", REQUEST)).isInstanceOfSatisfying(
                HathoraException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.TRANSIENT));
        Player.say(ends, "exit 0");
        assertThat(Player.say(stays, "hello")).isEqualTo("hello");

        wire.mend();

        Awaitility.await("it goes on by itself").atMost(PATIENCE).ignoreExceptionsInstanceOf(HathoraException.class)
                .until(() -> cloud.getRoomInfo(APP, "ends").status() == RoomStatus.DESTROYED);
        assertThat(awaitPort("stays")).isEqualTo(stays);
        assertThat(Player.say(stays, "hello")).isEqualTo("hello");
        cloud.createRoom(APP, "later", REQUEST);
        assertThat(Player.say(awaitPort("later"), "hello")).isEqualTo("hello");
    }

    @Test
    @Thorough
    void aSecondHostIsRefusedAlsoAfterTheDatabaseWasAway() {
        assertThatThrownBy(() -> Host.start(options("others"))).isInstanceOf(DatabaseInUseException.class);
        wire.cut();
        wire.mend();
        Awaitility.await("it goes on by itself").atMost(PATIENCE).ignoreExceptionsInstanceOf(HathoraException.class)
                .until(() -> cloud.createRoom(APP, "room-1", REQUEST).processId() != null);
        assertThat(Player.say(awaitPort("room-1"), "hello")).as("it leads again, or nothing would start")
                .isEqualTo("hello");

        Awaitility.await("until it has its lock again, games that run elsewhere are the reason").atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(RuntimeFailure.class).until(() -> {
                    try (Host second = Host.start(options("others"))) {
                        throw new AssertionError("it was not refused: " + second.uri());
                    } catch (DatabaseInUseException e) {
                        return true;
                    }
                });
    }

    /** Nobody would start what is acknowledged then. */
    @Test
    void whileAnotherHostHasTheDatabaseNothingIsAcknowledged() throws Exception {
        cloud.createRoom(APP, "before", REQUEST);
        ExposedPort before = awaitPort("before");
        try (var other = DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + database,
                "postgres", "postgres"); var statement = other.createStatement()) {
            Awaitility.await("it takes the lock").atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> {
                statement.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where application_name like 'hathora-host %'");
                try (var row = statement.executeQuery("select pg_try_advisory_lock(x'4861746f72614f50'::bigint)")) {
                    return row.next() && row.getBoolean(1);
                }
            });
            Awaitility.await("it is refused").atMost(PATIENCE).until(() -> {
                try {
                    cloud.createRoom(APP, UUID.randomUUID().toString(), REQUEST);
                    return false;
                } catch (HathoraException e) {
                    return e.kind() == ErrorKind.TRANSIENT;
                }
            });
            assertThat(awaitPort("before")).as("what is known is told").isEqualTo(before);
        }
        Awaitility.await("it goes on by itself").atMost(PATIENCE).ignoreExceptionsInstanceOf(HathoraException.class)
                .until(() -> cloud.createRoom(APP, "later", REQUEST).processId() != null);
        assertThat(Player.say(awaitPort("later"), "hello")).isEqualTo("hello");
    }

    @ParameterizedTest(name = "deploymentId {0}, roomConfig {1}")
    @CsvSource({"NUL, ok", "-, NUL", "-, HALF"})
    void whatTheDatabaseCannotKeepIsTheCallersMistake(String deployment, String config) throws Exception {
        String body = "{\"region\":\"Tokyo\",\"roomConfig\":\"" + config + "\""
                + (deployment.equals("-") ? "" : ",\"deploymentId\":\"" + deployment + "\"") + "}";
        HttpResponse<String> answer = client.send(HttpRequest.newBuilder(URI.create(host.uri() + "/rooms/v2/" + APP
                + "/create")).header("Authorization", "Bearer t").header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.replace("NUL", "\\u0000").replace("HALF", "\\ud83d"))).build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
    }

    @Test
    void startedAgainItHasTheSameRooms() throws Exception {
        cloud.createRoom(APP, "room-1", REQUEST);
        ExposedPort where = awaitPort("room-1");
        String pid = Player.say(where, "pid");
        host.close();

        startHost();

        assertThat(awaitPort("room-1")).isEqualTo(where);
        assertThat(Player.say(where, "pid")).isEqualTo(pid);
    }
}
