package dev.hathora.operator.chart;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.hathora.operator.Main;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** An operator that can't work ends, and its log says what to do. */
@RealApiServer
class StartProblemsTest {
    private record Ended(int exitCode, String log) {}

    @TempDir
    private Path directory = Path.of("");

    @ParameterizedTest(name = "with {0} only")
    @CsvSource(delimiter = '|', value = {
        "watch | the cluster does not allow it: give the operator's ServiceAccount the rights of the Helm chart wherever it looks after rooms, or correct WATCH_NAMESPACES",
        "list  | Received 403 on websocket",
    })
    void withoutTheRightToSeeRooms(String verb, String message, TestCluster cluster) throws Exception {
        grant(cluster, "only-" + verb, verb);

        Ended ended = run(cluster.client().getMasterUrl().toString(), token(cluster, "only-" + verb),
                "--watch-namespaces", cluster.namespace());

        assertThat(ended.log()).contains(message).contains(cluster.namespace());
        assertThat(ended.exitCode()).isEqualTo(1);
    }

    @Test
    void withoutTheRightToElect(TestCluster cluster) throws Exception {
        grant(cluster, "no-leases", "list", "watch");

        Ended ended = run(cluster.client().getMasterUrl().toString(), token(cluster, "no-leases"),
                "--watch-namespaces", cluster.namespace(), "--leader-election", "--leader-election-namespace",
                cluster.namespace());

        assertThat(ended.log()).contains("Cannot start: No permission to lease resource")
                .contains(cluster.namespace());
        assertThat(ended.exitCode()).isEqualTo(1);
    }

    @Test
    void withATokenThatNobodyKnows(TestCluster cluster) throws Exception {
        Ended ended = run(cluster.client().getMasterUrl().toString(), "nobody", "--watch-namespaces",
                cluster.namespace());

        assertThat(ended.log()).contains("Cannot start: the cluster does not know who asks");
        assertThat(ended.exitCode()).isEqualTo(1);
    }

    @Test
    void withAnApiServerThatIsAway() throws Exception {
        Ended ended = run("https://127.0.0.1:1/", "any");

        assertThat(ended.log()).contains("Cannot start: the Kubernetes API at https://127.0.0.1:1/ can't be reached:"
                + " check its address, the network, and network policies");
        assertThat(ended.exitCode()).isEqualTo(1);
    }

    private static void grant(TestCluster cluster, String name, String... verbs) {
        String namespace = cluster.namespace();
        cluster.client().resource(new ServiceAccountBuilder().withNewMetadata().withName(name).withNamespace(namespace)
                .endMetadata().build()).create();
        cluster.client().resource(new RoleBuilder().withNewMetadata().withName(name).withNamespace(namespace)
                .endMetadata().addNewRule().withApiGroups("hathora.dev").withResources("hathorarooms").withVerbs(verbs)
                .endRule().build()).create();
        cluster.client().resource(new RoleBindingBuilder().withNewMetadata().withName(name).withNamespace(namespace)
                .endMetadata().withNewRoleRef("rbac.authorization.k8s.io", "Role", name)
                .addNewSubject(null, "ServiceAccount", name, namespace).build()).create();
    }

    private static String token(TestCluster cluster, String serviceAccount) {
        return cluster.client().serviceAccounts().inNamespace(cluster.namespace()).withName(serviceAccount)
                .tokenRequest(new TokenRequestBuilder().withNewSpec().withExpirationSeconds(3600L).endSpec().build())
                .getStatus().getToken();
    }

    private Ended run(String server, String token, String... flags) throws IOException, InterruptedException {
        Path kubeconfig = Files.writeString(directory.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: tests, cluster: {server: "%s", insecure-skip-tls-verify: true}}]
                users: [{name: operator, user: {token: "%s"}}]
                contexts: [{name: tests, context: {cluster: tests, user: operator}}]
                current-context: tests
                """.formatted(server, token));
        File log = directory.resolve("log").toFile();
        List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp",
                System.getProperty("java.class.path"), Main.class.getName(), "run", "--http-port", "0",
                "--hathora-dev-token", "any"));
        command.addAll(List.of(flags));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log);
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        Process process = builder.start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        return new Ended(process.waitFor(), Files.readString(log.toPath()));
    }
}
