package dev.hathora.operator.host.pods;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.host.Player;
import dev.hathora.operator.host.pods.NodeFixture.RunningHost;
import dev.hathora.operator.testing.CommandLineTool;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.Taint;
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
import org.junit.jupiter.api.parallel.Isolated;

import static org.assertj.core.api.Assertions.assertThat;

/** What happens to a cluster, and what becomes of games on it: judged by who plays, by the API and by the Pods. */
@EnabledIfEnvironmentVariable(named = NodeFixture.VARIABLE, matches = ".+")
@TestInstance(Lifecycle.PER_CLASS)
@Isolated // the node belongs to one test at a time
@Timeout(300)
@SuppressWarnings("NullAway.Init") // open sets the rest
class FaultsOnANodeTest {
    private static final CreateRoomRequest REQUEST = new CreateRoomRequest("Frankfurt", null, null, null);

    private NodeFixture cluster;
    private RunningHost host;
    private String app;

    @BeforeAll
    void open(@TempDir Path folder) throws IOException {
        cluster = new NodeFixture(folder);
        app = cluster.apply("echo", "roomsPerProcess: 2");
        host = cluster.startHost();
        cluster.awaitReason(cluster.namespace, "echo", "Served");
    }

    @AfterEach
    void repair() {
        cluster.client.nodes().list().getItems().forEach(node -> cluster.client.nodes()
                .withName(node.getMetadata().getName()).edit(n -> {
                    n.getSpec().setUnschedulable(false);
                    n.getSpec().getTaints().removeIf(taint -> taint.getKey().equals("test"));
                    return n;
                }));
        cluster.client.resourceQuotas().inNamespace(cluster.namespace).delete();
    }

    @AfterAll
    void close() {
        cluster.close();
    }

    /** The process that plays, and the Pod that it is in. */
    private String game(ExposedPort port, String process) {
        return Player.say(port, "pid") + " " + Objects.requireNonNull(cluster.podOf(process)).getMetadata().getUid();
    }

    private void awaitProcess(String appId, String process, String status) {
        Awaitility.await(process + " " + status).atMost(NodeFixture.PATIENCE)
                .until(() -> host.process(appId, process, "status").equals(status));
    }

    @Test
    void kubectlDrainWaitsForGames() throws Exception {
        String app = cluster.apply("drained", "roomsPerProcess: 2");
        cluster.awaitReason(cluster.namespace, "drained", "Served");
        ExposedPort port = host.create(app, "drained");
        String process = host.processOf(app, "drained");
        String game = game(port, process);
        String node = cluster.nodeOf(process);

        // until the kubelet has reported it, any Pod can be evicted
        Awaitility.await("the Pod is reported to run").atMost(NodeFixture.PATIENCE).until(() -> Objects
                .requireNonNull(cluster.podOf(process)).getStatus().getPhase().equals("Running"));
        Process drain = new ProcessBuilder(CommandLineTool.kubectl().executable(), "--kubeconfig",
                System.getenv(NodeFixture.VARIABLE), "drain", node, "--force", "--ignore-daemonsets",
                "--pod-selector=hathora.dev/app-id=" + app, "--timeout=60s").inheritIO().start();
        try {
            awaitProcess(app, process, "draining");
            host.cloud().createRoom(app, "elsewhere", REQUEST);
            assertThat(host.processOf(app, "elsewhere")).as("it takes no rooms").isNotEqualTo(process);
            assertThat(game(port, process)).isEqualTo(game);
            assertThat(drain.isAlive()).as("kubectl drain waits").isTrue();

            cluster.cordon(node, false);
            host.awaitPort(app, "elsewhere");
            awaitProcess(app, process, "running");
            host.cloud().destroyRoom(app, "elsewhere");
            cluster.cordon(node, true);
            host.cloud().destroyRoom(app, "drained");
            Awaitility.await("it is empty, and ends").atMost(NodeFixture.PATIENCE)
                    .until(() -> cluster.podOf(process) == null);
            assertThat(drain.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(drain.exitValue()).as("kubectl drain ends well").isZero();
            assertThat(host.exitReason(app, process)).isEqualTo("held no room when its node was drained");
        } finally {
            drain.destroyForcibly();
        }
    }

    /** A person, or a controller, says that nothing may run there. That ends games, in time and with the reason. */
    @Test
    void aNodeWithATaintLosesItsGames() {
        host.create(app, "tainted");
        String process = host.processOf(app, "tainted");

        cluster.client.nodes().withName(cluster.nodeOf(process)).edit(n -> {
            n.getSpec().getTaints().add(new Taint("NoExecute", "test", null, "gone"));
            return n;
        });

        host.awaitDestroyed(app, "tainted");
        Awaitility.await("its Pod goes").atMost(NodeFixture.PATIENCE).until(() -> cluster.podsOf(app).isEmpty());
        assertThat(host.exitReason(app, process)).containsAnyOf("Pod was deleted", "aint");
        repair();
        assertThat(Player.say(host.create(app, "after-the-taint"), "hello")).isEqualTo("hello");
    }

    @Test
    void anImageThatIsMissingIsToldAndAFixedOneServes() {
        String missing = cluster.appId("missing");
        cluster.apply(cluster.namespace, "missing", missing, "no.such.registry/image:1", "startTimeout: 10s");
        cluster.awaitReason(cluster.namespace, "missing", "Served");

        host.cloud().createRoom(missing, "never", REQUEST);
        String process = host.processOf(missing, "never");
        host.awaitDestroyed(missing, "never");

        assertThat(host.exitReason(missing, process))
                .startsWith("could not be started: image no.such.registry/image:1 can't be pulled: ");
        assertThat(cluster.awaitReason(cluster.namespace, "missing", "ProcessesNotStarting"))
                .contains("image no.such.registry/image:1 can't be pulled");
        Awaitility.await("nothing is left").atMost(NodeFixture.PATIENCE)
                .until(() -> cluster.podsOf(missing).isEmpty());

        cluster.apply("missing", "startTimeout: 100s");
        cluster.awaitReason(cluster.namespace, "missing", "Served");
        assertThat(Player.say(host.create(missing, "fixed"), "hello")).isEqualTo("hello");
    }

    @Test
    void aQuotaDelaysAGameAndIsTold() {
        String limited = cluster.apply("limited", "startTimeout: 60s");
        cluster.awaitReason(cluster.namespace, "limited", "Served");
        cluster.client.resource(new ResourceQuotaBuilder().withNewMetadata().withName("none")
                .withNamespace(cluster.namespace).endMetadata().withNewSpec()
                .addToHard("pods", new Quantity("0")).endSpec().build()).create();
        Awaitility.await("the quota counts").atMost(NodeFixture.PATIENCE).until(() -> cluster.client.resourceQuotas()
                .inNamespace(cluster.namespace).withName("none").get().getStatus().getHard() != null);

        host.cloud().createRoom(limited, "limited", REQUEST);
        assertThat(cluster.awaitReason(cluster.namespace, "limited", "ProcessesNotStarting"))
                .contains("exceeded quota: none");
        assertThat(host.status(limited, "limited")).as("it waits").isNotEqualTo(RoomStatus.DESTROYED);
        cluster.client.resourceQuotas().inNamespace(cluster.namespace).delete();

        assertThat(Player.say(host.awaitPort(limited, "limited"), "hello")).isEqualTo("hello");
        cluster.awaitReason(cluster.namespace, "limited", "Served");
        host.cloud().destroyRoom(limited, "limited");
    }

    @Test
    @EnabledIfEnvironmentVariable(named = NodeFixture.FAULTS, matches = ".+")
    void gamesGoOnWhileKubeletAndApiServerAreKilled() throws Exception {
        ExposedPort port = host.create(app, "unshaken");
        String process = host.processOf(app, "unshaken");
        String game = game(port, process);

        NodeFixture.fault("kubelet", cluster.nodeOf(process));
        assertThat(game(port, process)).isEqualTo(game);
        assertThat(Player.say(host.create(app, "after-the-kubelet"), "hello")).isEqualTo("hello");

        NodeFixture.fault("apiserver");
        assertThat(Player.say(port, "still here")).isEqualTo("still here");
        host.cloud().createRoom(app, "meanwhile", REQUEST);
        assertThat(Player.say(host.awaitPort(app, "meanwhile"), "hello")).isEqualTo("hello");
        cluster.awaitApiServer();
        assertThat(game(port, process)).isEqualTo(game);
        assertThat(host.status(app, "unshaken")).isEqualTo(RoomStatus.ACTIVE);
        assertThat(List.of("unshaken", "after-the-kubelet", "meanwhile").stream()
                .map(room -> host.processOf(app, room)).distinct().toList()).as("a process, a Pod")
                .containsExactlyInAnyOrderElementsOf(cluster.podsOf(app));
        for (String room : List.of("unshaken", "after-the-kubelet", "meanwhile")) {
            host.cloud().destroyRoom(app, room);
        }
    }

    /** The room ends when the cluster is sure, and what is left on the node is not taken for a game. */
    @Test
    @EnabledIfEnvironmentVariable(named = NodeFixture.FAULTS, matches = ".+")
    void aNodeWithoutPowerTakesItsRoomsAlong() throws Exception {
        host.create(app, "dark");
        String process = host.processOf(app, "dark");
        String node = cluster.nodeOf(process);

        NodeFixture.fault("off", node);
        Awaitility.await("the node is not ready").atMost(NodeFixture.PATIENCE).until(() -> cluster.client.nodes()
                .withName(node).get().getStatus().getConditions().stream()
                .noneMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True")));
        assertThat(host.status(app, "dark")).as("it may be played").isEqualTo(RoomStatus.ACTIVE);
        // as Kubernetes does after the toleration's time, unless all nodes are lost
        cluster.client.pods().inNamespace(cluster.namespace).withName(process).delete();
        host.awaitDestroyed(app, "dark");
        assertThat(host.exitReason(app, process)).isEqualTo("its node %s was lost".formatted(node));
        NodeFixture.fault("on", node);

        Awaitility.await("its Pod goes").atMost(NodeFixture.PATIENCE).until(() -> cluster.podOf(process) == null);
        assertThat(Player.say(host.create(app, "light"), "light")).isEqualTo("light");
    }
}
