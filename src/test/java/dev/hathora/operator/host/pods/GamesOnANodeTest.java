package dev.hathora.operator.host.pods;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.cloud.http.HttpHathoraCloud;
import dev.hathora.operator.host.Caller;
import dev.hathora.operator.host.EchoGame;
import dev.hathora.operator.host.HostProgram;
import dev.hathora.operator.host.Player;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Games as Pods on a real node, which is that of the kubeconfig in {@code HATHORA_IT_NODE} and must have the image {@code
 * jre:25}: any Java runtime. {@code HATHORA_IT_POWER} is a program that cuts the power of a node, with the arguments {@code
 * off NODE}, and switches it on again, with {@code on NODE}.
 */
@EnabledIfEnvironmentVariable(named = "HATHORA_IT_NODE", matches = ".+")
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(600)
@SuppressWarnings("NullAway.Init") // JUnit sets the folder, and open the rest
class GamesOnANodeTest {
    private static final String IMAGE = "jre:25";
    private static final String POWER = "HATHORA_IT_POWER";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final CreateRoomRequest REQUEST = new CreateRoomRequest("Frankfurt", "$(HATHORA_PROCESS_ID)", null,
            null);

    /** The game is a class in a ConfigMap. */
    private static final String TEMPLATE = """
            spec:
              containers:
                - name: game
                  imagePullPolicy: IfNotPresent
                  volumeMounts: [{name: game, mountPath: /game}]
              volumes:
                - name: game
                  configMap: {name: game, items: [{key: game, path: dev/hathora/operator/host/EchoGame.class}]}
            """;

    private final HttpClient http = HttpHathoraCloud.newHttpClient();
    private Path folder;
    private KubernetesClient client;
    private String namespace;
    private HostProgram host;
    private HathoraCloud cloud;
    private Caller caller;

    @BeforeAll
    void open(@TempDir Path given) throws IOException {
        folder = given;
        client = new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(kubeconfig().toFile())).build();
        namespace = client.resource(new NamespaceBuilder().withNewMetadata().withGenerateName("hathora-it-")
                .endMetadata().build()).create()
                .getMetadata().getName();
        String game = "/" + EchoGame.class.getName().replace('.', '/') + ".class";
        try (var compiled = EchoGame.class.getResourceAsStream(game)) {
            client.resource(new ConfigMapBuilder().withNewMetadata().withName("game")
                    .withNamespace(namespace).endMetadata().addToBinaryData("game", Base64.getEncoder()
                            .encodeToString(compiled == null ? new byte[0] : compiled.readAllBytes()))
                    .build()).create();
        }
        Files.writeString(folder.resolve("template.yaml"), TEMPLATE);
        Files.writeString(folder.resolve("games.yaml"), String.join("---\n", manifest("app-echo", "100s", "udp"),
                manifest("app-passthrough", "100s", "udp"), manifest("app-missing", "10s", "tcp")));
        startHost();
    }

    private static Path kubeconfig() {
        return Path.of(System.getenv("HATHORA_IT_NODE"));
    }

    private static String manifest(String appId, String startTimeout, String second) {
        return """
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraApplication
                metadata: {name: %s}
                spec:
                  appId: %s
                  command: [java, -XX:TieredStopAtLevel=1, -XX:+UseSerialGC, -Xmx64m, -cp, /game, %s]
                  containerPort: 7777
                  additionalContainerPorts: [{name: voice, port: 7777, transportType: %s}]
                  roomsPerProcess: 2
                  requestedCPU: 50m
                  requestedMemory: 256Mi
                  startTimeout: %s
                  terminationGracePeriod: 2s
                """.formatted(appId, appId, EchoGame.class.getName(), second, startTimeout);
    }

    private void startHost() {
        host = HostProgram.start(folder, PodHostProgram.class, kubeconfig().toString(), namespace, IMAGE,
                "template.yaml");
        var uri = host.awaitUri();
        cloud = new HttpHathoraCloud(uri, () -> HostProgram.TOKEN, http, CallObserver.NONE);
        caller = new Caller(uri);
    }

    @AfterAll
    void close() {
        host.close();
        caller.close();
        http.close();
        client.namespaces().withName(namespace).delete();
        client.close();
    }

    @AfterEach
    void uncordon() {
        client.nodes().list().getItems().forEach(node -> cordon(node.getMetadata().getName(), false));
    }

    private ExposedPort awaitPort(String appId, String roomId) {
        Awaitility.await(roomId).atMost(PATIENCE).pollInterval(Duration.ofMillis(50))
                .until(() -> cloud.getConnectionInfo(appId, roomId).exposedPort() != null);
        ExposedPort port = cloud.getConnectionInfo(appId, roomId).exposedPort();
        return port == null ? new ExposedPort("none", "none", 1, "tcp") : port;
    }

    private ExposedPort create(String appId, String roomId) {
        cloud.createRoom(appId, roomId, REQUEST);
        return awaitPort(appId, roomId);
    }

    private String processOf(String roomId) {
        var allocation = cloud.getRoomInfo("app-echo", roomId).currentAllocation();
        return allocation == null ? "none" : allocation.processId();
    }

    private Pod podOf(String processId) {
        return client.pods().inNamespace(namespace).withName(processId).get();
    }

    private void awaitDestroyed(String appId, String roomId, Duration patience) {
        Awaitility.await(roomId).atMost(patience).untilAsserted(() -> assertThat(
                cloud.getRoomInfo(appId, roomId).status()).isEqualTo(RoomStatus.DESTROYED));
    }

    private String exitReason(String appId, String processId) {
        return caller.get("/processes/v3/apps/%s/processes/%s".formatted(appId, processId)).json()
                .path("summaryExitReason").asText();
    }

    private void cordon(String node, boolean cordoned) {
        client.nodes().withName(node).edit(n -> {
            n.getSpec().setUnschedulable(cordoned);
            return n;
        });
    }

    @Test
    void aRoomIsJoinedSuspendedResumedAndDestroyed() {
        ExposedPort port = create("app-echo", "joined");

        Pod pod = podOf(processOf("joined"));
        assertThat(Player.say(port, "env HATHORA_HOSTNAME")).isEqualTo(pod.getStatus().getHostIP());
        assertThat(Player.say(port, "env HATHORA_DEFAULT_PORT")).isEqualTo(Integer.toString(port.port()));
        assertThat(Player.say(port, "env PORT")).isEqualTo("7777");
        assertThat(Player.say(port, "env HATHORA_INITIAL_ROOM_CONFIG")).isEqualTo("$(HATHORA_PROCESS_ID)");
        List<ExposedPort> voice = cloud.getConnectionInfo("app-echo", "joined").additionalExposedPorts();
        assertThat(Player.sayOverUdp(voice.getFirst(), "over UDP")).isEqualTo("over UDP");
        Caller.Reply log = caller.get("/logs/v1/app-echo/process/%s?tailLines=1".formatted(processOf("joined")));
        assertThat(log.text()).isEqualTo("game on port 7777\n");

        cloud.suspendRoom("app-echo", "joined");
        cloud.resumeRoom("app-echo", "joined");
        assertThat(Player.say(awaitPort("app-echo", "joined"), "again")).isEqualTo("again");
        cloud.destroyRoom("app-echo", "joined");
        assertThat(cloud.getRoomInfo("app-echo", "joined").status()).isEqualTo(RoomStatus.DESTROYED);
    }

    @Test
    void aGameThatBindsTheOutsideNumberIsJoined() {
        ExposedPort port = create("app-passthrough", "passthrough");

        assertThat(Player.say(port, "env PORT")).isEqualTo(Integer.toString(port.port()));
    }

    @Test
    void anEndIsToldWithItsReason() {
        ExposedPort port = create("app-echo", "crashed");
        String process = processOf("crashed");
        Player.say(port, "exit 3");
        awaitDestroyed("app-echo", "crashed", PATIENCE);
        assertThat(exitReason("app-echo", process)).isEqualTo("exit code 3");
        assertThat(podOf(process)).as("kubectl logs still works").isNotNull();

        create("app-echo", "deleted");
        process = processOf("deleted");
        client.pods().inNamespace(namespace).withName(process).delete();
        awaitDestroyed("app-echo", "deleted", PATIENCE);
        assertThat(Player.say(create("app-echo", "next"), "next")).as("on another Pod").isEqualTo("next");

        cloud.createRoom("app-missing", "missing", REQUEST);
        process = caller.get("/processes/v3/apps/app-missing/processes/latest").json().path(0).path("processId")
                .asText();
        awaitDestroyed("app-missing", "missing", PATIENCE);
        String missing = process;
        Awaitility.await().atMost(PATIENCE).until(() -> podOf(missing) == null);
        assertThat(exitReason("app-missing", missing))
                .startsWith("could not be started: image no.such.registry/image:1 can't be pulled: ");
    }

    @Test
    void drainingANodeInterruptsNoGame() {
        ExposedPort port = create("app-echo", "drained");
        Player.say(port, "hello");
        String process = processOf("drained");
        String game = Player.say(port, "pid") + " " + podOf(process).getMetadata().getUid();
        String node = podOf(process).getSpec().getNodeName();

        cordon(node, true);

        Awaitility.await("it takes no rooms").atMost(PATIENCE).until(() -> caller
                .get("/processes/v3/apps/app-echo/processes/" + process).json().path("status").asText()
                .equals("draining"));
        assertThat(client.pods().inNamespace(namespace).withName(process).evict())
                .as("kubectl drain is refused").isFalse();
        cloud.createRoom("app-echo", "elsewhere", REQUEST);
        assertThat(processOf("elsewhere")).isNotEqualTo(process);
        assertThat(Player.say(port, "pid") + " " + podOf(process).getMetadata().getUid()).isEqualTo(game);

        cordon(node, false);
        awaitPort("app-echo", "elsewhere");
        Awaitility.await("it takes rooms again").atMost(PATIENCE).until(() -> caller
                .get("/processes/v3/apps/app-echo/processes/" + process).json().path("status").asText()
                .equals("running"));

        cloud.suspendRoom("app-echo", "drained");
        cloud.destroyRoom("app-echo", "elsewhere");
        cordon(node, true);
        Awaitility.await("it is empty, and ends").atMost(PATIENCE).until(() -> podOf(process) == null);
        assertThat(exitReason("app-echo", process)).isEqualTo("held no room when its node was drained");
    }

    @Test
    void gamesGoOnWhileTheHostIsKilledAndStarted() throws InterruptedException {
        ExposedPort port = create("app-echo", "survives");
        Player.say(port, "hello");
        String process = processOf("survives");

        host.kill();
        String game = podOf(process).getMetadata().getUid();
        assertThat(Player.say(port, "still here")).isEqualTo("still here");
        caller.close();
        startHost();

        assertThat(awaitPort("app-echo", "survives")).isEqualTo(port);
        assertThat(podOf(process).getMetadata().getUid()).isEqualTo(game);
        assertThat(Player.say(port, "still here")).isEqualTo("still here");
        cloud.destroyRoom("app-echo", "survives");
    }

    /** The room ends when the cluster is sure, and what is left on the node is not taken for a game. */
    @Test
    @EnabledIfEnvironmentVariable(named = POWER, matches = ".+")
    void aNodeWithoutPowerTakesItsRoomsAlong() throws Exception {
        ExposedPort port = create("app-echo", "dark");
        Player.say(port, "hello");
        String process = processOf("dark");
        String node = podOf(process).getSpec().getNodeName();

        power("off", node);
        Awaitility.await("the node is not ready").atMost(PATIENCE).until(() -> client.nodes().withName(node).get()
                .getStatus().getConditions().stream()
                .noneMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True")));
        assertThat(cloud.getRoomInfo("app-echo", "dark").status()).as("it may be played").isEqualTo(RoomStatus.ACTIVE);
        // as Kubernetes does after the toleration's time, unless all nodes are lost
        client.pods().inNamespace(namespace).withName(process).delete();
        awaitDestroyed("app-echo", "dark", PATIENCE);
        assertThat(exitReason("app-echo", process)).isEqualTo("its node %s was lost".formatted(node));
        power("on", node);

        Awaitility.await("its Pod goes").atMost(PATIENCE).until(() -> podOf(process) == null);
        assertThat(Player.say(create("app-echo", "light"), "light")).isEqualTo("light");
        cloud.destroyRoom("app-echo", "light");
    }

    private static void power(String way, String node) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(System.getenv(POWER), way, node).inheritIO().start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }
}
