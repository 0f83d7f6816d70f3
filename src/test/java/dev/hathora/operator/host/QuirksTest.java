package dev.hathora.operator.host;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.hathora.operator.host.store.PortNumbers;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What clients of Hathora that were shipped years ago depend on, each with the client that fails without it. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(HostProgram.GAMES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // opened before all
@Order(1)
class QuirksTest {
    private Host host;
    private Caller api;

    /**
     * Something that a client depends on.
     *
     * @param client who
     * @param quirk on what
     */
    record Quirk(String client, String quirk, Consumer<QuirkClient> test) {
        @Override
        public String toString() {
            return client + ": " + quirk;
        }
    }

    static Stream<Quirk> quirks() {
        return Stream.of(
                // rooms
                new Quirk("Nakama module", "createRoom is exactly 201 and tells roomId", RoomQuirks::createIs201),
                new Quirk("Unreal", "exact codes of what changes rooms", RoomQuirks::exactCodes),
                new Quirk("Unity", "getConnectionInfo of a room that boots is 200, without a port",
                        RoomQuirks::startingIs200),
                new Quirk("SDK for TypeScript", "additionalExposedPorts is always there", RoomQuirks::portsAreThere),
                new Quirk("Beamable", "ids of callers are kept as they are", RoomQuirks::idsAreVerbatim),
                new Quirk("everybody", "ids that are made have 13 digits to the base of 36", RoomQuirks::madeIds),
                new Quirk("collab-board", "a room outlives its process and is resumed until it has a port",
                        RoomQuirks::roomsOutliveProcesses),
                new Quirk("games before 2024-06", "getConnectionInfo wakes a suspended room", RoomQuirks::wakesUp),
                new Quirk("operators", "an id that was used is 400", RoomQuirks::usedIdIs400),
                new Quirk("everybody", "clientIPs may be absent, and fields may be null", RoomQuirks::nullIsAbsent),
                new Quirk("game servers", "updateRoomConfig is heard by getRoomInfo at once", RoomQuirks::configIsHot),
                new Quirk("client-sdk 1.3.1", "RoomsV1 answers a bare id, and host and port flat",
                        RoomQuirks::roomsV1),
                // tokens and pages
                new Quirk("client-sdk 1.3.1", "tokens without Bearer, of players and developers",
                        RoomQuirks::tokensWithoutBearer),
                new Quirk("browsers", "pages of any origin may call, with any header", RoomQuirks::cors),
                new Quirk("everybody", "errors are JSON with a message", RoomQuirks::errorsAreJson),
                new Quirk("strangers", "another's application is answered as none", RoomQuirks::nothingLeaks),
                // players
                new Quirk("game servers", "players' tokens are HS256 with the app secret and type, id, name, iat",
                        PlayerQuirks::playerTokens),
                new Quirk("games with accounts", "a backend signs its own players' tokens", PlayerQuirks::ownTokens),
                // lobbies
                new Quirk("SDK for TypeScript", "LobbyV3 has all fields, and its short code is its room id",
                        PlayerQuirks::lobbyV3),
                new Quirk("everybody", "short codes are not unique: the newest wins", PlayerQuirks::newestCodeWins),
                new Quirk("everybody", "only public lobbies are listed, to anybody", PlayerQuirks::onlyPublic),
                new Quirk("Unity servers", "the lobby of a room without one is 404", PlayerQuirks::noLobbyIs404),
                new Quirk("bullet-mania", "a local lobby's room is never placed", PlayerQuirks::localIsNotPlaced),
                new Quirk("client-sdk 1.3.1", "LobbyV2 with initialConfig, in all four ways to make it",
                        PlayerQuirks::lobbyV2),
                new Quirk("game servers of 2023", "setState with a developer's token, up to 1 MB",
                        PlayerQuirks::lobbyState),
                // processes, deployments, applications
                new Quirk("Unity servers", "ProcessV3 with six times, null where there is none",
                        ProcessQuirks::processV3),
                new Quirk("Unreal", "processes/v2 has a deploymentId that is a number", ProcessQuirks::processV2),
                new Quirk("Godot", "latest processes, filtered by several states", ProcessQuirks::latest),
                new Quirk("warm-up scripts", "createProcess is 201, stopProcess 204", ProcessQuirks::createAndStop),
                new Quirk("Hathora's CLI", "deployments tell defaultContainerPort as an object",
                        ProcessQuirks::deployments),
                new Quirk("Hathora's CLI", "a new deployment is 501, and what to do instead",
                        ProcessQuirks::deployIs501),
                new Quirk("consoles", "metrics have the word process twice in their path",
                        ProcessQuirks::metricsAre501),
                new Quirk("consoles", "Application has its secret and how players log in", ProcessQuirks::application),
                // discovery and logs
                new Quirk("browsers", "a WebSocket to a ping endpoint answers", ProcessQuirks::pingByWebSocket),
                new Quirk("Unreal", "UDP to a ping endpoint answers", ProcessQuirks::pingByUdp),
                new Quirk("games of 2023", "discovery V1 says what V2 says", ProcessQuirks::discoveryV1),
                new Quirk("Hathora's CLI", "logs are a stream of bytes, of which the last lines can be had",
                        ProcessQuirks::logs),
                new Quirk("Hathora's CLI", "logs are followed until the process ends", ProcessQuirks::logsAreFollowed));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("quirks")
    void isKept(Quirk quirk) {
        quirk.test().accept(new QuirkClient(api));
    }

    static Stream<String> operationsOfTheSdk() throws IOException {
        try (InputStream in = QuirksTest.class.getResourceAsStream("sdk-operations.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.startsWith("#")).toList().stream();
        }
    }

    /** Offered or not, none is answered as if Hathora had never had it. */
    @ParameterizedTest
    @MethodSource("operationsOfTheSdk")
    void isKnown(String operation) {
        String[] words = operation.split(" ", 2);
        String path = words[1].replace("{appId}", "app-slow").replaceAll("\\{\\w+}", "none");

        Caller.Reply reply = api.send(words[0], path, "Bearer " + HostProgram.TOKEN, null);

        assertThat(reply.status()).as(reply.text()).isNotIn(405, 500);
        assertThat(reply.text()).doesNotContain("no operation has this path");
        if (reply.status() == 501) {
            assertThat(reply.json().path("message").asText()).startsWith("not offered here: ");
        }
    }

    @BeforeAll
    void open(@TempDir Path folder) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Files.writeString(folder.resolve("games.yaml"), """
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraApplication
                metadata: {name: game}
                spec:
                  appId: app-game
                  command: ["%s", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", "%s", "%s"]
                  env: [{name: COLOUR, value: blue}]
                  roomsPerProcess: 1000
                  idleTimeout: 0s
                  containerPort: 4000
                  terminationGracePeriod: 1s
                ---
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraApplication
                metadata: {name: slow}
                spec:
                  appId: app-slow
                  command: [sh, -c, "echo it begins; exec sleep 600"]
                  auth: {nickname: false, google: {clientId: client-1}}
                  regions: [{name: Tokyo, ping: {host: tokyo.example.com, port: 10000}}]
                  terminationGracePeriod: 1s
                """.formatted(java, System.getProperty("java.class.path"), EchoGame.class.getName()));
        host = Host.start(new HostOptions(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                folder.resolve("games.yaml"),
                new HostOptions.DatabaseAddress("jdbc:sqlite:" + folder.resolve("host.db"), null, null),
                folder.resolve("games"), null, () -> HostProgram.TOKEN, "127.0.0.1", new PortNumbers(28_000, 28_999)));
        api = new Caller(host.uri());
    }

    @AfterAll
    void close() {
        for (String app : List.of("app-game", "app-slow")) {
            api.get("/processes/v3/apps/" + app + "/processes/latest?status=starting&status=running").json()
                    .forEach(process -> api.post("/processes/v3/apps/" + app + "/processes/"
                            + process.path("processId").asText() + "/stop", null));
            Awaitility.await().atMost(QuirkClient.PATIENCE).until(() -> api.get("/processes/v3/apps/" + app
                    + "/processes/count?status=starting&status=running&status=stopping").json().path("count")
                    .asInt() == 0);
        }
        api.close();
        host.close();
    }

}
