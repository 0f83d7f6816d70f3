package dev.hathora.operator.host.pods;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

import dev.hathora.operator.api.hathoraapplication.HathoraApplication;
import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.host.Player;
import dev.hathora.operator.host.pods.NodeFixture.RunningHost;
import io.fabric8.kubernetes.api.model.Pod;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Games as Pods on a real node. */
@EnabledIfEnvironmentVariable(named = NodeFixture.VARIABLE, matches = ".+")
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(300)
@SuppressWarnings("NullAway.Init") // open sets the rest
class GamesOnANodeTest {
    private NodeFixture cluster;
    private RunningHost host;
    private String app;
    private String elsewhere;

    @BeforeAll
    void open(@TempDir Path folder) throws IOException {
        cluster = new NodeFixture(folder);
        elsewhere = cluster.createNamespace();
        app = cluster.apply("echo", """
                roomsPerProcess: 2
                additionalContainerPorts: [{name: voice, port: 7777, transportType: udp}]
                """);
        host = cluster.startHost();
        cluster.awaitReason(cluster.namespace, "echo", "Served");
    }

    @AfterAll
    void close() {
        cluster.close();
    }

    @Test
    void aRoomIsJoinedSuspendedResumedAndDestroyed() {
        ExposedPort port = host.create(app, "joined");

        String process = host.processOf(app, "joined");
        Pod pod = Objects.requireNonNull(cluster.podOf(process));
        assertThat(Player.say(port, "env HATHORA_HOSTNAME")).isEqualTo(pod.getStatus().getHostIP());
        assertThat(Player.say(port, "env HATHORA_DEFAULT_PORT")).isEqualTo(Integer.toString(port.port()));
        assertThat(Player.say(port, "env PORT")).isEqualTo("7777");
        assertThat(Player.say(port, "env HATHORA_INITIAL_ROOM_CONFIG")).isEqualTo("$(HATHORA_PROCESS_ID)");
        assertThat(Player.say(port, "env HATHORA_APP_SECRET")).as("from the Secret").hasSizeGreaterThan(20);
        List<ExposedPort> voice = host.cloud().getConnectionInfo(app, "joined").additionalExposedPorts();
        assertThat(Player.sayOverUdp(voice.getFirst(), "over UDP")).isEqualTo("over UDP");
        // the game has answered before the kubelet shows its container as running, and with it the output
        Awaitility.await("the output").atMost(NodeFixture.PATIENCE).untilAsserted(() -> assertThat(host.caller()
                .get("/logs/v1/%s/process/%s?tailLines=1".formatted(app, process)).text())
                .isEqualTo("game on port 7777\n"));

        host.cloud().suspendRoom(app, "joined");
        host.cloud().resumeRoom(app, "joined");
        assertThat(Player.say(host.awaitPort(app, "joined"), "again")).isEqualTo("again");
        host.cloud().destroyRoom(app, "joined");
        assertThat(host.status(app, "joined")).isEqualTo(RoomStatus.DESTROYED);
    }

    @Test
    void aGameThatBindsTheOutsideNumberIsJoined() {
        String passthrough = cluster.apply("passthrough", "portPolicy: Passthrough");
        cluster.awaitReason(cluster.namespace, "passthrough", "Served");

        ExposedPort port = host.create(passthrough, "passthrough");

        assertThat(Player.say(port, "env PORT")).isEqualTo(Integer.toString(port.port()));
    }

    @Test
    void anEndIsToldWithItsReason() {
        ExposedPort port = host.create(app, "crashed");
        String process = host.processOf(app, "crashed");
        Player.say(port, "exit 3");
        host.awaitDestroyed(app, "crashed");
        assertThat(host.exitReason(app, process)).isEqualTo("exit code 3");
        assertThat(cluster.podOf(process)).as("kubectl logs still works").isNotNull();

        host.create(app, "deleted");
        process = host.processOf(app, "deleted");
        cluster.client.pods().inNamespace(cluster.namespace).withName(process).delete();
        host.awaitDestroyed(app, "deleted");
        assertThat(Player.say(host.create(app, "next"), "next")).as("on another Pod").isEqualTo("next");
    }

    /** The one that was first keeps it, and is not disturbed. */
    @Test
    void anIdBelongsToOneApplicationOfAllNamespaces() {
        String claimed = cluster.apply("first", "roomsPerProcess: 2");
        cluster.awaitReason(cluster.namespace, "first", "Served");
        ExposedPort port = host.create(claimed, "first");
        String game = Player.say(port, "pid") + host.processOf(claimed, "first");

        cluster.apply(elsewhere, "second", claimed, "no.such.registry/image:1", "roomsPerProcess: 1");

        assertThat(cluster.awaitReason(elsewhere, "second", "AppIdTaken"))
                .contains("spec.appId is the id of another application").as("whose it is, is not told")
                .doesNotContain(cluster.namespace);
        assertThat(Objects.requireNonNull(cluster.status(elsewhere, "second").condition("Stalled")).getStatus())
                .isEqualTo("True");
        assertThat(host.create(claimed, "second")).as("on the same process").isEqualTo(port);
        assertThat(Player.say(port, "pid") + host.processOf(claimed, "first")).isEqualTo(game);
        assertThat(cluster.awaitReason(cluster.namespace, "first", "Served")).doesNotContain("no.such.registry");
        cluster.client.resources(HathoraApplication.class)
                .inNamespace(elsewhere).withName("second").delete();
        Awaitility.await("the later one can be deleted").atMost(NodeFixture.PATIENCE).until(() -> cluster.client
                .resources(HathoraApplication.class).inNamespace(elsewhere)
                .withName("second").get() == null);
        assertThat(Player.say(port, "pid") + host.processOf(claimed, "first")).isEqualTo(game);
    }

    @Test
    void gamesGoOnWhileTheHostIsKilledAndStarted() throws InterruptedException {
        ExposedPort port = host.create(app, "survives");
        String process = host.processOf(app, "survives");
        String game = Player.say(port, "pid") + Objects.requireNonNull(cluster.podOf(process)).getMetadata().getUid();

        host.program().kill();
        assertThat(Player.say(port, "still here")).isEqualTo("still here");
        host = cluster.startHost();

        assertThat(host.awaitPort(app, "survives")).isEqualTo(port);
        assertThat(Player.say(port, "pid") + Objects.requireNonNull(cluster.podOf(process)).getMetadata().getUid())
                .isEqualTo(game);
        host.cloud().destroyRoom(app, "survives");
    }
}
