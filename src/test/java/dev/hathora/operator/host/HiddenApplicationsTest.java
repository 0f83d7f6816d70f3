package dev.hathora.operator.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.hathora.operator.host.Caller.Reply;
import dev.hathora.operator.host.store.PortNumbers;
import dev.hathora.operator.roomv2.http.Route;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a token of one application learns of another one by all operations of the API: nothing. Every answer is, byte for
 * byte, the one about what does not exist.
 */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(HostProgram.GAMES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // opened before all
class HiddenApplicationsTest {
    private static final String HIDDEN = "app-hidden";
    private static final String OWN = "app-of-own";
    private static final String NOWHERE = "app-nobody";
    private static final String OWN_TOKEN = "Bearer token-of-own";
    private static final String DEVELOPER = "Bearer " + HostProgram.TOKEN;
    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Has all fields that any operation reads. */
    private static final String BODY = """
            {"region": "Tokyo", "roomConfig": "{}", "initialConfig": {}, "state": {}, "visibility": "public",
             "nickname": "n", "idToken": "t"}""";

    /** What takes no developer's token: who finds an application by its id can play. None of it tells more than that. */
    private static final Set<String> PUBLIC = Set.of("loginAnonymous", "loginNickname", "loginGoogle",
            "getConnectionInfo", "getConnectionInfo V1", "getLobbyInfoByRoomId", "getLobbyInfoByShortCode",
            "getLobbyInfo V2", "listActivePublicLobbies", "listActivePublicLobbies V2", "createLobby", "createLobby V2",
            "create public lobby V2", "create private lobby V2", "create local lobby V2");

    private Host host;
    private Caller api;
    /** What parameters of paths are in the hidden application, and what they are nowhere. */
    private final Map<String, String> hidden = new HashMap<>();
    private final Map<String, String> nowhere = new HashMap<>();
    private String before;

    @BeforeAll
    void open(@TempDir Path folder) throws IOException {
        writeManifest(folder, "1");
        host = Host.start(new HostOptions(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                folder.resolve("games.yaml"),
                new HostOptions.DatabaseAddress("jdbc:sqlite:" + folder.resolve("host.db"), null, null),
                folder.resolve("games"), null, () -> HostProgram.TOKEN, "127.0.0.1", new PortNumbers(27_500, 27_599)));
        api = new Caller(host.uri());
        writeManifest(folder, "2");
        Awaitility.await("a second deployment").atMost(PATIENCE)
                .until(() -> api.get("/deployments/v2/" + HIDDEN + "/info/2").status() == 200);
        api.post("/rooms/v2/" + HIDDEN + "/create?roomId=room-of-hidden", "{\"region\":\"Tokyo\",\"roomConfig\":"
                + "\"classified\"}");
        String player = api.send("POST", "/auth/v1/" + HIDDEN + "/login/anonymous", null, null).json().path("token")
                .asText();
        assertThat(api.send("POST", "/lobby/v3/" + HIDDEN + "/create?roomId=lobby-hidden&shortCode=code-of-hidden",
                player, BODY).status()).isEqualTo(201);
        Awaitility.await("its processes are started, which shows").atMost(PATIENCE)
                .until(() -> api.get("/processes/v3/apps/" + HIDDEN + "/processes/latest").json().valueStream()
                        .allMatch(process -> process.hasNonNull("bootedAt")));
        together("appId", HIDDEN, NOWHERE);
        together("roomId", "lobby-hidden", "room-nowhere");
        together("shortCode", "code-of-hidden", "code-of-nobody");
        together("number", "2", "3");
        together("processId", api.get("/rooms/v2/" + HIDDEN + "/info/room-of-hidden").json()
                .path("currentAllocation").path("processId").asText(), "00000000-0000-0000-0000-000000000000");
        together("deploymentId", api.get("/deployments/v3/apps/" + HIDDEN + "/deployments/latest").json()
                .path("deploymentId").asText(), "dep-00000000-0000-0000-0000-000000000000");
        together("region", "Tokyo", "Tokyo");
        before = stateOfHidden();
        assertThat(before).contains("classified", "lobby-hidden", hidden.get("processId"));
    }

    /** Of the same length, which the answers tell. */
    private void together(String parameter, String inHidden, String anywhere) {
        assertThat(anywhere).hasSameSizeAs(inHidden);
        hidden.put(parameter, inHidden);
        nowhere.put(parameter, anywhere);
    }

    private static void writeManifest(Path folder, String version) throws IOException {
        Files.writeString(folder.resolve("games.yaml"), """
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraApplication
                metadata: {name: hidden}
                spec:
                  appId: %s
                  command: [sh, -c, "echo classified; exec sleep 600"]
                  env: [{name: CLASSIFIED, value: "%s"}]
                  startTimeout: 10m
                  roomsPerProcess: 10
                  terminationGracePeriod: 1s
                  tokenSecretRefs: [{name: tokens, key: hidden}]
                ---
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraApplication
                metadata: {name: own}
                spec: {appId: %s, command: ["true"], tokenSecretRefs: [{name: tokens}]}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: tokens}
                stringData: {hidden: token-of-hidden, token: token-of-own}
                """.formatted(HIDDEN, version, OWN));
    }

    @AfterAll
    void close() {
        api.post("/processes/v3/apps/" + HIDDEN + "/processes/" + hidden.get("processId") + "/stop", null);
        Awaitility.await().atMost(PATIENCE).until(() -> api.get("/processes/v3/apps/" + HIDDEN
                + "/processes/count?status=starting&status=stopping").json().path("count").asInt() == 0);
        api.close();
        host.close();
    }

    private String stateOfHidden() {
        return Stream.of("/rooms/v2/" + HIDDEN + "/info/room-of-hidden", "/rooms/v2/" + HIDDEN + "/info/lobby-hidden",
                "/lobby/v2/" + HIDDEN + "/info/lobby-hidden", "/processes/v3/apps/" + HIDDEN + "/processes/latest",
                "/deployments/v2/" + HIDDEN + "/list").map(path -> api.get(path).text()).toList().toString();
    }

    @AfterEach
    void nothingChanged() {
        assertThat(stateOfHidden()).isEqualTo(before);
    }

    Stream<Named<Route>> routesOfAnApplication() {
        return host.routes().stream().filter(route -> route.path().contains("{appId}"))
                .filter(route -> !PUBLIC.contains(route.name())).map(route -> Named.of(route.name(), route));
    }

    @ParameterizedTest
    @MethodSource("routesOfAnApplication")
    void anotherApplicationIsAnsweredAsOneThatDoesNotExist(Route route) {
        String told = told(route, hidden, OWN_TOKEN);

        assertThat(told).startsWith(route.name().startsWith("not offered") ? "501" : "404")
                .doesNotContain("classified").isEqualTo(told(route, nowhere, OWN_TOKEN))
                .as("and as who may see everything hears of it").isEqualTo(told(route, nowhere, DEVELOPER));
    }

    Stream<Named<Route>> routesOfSomethingInAnApplication() {
        return host.routes().stream().filter(route -> parameters(route).contains("appId"))
                .filter(route -> parameters(route).stream().anyMatch(name -> !hidden.getOrDefault(name, "").equals(
                        nowhere.getOrDefault(name, "")) && !name.equals("appId")))
                .map(route -> Named.of(route.name(), route));
    }

    @ParameterizedTest
    @MethodSource("routesOfSomethingInAnApplication")
    void whatIsAnothersIsNotFoundInOnesOwn(Route route) {
        Map<String, String> others = new HashMap<>(hidden);
        others.put("appId", OWN);
        Map<String, String> nothing = new HashMap<>(nowhere);
        nothing.put("appId", OWN);
        @Nullable
        String token = route.auth() == Route.Auth.NONE ? null : OWN_TOKEN;

        String told = told(route, others, token);

        assertThat(told).startsWith(route.name().startsWith("not offered") ? "501" : "404")
                .doesNotContain("classified").isEqualTo(told(route, nothing, token));
    }

    @Test
    void anothersDeploymentIsNoneToCreateARoomWith() {
        List<String> told = Stream.of(hidden, nowhere).map(ids -> ids.get("deploymentId")).map(id -> answer(
                api.send("POST", "/rooms/v2/" + OWN + "/create", OWN_TOKEN,
                        "{\"region\":\"Tokyo\",\"deploymentId\":\"" + id + "\"}"),
                Map.of("deploymentId", id))).toList();
        assertThat(told.getFirst()).startsWith("422").isEqualTo(told.getLast());
    }

    @ParameterizedTest
    @CsvSource({"/apps/v2/apps", "/apps/v1/list"})
    void listsShowOnesOwn(String path) {
        assertThat(api.send("GET", path, OWN_TOKEN, null).text()).contains(OWN).doesNotContain(HIDDEN, "hidden");
        assertThat(api.get(path).text()).contains(OWN, HIDDEN);
        assertThat(api.send("GET", path, "Bearer token-of-nobody", null).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            token-of-own    | 200 | its own
            token-of-hidden | 404 | another one's
            token-of-nobody | 401 | none
            """)
    void anApplicationsTokenIsGoodForIt(String token, int status, String whose) {
        assertThat(api.send("GET", "/apps/v2/apps/" + OWN, "Bearer " + token, null).status()).as(whose)
                .isEqualTo(status);
        assertThat(api.send("GET", "/apps/v2/apps/" + OWN, token, null).status()).as("without Bearer")
                .isEqualTo(status);
    }

    @Test
    void allThatTakesNoDevelopersTokenIsForPlayers() {
        assertThat(host.routes()).filteredOn(route -> route.auth() != Route.Auth.DEVELOPER)
                .filteredOn(route -> route.path().contains("{appId}"))
                .filteredOn(route -> !route.name().startsWith("not offered"))
                .extracting(Route::name).containsExactlyInAnyOrderElementsOf(PUBLIC);
    }

    private static Set<String> parameters(Route route) {
        Map<String, String> names = new LinkedHashMap<>();
        for (Matcher matcher = PARAMETER.matcher(route.path()); matcher.find();) {
            names.put(matcher.group(1), "");
        }
        return names.keySet();
    }

    private String told(Route route, Map<String, String> ids, @Nullable String token) {
        String path = PARAMETER.matcher(route.path())
                .replaceAll(parameter -> ids.getOrDefault(parameter.group(1), "none"));
        return answer(api.send(route.method(), path, token, route.method().equals("GET") ? null : BODY), ids);
    }

    /** Everything in an answer but when it was given, and the ids that were sent. */
    private static String answer(Reply reply, Map<String, String> ids) {
        Map<String, List<String>> headers = new TreeMap<>(reply.response().headers().map());
        headers.remove("date");
        // Whether the body had arrived.
        headers.remove("connection");
        String text = reply.text();
        for (Map.Entry<String, String> id : ids.entrySet()) {
            text = text.replaceAll(" " + Pattern.quote(id.getValue()) + "(?= (does not exist|is not a deployment))",
                    " " + id.getKey());
        }
        return reply.status() + " " + headers + "\n" + text;
    }
}
