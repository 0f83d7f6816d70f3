package dev.hathora.operator.chart;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

import com.sun.net.httpserver.HttpServer;
import dev.hathora.operator.simulator.Simulator;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.CommandLineTool;
import dev.hathora.operator.testing.CommandLineTool.Result;
import dev.hathora.operator.testing.OperatorProgram;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Releases with several replicas, run as their Deployments say and with the rights that they are given. */
@RealApiServer
@Order(1)
class SeveralReplicasTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final CommandLineTool helm = CommandLineTool.helm();
    private final TestCluster cluster;
    private final Simulator hathora = Simulator.start(SimulatorOptions.defaults());

    SeveralReplicasTest(TestCluster cluster) {
        this.cluster = cluster;
    }

    private void install(String release) {
        apply("install", release, 2);
    }

    private void apply(String verb, String release, int replicas) {
        helm.run(verb, release, "helm/hathora-operator", "-n", cluster.namespace(), "--set",
                "fullnameOverride=%s,replicas=%d,watchNamespaces={%s},watchSelector=shard=%s,crds.install=false"
                        .formatted(release, replicas, cluster.namespace(), release),
                "--set", "hathora.apiUrl=https://hathora.example.com,token.value=dev-token,rbac.aggregateRoles=false");
    }

    private OperatorProgram start(String release) throws IOException {
        return InstalledOperator.start(cluster, release, hathora.uri());
    }

    @AfterEach
    void stop() {
        helm.run("list", "-q", "-n", cluster.namespace()).lines()
                .forEach(release -> helm.run("uninstall", release, "-n", cluster.namespace()));
        hathora.close();
    }

    @Test
    void twoReleasesInOneNamespaceHaveEachALeader() throws Exception {
        install("red");
        install("blue");

        try (OperatorProgram red = start("red");
                OperatorProgram blue = start("blue")) {
            awaitLeader(red);
            awaitLeader(blue);
        }
        assertThat(cluster.client().leases().inNamespace(cluster.namespace()).list().getItems())
                .extracting(lease -> lease.getMetadata().getName()).containsExactlyInAnyOrder("red", "blue");
    }

    @Test
    void helmTestIsPassedByTheLeaderAndByAStandby() throws Exception {
        install("tested");
        try (OperatorProgram leader = start("tested")) {
            awaitLeader(leader);
            try (OperatorProgram standby = start("tested")) {
                standby.awaitOutput("Started");

                Result asked = ask(leader.port());
                assertThat(asked.exitCode()).as(asked.out()).isZero();
                assertThat(asked.out()).contains("hathora_leader 1.0");
                asked = ask(standby.port());
                assertThat(asked.exitCode()).as(asked.out()).isZero();
                assertThat(asked.out()).contains("hathora_leader 0.0");
            }
        }
    }

    @Test
    void helmTestIsNotPassedBySomethingElse() throws Exception {
        install("tested");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write("ok\n".getBytes(StandardCharsets.UTF_8));
            }
        });
        server.start();

        Result asked = ask(server.getAddress().getPort());

        assertThat(asked.exitCode()).isEqualTo(1);
        assertThat(asked.out()).contains("/metrics does not say who leads");
        server.stop(0);
    }

    /** Kubernetes scales first, and replaces pods later: the old one and a new one run side by side for seconds. */
    @Test
    void anUpgradeFromOneReplicaToTwoHasOneLeader() throws Exception {
        apply("install", "grown", 1);
        OperatorProgram first = InstalledOperator.start(cluster, "grown", "grown-1", hathora.uri());
        OperatorProgram second;
        try (first) {
            awaitLeader(first);
            apply("upgrade", "grown", 2);
            second = InstalledOperator.start(cluster, "grown", "grown-2", hathora.uri());
            second.awaitOutput("Started");

            await("one leads").during(Duration.ofSeconds(3)).atMost(PATIENCE)
                    .until(() -> first.metrics().contains("hathora_leader 1.0")
                            && second.metrics().contains("hathora_leader 0.0"));
            assertThat(holder("grown")).startsWith("grown-1_");
        }
        try (second) {
            awaitLeader(second);
            assertThat(holder("grown")).startsWith("grown-2_");
        }
    }

    @Test
    void theLeaseGoesWithTheRelease() throws Exception {
        apply("install", "gone", 1);
        try (OperatorProgram operator = start("gone")) {
            awaitLeader(operator);
            apply("upgrade", "gone", 2);
            assertThat(holder("gone")).as("after an upgrade").startsWith("gone-");

            // its pod is still ending meanwhile
            helm.run("uninstall", "gone", "-n", cluster.namespace());
            await("removed").atMost(PATIENCE).until(() -> lease("gone") == null);
            assertThat(operator.awaitExit()).as("it may not renew its lease any more").isEqualTo(1);
        }
        assertThat(lease("gone")).as("not made anew").isNull();
    }

    private @Nullable Lease lease(String release) {
        return cluster.client().leases().inNamespace(cluster.namespace()).withName(release).get();
    }

    private String holder(String release) {
        return Objects.requireNonNull(lease(release)).getSpec().getHolderIdentity();
    }

    private static void awaitLeader(OperatorProgram operator) {
        operator.awaitOutput("Started");
        await("leads").atMost(PATIENCE).until(() -> operator.metrics().contains("hathora_leader 1.0"));
    }

    /** Runs the very script of the pod that helm test makes. */
    private Result ask(int port) {
        Pod pod = new KubernetesSerialization().unmarshal(helm.run("get", "hooks", "tested", "-n", cluster.namespace()),
                Pod.class);
        Container container = pod.getSpec().getContainers().get(0);
        assertThat(container.getCommand()).startsWith("sh", "-ec").hasSize(3);
        assertThat(container.getEnv()).singleElement().satisfies(operator -> {
            assertThat(operator.getName()).isEqualTo("OPERATOR");
            assertThat(operator.getValue()).isEqualTo("http://tested:8080");
        });
        return CommandLineTool.shell().attemptWith(Map.of("OPERATOR", "http://127.0.0.1:" + port), "-ec",
                container.getCommand().get(2));
    }
}
