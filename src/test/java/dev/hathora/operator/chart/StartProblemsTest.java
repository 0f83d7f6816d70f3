package dev.hathora.operator.chart;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

import dev.hathora.operator.testing.OperatorProgram;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** If the operator can't work, it exits, and its log says what to do. */
@RealApiServer
@Execution(ExecutionMode.CONCURRENT)
@Order(1)
class StartProblemsTest {
    private record Ended(int exitCode, String log) {}

    /** That of deployment.yaml. */
    private static final Duration STARTUP_PROBE = Duration.ofMinutes(2);

    @TempDir
    private Path directory = Path.of("");

    private static final String ADVICE = "ERROR OperatorProcess Cannot start: the cluster does not allow it: give the"
            + " operator's ServiceAccount the rights of the Helm chart, or correct LEADER_ELECTION_NAMESPACE: ";

    @Execution(ExecutionMode.SAME_THREAD)
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "hathorarooms list,watch                                            | it may not create leases hathora-operator in namespace NS | can't be elected",
        "hathorarooms list,watch leases create,get                          | it may not update leases hathora-operator in namespace NS | would lead, and lose the lease",
    })
    void withTheseRightsOnlyOneLineSaysWhatIsMissing(String rights, String missing, String why, TestCluster cluster)
            throws Exception {
        String name = "only-" + Integer.toHexString(rights.hashCode());
        grant(cluster, name, rights.split(" ", -1));

        Ended ended = run(cluster.client().getMasterUrl().toString(), cluster.token(name), "WATCH_NAMESPACES",
                cluster.namespace(), "LEADER_ELECTION", "true", "LEADER_ELECTION_NAMESPACE", cluster.namespace());

        assertThat(ended.log().lines().filter(line -> !line.contains(" INFO ") && !line.contains(" WARN ")))
                .as(why).singleElement().asString()
                .matches("\\S+ " + Pattern.quote(ADVICE) + missing.replace("NS", cluster.namespace()));
        assertThat(ended.exitCode()).isEqualTo(1);
    }

    @Execution(ExecutionMode.SAME_THREAD)
    @Test
    void withATokenThatNobodyKnows(TestCluster cluster) throws Exception {
        Ended ended = run(cluster.client().getMasterUrl().toString(), "nobody", "WATCH_NAMESPACES",
                cluster.namespace());

        assertThat(ended.log()).contains("Cannot start: the cluster does not accept the credentials");
        assertThat(ended.exitCode()).isEqualTo(1);
    }

    /** It may be made later, so this is no reason to end. */
    @Execution(ExecutionMode.SAME_THREAD)
    @Test
    void withANamespaceForTheLeaseThatIsNotThere(TestCluster cluster) {
        try (OperatorProgram operator = new OperatorProgram(Map.of("KUBECONFIG",
                System.getenv("HATHORA_IT_KUBECONFIG"), "WATCH_NAMESPACES", cluster.namespace(), "LEADER_ELECTION",
                "true", "LEADER_ELECTION_NAMESPACE", "not-there"), "logback.xml")) {
            operator.awaitOutput(
                    "WARN  LeaderElector Lease not-there/hathora-operator could not be read or written, trying again: ");
            operator.awaitOutput("namespaces \"not-there\" not found");
            assertThat(operator.metrics()).contains("hathora_leader 0.0");
        }
    }

    /** A pod that waits for the API server is ended by its startup probe: by then its log has to say why. */
    @Execution(ExecutionMode.SAME_THREAD)
    @ParameterizedTest(name = "{0}")
    @EnumSource
    void withAnApiServerThatIsAway(Away away) throws Exception {
        try (ServerSocket server = away.open()) {
            String url = "https://127.0.0.1:%d/".formatted(server.getLocalPort());
            Instant begin = Instant.now();

            Ended ended = run(url, "any");

            assertThat(ended.log())
                    .contains("Cannot start: the Kubernetes API at " + url + " can't be reached: check its"
                            + " address, the network, and network policies");
            assertThat(Duration.between(begin, Instant.now())).as("with the start of the JVM, as in a pod")
                    .isLessThan(STARTUP_PROBE);
            assertThat(ended.exitCode()).isEqualTo(1);
        }
    }

    /** How a server can be away. */
    private enum Away {
        REFUSES,
        NEVER_ANSWERS,
        DROPS_PACKETS;

        ServerSocket open() throws IOException {
            ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            switch (this) {
                case REFUSES -> server.close();
                // the kernel takes what comes, and nobody speaks
                case NEVER_ANSWERS -> {
                }
                case DROPS_PACKETS -> fill(server);
            }
            return server;
        }

        /** Once nobody accepts and all places are taken, the kernel drops what else would connect. */
        private static void fill(ServerSocket server) throws IOException {
            for (int i = 0; i < 10; i++) {
                SocketChannel waiting = SocketChannel.open();
                waiting.configureBlocking(false);
                waiting.connect(server.getLocalSocketAddress());
            }
        }
    }

    /** @param rights resources, each followed by verbs */
    private static void grant(TestCluster cluster, String name, String... rights) {
        String namespace = cluster.namespace();
        cluster.client().resource(new ServiceAccountBuilder().withNewMetadata().withName(name).withNamespace(namespace)
                .endMetadata().build()).create();
        RoleBuilder role = new RoleBuilder().withNewMetadata().withName(name).withNamespace(namespace).endMetadata();
        for (int i = 0; i < rights.length; i += 2) {
            role.addNewRule().withApiGroups("hathora.dev", "coordination.k8s.io").withResources(rights[i])
                    .withVerbs(rights[i + 1].split(",", -1)).endRule();
        }
        cluster.client().resource(role.build()).create();
        cluster.client().resource(new RoleBindingBuilder().withNewMetadata().withName(name).withNamespace(namespace)
                .endMetadata().withNewRoleRef("rbac.authorization.k8s.io", "Role", name)
                .addNewSubject(null, "ServiceAccount", name, namespace).build()).create();
    }

    private Ended run(String server, String token, String... settings) throws Exception {
        Map<String, String> environment = new HashMap<>(Map.of("KUBECONFIG",
                OperatorProgram.kubeconfig(directory, server, token).toString(), "HATHORA_DEV_TOKEN", "any"));
        for (int i = 0; i < settings.length; i += 2) {
            environment.put(settings[i], settings[i + 1]);
        }
        try (OperatorProgram operator = new OperatorProgram(environment, "logback.xml")) {
            return new Ended(operator.awaitExit(), operator.output());
        }
    }
}
