package dev.hathora.operator.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.CreatedRoom;
import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.cloud.http.HttpHathoraCloud;
import dev.hathora.operator.cloud.http.PatientCloud;
import dev.hathora.operator.testing.Thorough;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The host as a program, with games that are played, asked by the operator's own client. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(HostProgram.GAMES)
@SuppressWarnings("NullAway.Init") // JUnit sets the folder, and open the rest
@Order(1)
class HostTest {
    private static final String APP = "app-echo";
    private static final CreateRoomRequest REQUEST = new CreateRoomRequest("Frankfurt", "{\"map\":\"one\"}", null,
            null);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private HostProgram host;
    private final HttpClient client = HttpHathoraCloud.newHttpClient();
    private HathoraCloud cloud;
    private URI uri;

    @BeforeEach
    void open() throws IOException {
        writeManifest("2", "0s");
        startHost();
    }

    private void startHost() {
        host = HostProgram.start(folder, "--port", "0", "--applications", "game.yaml", "--ports", "24000-24999");
        uri = host.awaitUri();
        cloud = PatientCloud.of(uri, () -> HostProgram.TOKEN, client);
    }

    private void writeManifest(String roomsPerProcess, String idleTimeout) throws IOException {
        Files.writeString(folder.resolve("game.yaml"), """
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraApplication
                metadata: {name: echo}
                spec:
                  appId: %s
                  command: ["%s", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", "%s", "%s"]
                  env: [{name: COLOUR, value: blue}]
                  additionalContainerPorts: [{name: voice-chat, port: 9000, transportType: udp}]
                  roomsPerProcess: %s
                  requestedCPU: 250m
                  idleTimeout: %s
                  terminationGracePeriod: 5s
                """.formatted(APP, Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"), EchoGame.class.getName(), roomsPerProcess, idleTimeout));
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        host.close();
        games().kill();
    }

    private RecordedGames games() {
        return new RecordedGames(folder.resolve("hathora-host.db-games"));
    }

    private ExposedPort awaitPort(String roomId) {
        Awaitility.await(roomId).atMost(PATIENCE).pollInterval(Duration.ofMillis(50))
                .until(() -> cloud.getConnectionInfo(APP, roomId).exposedPort() != null);
        ExposedPort port = cloud.getConnectionInfo(APP, roomId).exposedPort();
        assertThat(port).isNotNull();
        return port == null ? new ExposedPort("none", "none", 1, "tcp") : port;
    }

    private String processOf(String roomId) {
        var allocation = cloud.getRoomInfo(APP, roomId).currentAllocation();
        return allocation == null ? "none" : allocation.processId();
    }

    private static boolean answers(ExposedPort where) {
        try (Socket socket = new Socket(where.host(), where.port())) {
            return socket.isConnected();
        } catch (ConnectException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aRoomIsJoinedSuspendedResumedAndDestroyed() {
        CreatedRoom created = cloud.createRoom(APP, "room-1", REQUEST);
        assertThat(created.exposedPort()).as("its process boots").isNull();
        ExposedPort where = awaitPort("room-1");

        assertThat(Player.say(where, "hello")).isEqualTo("hello");
        List<List<String>> environment = List.of(List.of("HATHORA_APP_ID", APP),
                List.of("HATHORA_PROCESS_ID", String.valueOf(created.processId())),
                List.of("HATHORA_REGION", "Frankfurt"), List.of("HATHORA_ROOMS_PER_PROCESS", "2"),
                List.of("HATHORA_INITIAL_ROOM_ID", "room-1"),
                List.of("HATHORA_INITIAL_ROOM_CONFIG", "{\"map\":\"one\"}"), List.of("HATHORA_HOSTNAME", "127.0.0.1"),
                List.of("HATHORA_DEFAULT_PORT", Integer.toString(where.port())),
                List.of("PORT", Integer.toString(where.port())), List.of("HATHORA_ALLOCATED_CPU", "0.25"),
                List.of("HATHORA_ALLOCATED_MEMORY_MB", "1024"), List.of("HATHORA_BUILD_TAG", ""),
                List.of("HATHORA_API_URL", uri.toString()), List.of("COLOUR", "blue"),
                List.of("HATHORA_DEV_TOKEN", "null"));
        assertThat(environment).allSatisfy(
                variable -> assertThat(Player.say(where, "env " + variable.getFirst())).isEqualTo(variable.getLast()));
        assertThat(Player.say(where, "env HATHORA_APP_SECRET")).startsWith("secret-");
        assertThat(cloud.getConnectionInfo(APP, "room-1").additionalExposedPorts()).singleElement()
                .satisfies(voice -> assertThat(Player.say(where, "env HATHORA_VOICE_CHAT_PORT"))
                        .isEqualTo(Integer.toString(voice.port())));

        CreatedRoom second = cloud.createRoom(APP, "room-2", REQUEST);
        assertThat(second.exposedPort()).as("a process with a place: at once").isEqualTo(where);

        cloud.updateRoomConfig(APP, "room-1", "changed");
        cloud.suspendRoom(APP, "room-1");
        assertThat(cloud.getRoomInfo(APP, "room-1").status()).isEqualTo(RoomStatus.SUSPENDED);
        ConnectionInfo resumed = cloud.resumeRoom(APP, "room-1");
        assertThat(Player.say(Objects.requireNonNull(resumed.exposedPort()), "again")).isEqualTo("again");
        assertThat(cloud.getRoomInfo(APP, "room-1").roomConfig()).isEqualTo("changed");

        cloud.destroyRoom(APP, "room-1");
        assertThat(cloud.getRoomInfo(APP, "room-1").status()).isEqualTo(RoomStatus.DESTROYED);
        assertThatThrownBy(() -> cloud.createRoom(APP, "room-1", REQUEST)).isInstanceOfSatisfying(
                HathoraException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CONFLICT));
        assertThat(Player.say(where, "still here")).as("its process has another room").isEqualTo("still here");
    }

    @Test
    void nothingOfItIsForOtherUsersOfTheMachine() throws IOException {
        for (String file : List.of("hathora-host.db", "hathora-host.db-wal", "hathora-host.db-games",
                "hathora-host.db-games/processes", "hathora-host.db-games/output")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file)))).as(file)
                    .matches("rw[x-]------");
        }
    }

    @Test
    void whatIsNoAsciiReachesAGameAsItIs() throws Exception {
        Files.writeString(folder.resolve("game.yaml"), """
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraApplication
                metadata: {name: echo}
                spec:
                  appId: %s
                  command: [sh, -c, 'printf %%s "$HATHORA_INITIAL_ROOM_CONFIG" > config; sleep 60']
                """.formatted(APP));
        Awaitility.await().atMost(PATIENCE).until(() -> host.output().contains("(number 2)"));
        String config = "{\"map\":\"S\u00e3o 'Paulo' $HOME \ud83d\udc4d\"}";

        cloud.createRoom(APP, "room-1", new CreateRoomRequest("Frankfurt", config, null, null));

        Path seen = folder.resolve("config");
        Awaitility.await().atMost(PATIENCE).until(() -> Files.exists(seen) && Files.size(seen) > 0);
        assertThat(Files.readString(seen)).isEqualTo(config);
    }

    @Test
    void aRoomEndsWithItsProcess() {
        cloud.createRoom(APP, "room-1", REQUEST);
        ExposedPort where = awaitPort("room-1");

        Player.say(where, "exit 0");

        Awaitility.await().atMost(PATIENCE)
                .until(() -> cloud.getRoomInfo(APP, "room-1").status() == RoomStatus.DESTROYED);
        Awaitility.await("the runtime forgets it").atMost(PATIENCE).until(() -> games().ids().isEmpty());
    }

    @Test
    void killedAndStartedAgainItHasTheSameRoomsOnTheSameProcesses() throws Exception {
        List<String> ids = IntStream.range(0, 4).mapToObj(i -> "room-" + i).toList();
        ids.forEach(id -> cloud.createRoom(APP, id, REQUEST));
        List<ExposedPort> before = ids.stream().map(this::awaitPort).toList();
        List<String> pids = before.stream().map(where -> Player.say(where, "pid")).toList();
        cloud.suspendRoom(APP, "room-3");
        List<Room> rooms = ids.stream().map(id -> cloud.getRoomInfo(APP, id)).toList();

        host.kill();
        assertThat(before).as("games run on").allMatch(where -> Player.say(where, "away").equals("away"));
        startHost();

        assertThat(ids.stream().map(id -> cloud.getRoomInfo(APP, id))).isEqualTo(rooms);
        assertThat(ids.stream().limit(3).map(id -> cloud.getConnectionInfo(APP, id)).map(ConnectionInfo::exposedPort))
                .isEqualTo(before.subList(0, 3));
        assertThat(before.stream().map(where -> Player.say(where, "pid"))).isEqualTo(pids);
        assertThat(cloud.resumeRoom(APP, "room-3").exposedPort()).isEqualTo(before.getLast());
        Player.say(before.getFirst(), "exit 1");
        Awaitility.await("it is told of their ends as well").atMost(PATIENCE)
                .until(() -> cloud.getRoomInfo(APP, "room-0").status() == RoomStatus.DESTROYED);
    }

    @Test
    @Thorough
    void afterARestartNoRoomIsPlacedOnAProcessThatEndedMeanwhile() throws Exception {
        cloud.createRoom(APP, "room-1", REQUEST);
        ExposedPort where = awaitPort("room-1");
        String ended = processOf("room-1");
        host.kill();
        assertThat(Player.say(where, "exit 1")).isEqualTo("null");
        Awaitility.await().atMost(PATIENCE).until(() -> !answers(where));

        startHost();

        CreatedRoom first = cloud.createRoom(APP, "room-2", REQUEST);
        assertThat(first.processId()).as("from the first answer on").isNotEqualTo(ended);
        assertThat(cloud.getRoomInfo(APP, "room-1").status()).isEqualTo(RoomStatus.DESTROYED);
    }

    /** Wherever it is killed, no room is lost that was acknowledged, and no process runs without a record. */
    @Test
    @Thorough
    void killedWhileItStartsProcessesItStartsEachOnce() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 4; i++) {
                String id = "room-" + round + "-" + i;
                cloud.createRoom(APP, id, REQUEST);
                ids.add(id);
            }
            host.kill();
            startHost();
        }

        assertThat(ids).allSatisfy(id -> assertThat(Player.say(awaitPort(id), id)).isEqualTo(id));
        Set<String> recorded = new HashSet<>();
        ids.forEach(id -> recorded.add(processOf(id)));
        assertThat(recorded).hasSize(6);
        assertThat(games().ids()).isEqualTo(recorded);
        Set<String> pids = new HashSet<>();
        ids.forEach(id -> pids.add(Player.say(awaitPort(id), "pid")));
        assertThat(pids).hasSize(6);
    }

    @Test
    void aSignalEndsItInOrderAndGamesRunOn() throws Exception {
        cloud.createRoom(APP, "room-1", REQUEST);
        ExposedPort where = awaitPort("room-1");

        assertThat(host.terminate()).isZero();

        assertThat(Player.say(where, "hello")).isEqualTo("hello");
        startHost();
        assertThat(awaitPort("room-1")).isEqualTo(where);
    }

    @Test
    @Thorough
    void aChangedManifestIsANewDeploymentAndOldProcessesEndWhenTheyAreEmpty() throws Exception {
        cloud.createRoom(APP, "room-1", REQUEST);
        ExposedPort old = awaitPort("room-1");

        writeManifest("3", "0s");
        Awaitility.await("new rooms go to a new process").atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    String id = cloud.createRoom(APP, "room-" + UUID.randomUUID(), REQUEST).roomId();
                    return Player.say(awaitPort(id), "env HATHORA_ROOMS_PER_PROCESS").equals("3");
                });
        assertThat(Player.say(old, "hello")).as("nobody ends a game that is played").isEqualTo("hello");
        List<Room> onTheOld = cloud.getActiveRoomsForProcess(APP, processOf("room-1"));

        onTheOld.forEach(room -> cloud.destroyRoom(APP, room.roomId()));

        Awaitility.await("it ends").atMost(PATIENCE).until(() -> !answers(old));
    }

    @Test
    @Thorough
    void anIdleProcessEndsAndItsRoomIsPlacedAgain() throws Exception {
        writeManifest("1", "1s");
        Awaitility.await().atMost(PATIENCE).until(() -> host.output().contains("(number 2)"));
        cloud.createRoom(APP, "room-1", REQUEST);
        ExposedPort where = awaitPort("room-1");
        String process = processOf("room-1");

        cloud.suspendRoom(APP, "room-1");
        Awaitility.await("it ends").atMost(PATIENCE).until(() -> !answers(where));
        assertThat(cloud.getRoomInfo(APP, "room-1").status()).as("the room outlives it")
                .isEqualTo(RoomStatus.SUSPENDED);

        assertThat(Player.say(awaitPort("room-1"), "hello")).isEqualTo("hello");
        assertThat(processOf("room-1")).isNotEqualTo(process);
    }

    @Test
    void aSecondHostIsRefusedTheFolder() throws Exception {
        try (HostProgram second = HostProgram.start(folder, "--port", "0", "--applications", "game.yaml")) {
            assertThat(second.awaitExit()).isEqualTo(1);
            assertThat(second.output()).contains("another host uses the database");
        }
    }
}
