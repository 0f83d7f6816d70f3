package dev.hathora.operator.chart;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.CommandLineTool;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.OperatorProgram;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.Relay;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The operator's rights are taken away while it works, and given back. */
@RealApiServer
class RightsWithdrawnTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final List<String> OLD = names("old");
    private static final List<String> NEW = names("new");

    private final KubernetesClient admin;
    private final String namespace;
    private final OperatorFixture user;
    private final Relay line;

    RightsWithdrawnTest(TestCluster cluster) throws IOException {
        admin = cluster.client();
        namespace = cluster.namespace();
        CommandLineTool.helm().run("install", "rooms", "helm/hathora-operator", "-n", namespace, "--set",
                "fullnameOverride=operator,watchNamespaces={%s},crds.install=false,rbac.aggregateRoles=false,hathora.apiUrl=https://hathora.example.com,token.value=dev-token"
                        .formatted(namespace));
        user = OperatorFixture.withoutOperator(admin, namespace,
                SimulatorOptions.defaults().withBoot(Duration.ofMillis(200)), Duration.ofSeconds(1));
        URI server = URI.create(admin.getConfiguration().getMasterUrl());
        line = new Relay(new InetSocketAddress(InetAddress.getByName(server.getHost()), server.getPort()));
    }

    private static List<String> names(String prefix) {
        return IntStream.range(0, 5).mapToObj(i -> prefix + "-" + i).toList();
    }

    @AfterEach
    void close() throws IOException {
        user.close();
        line.close();
    }

    @Test
    void nothingIsLostAndNothingIsMadeTwice(@TempDir Path directory) throws IOException {
        try (OperatorProgram operator = new OperatorProgram(environment(directory), "logback.xml")) {
            operator.awaitOutput("Started");
            OLD.forEach(name -> user.apply(name, "region: Tokyo\nroomConfig: first"));
            OLD.forEach(name -> user.awaitReason(name, "Active"));

            // its watch goes on: it learns of everything, and may write nothing
            List<RoleBinding> rights = withdraw();
            NEW.forEach(name -> user.apply(name, "region: Tokyo"));
            user.edit("old-0", "roomConfig: second");
            user.resource("old-1").delete();
            await("what it has claimed already is looked after").atMost(PATIENCE)
                    .until(() -> user.liveRooms().stream().anyMatch(room -> "second".equals(room.roomConfig()))
                            && user.liveRooms().size() == OLD.size() - 1);
            // what an administrator finds in the log
            operator.awaitOutput(
                    "\"new-0\" is forbidden: User \"system:serviceaccount:" + namespace + ":operator\" cannot patch");
            assertThat(user.calls(Operation.CREATE_ROOM)).as("no stored claim, no room").isEqualTo(OLD.size());
            giveBack(rights, operator);
            NEW.forEach(name -> user.awaitReason(name, "Active"));
            user.awaitGone("old-1");

            // its watch breaks: it learns of nothing
            rights = withdraw();
            line.drop();
            user.edit("old-2", "state: Suspended");
            user.resource("new-0").delete();
            String ended = Objects.requireNonNull(user.status("old-3").roomId());
            user.hathora().destroyAsGame(ended);
            operator.awaitOutput("WriteRefused: Kubernetes refuses to store the status");
            operator.awaitOutput("the claim of room " + ended + "_1");
            long looks = user.looks();
            await("Hathora is still asked").atMost(PATIENCE).until(() -> user.looks() > looks + 5);
            assertThat(user.calls(Operation.SUSPEND_ROOM)).as("changes of spec that were seen").isZero();
            giveBack(rights, operator);
            user.awaitReason("old-2", "Suspended");
            user.awaitGone("new-0");
            user.await("old-3", "the next room", s -> s.restarts() == 1 && s.connection() != null);
            await("is ready").atMost(PATIENCE).until(() -> operator.get("/readyz").equals("ok\n"));
            assertThat(operator.get("/healthz")).isEqualTo("ok\n");

            assertThat(user.liveRooms()).extracting(SimulatedRoom::roomId).doesNotHaveDuplicates()
                    .hasSize(OLD.size() - 1 + NEW.size() - 1);
            assertThat(user.hathora().rooms()).as("rooms ever made").hasSize(OLD.size() + NEW.size() + 1);
            assertThat(user.hathora().wakeUps(Objects.requireNonNull(user.status("old-2").roomId()))).isZero();
            List.of(OLD, NEW).forEach(names -> names.forEach(name -> user.resource(name).delete()));
            List.of(OLD, NEW).forEach(names -> names.forEach(user::awaitGone));
            assertThat(user.liveRooms()).isEmpty();
        }
    }

    private List<RoleBinding> withdraw() {
        List<RoleBinding> rights = admin.rbac().roleBindings().inNamespace(namespace).list().getItems();
        assertThat(rights).isNotEmpty();
        rights.forEach(binding -> admin.resource(binding).delete());
        rights.forEach(binding -> EffectiveRights.await(admin, binding, false));
        return rights;
    }

    private void giveBack(List<RoleBinding> rights, OperatorProgram operator) {
        System.out.printf("RIGHTS while they are gone: /healthz %s, /readyz %s%n", operator.get("/healthz").strip(),
                operator.get("/readyz").strip());
        rights.forEach(binding -> {
            binding.getMetadata().setResourceVersion(null);
            admin.resource(binding).create();
        });
        rights.forEach(binding -> EffectiveRights.await(admin, binding, true));
    }

    private Map<String, String> environment(Path directory) throws IOException {
        Path kubeconfig = OperatorProgram.kubeconfig(directory, "https://127.0.0.1:" + line.port(),
                new TestCluster(admin, namespace).token("operator"));
        return Map.of("KUBECONFIG", kubeconfig.toString(), "WATCH_NAMESPACES", namespace, "HATHORA_API_URL",
                user.hathora().uri().toString(), "HATHORA_DEV_TOKEN", "dev-token", "HATHORA_APP_ID",
                OperatorFixture.APP, "POLL_INTERVAL", "1s");
    }
}
