package dev.hathora.operator.chart;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.CommandLineTool;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.OperatorProgram;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.Scrape;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Of the namespaces that the operator is to look after, some can't be read. */
@RealApiServer
@Order(1)
class UnreadableNamespaceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final KubernetesClient admin;
    private final TestCluster readable;
    private final TestCluster closed;
    private final OperatorFixture user;
    private final OperatorFixture userOfClosed;

    @TempDir
    private Path directory = Path.of("");

    UnreadableNamespaceTest(TestCluster cluster) {
        admin = cluster.client();
        readable = TestCluster.withNewNamespace(admin);
        closed = TestCluster.withNewNamespace(admin);
        CommandLineTool.helm().run("install", "rooms", "helm/hathora-operator", "-n", readable.namespace(), "--set",
                "fullnameOverride=operator,watchNamespaces={%s,%s},crds.install=false,rbac.aggregateRoles=false,token.value=dev-token,hathora.apiUrl=http://127.0.0.1"
                        .formatted(readable.namespace(), closed.namespace()));
        SimulatorOptions options = SimulatorOptions.defaults().withBoot(Duration.ofMillis(200));
        user = OperatorFixture.withoutOperator(admin, readable.namespace(), options, Duration.ofSeconds(1));
        userOfClosed = OperatorFixture.withoutOperator(admin, closed.namespace(), options, Duration.ofSeconds(1));
    }

    @AfterEach
    void close() {
        readable.clear();
        closed.clear();
        user.close();
        userOfClosed.close();
    }

    @Test
    void isNamedAndTriedAgainWhileTheOthersAreServed() throws IOException {
        List<RoleBinding> rights = withdraw();
        try (OperatorProgram operator = start(readable.namespace(), closed.namespace(), "never-made")) {
            user.active("served", "region: Tokyo");
            awaitNamed(operator, "amespace " + closed.namespace() + " can't be read: ", "is forbidden");
            awaitNamed(operator, "amespace never-made can't be read: ", "is forbidden");
            userOfClosed.apply("waits", "region: Tokyo");

            giveBack(rights);
            String room = Objects.requireNonNull(userOfClosed.await("waits", "a room", s -> s.connection() != null)
                    .roomId());
            await("is readable").atMost(PATIENCE).until(() -> isReadable(operator, closed.namespace()));

            rights = withdraw();
            await("is named again").atMost(PATIENCE).until(() -> !isReadable(operator, closed.namespace()));
            awaitNamed(operator, "amespace " + closed.namespace() + " can't be read: ", "is forbidden");
            user.edit("served", "roomConfig: still served");
            await("still served").atMost(PATIENCE).until(() -> user.liveRooms().stream()
                    .anyMatch(r -> "still served".equals(r.roomConfig())));
            assertThat(user.liveRooms()).extracting(SimulatedRoom::roomId).contains(room).hasSize(2);
            await("each time once").atMost(PATIENCE).untilAsserted(() -> assertThat(operator.output().lines()
                    .filter(line -> line.contains(closed.namespace())
                            && (line.contains(" WARN ") || line.contains(" ERROR ")))
                    .filter(line -> line.contains("read"))).hasSize(2));
        }
        try (OperatorProgram again = start(readable.namespace(), closed.namespace())) {
            user.active("also-served", "region: Tokyo");
            assertThat(user.liveRooms()).as("what can't be seen lives on").hasSize(3);
            giveBack(rights);
            userOfClosed.resource("waits").delete();
            userOfClosed.awaitGone("waits");
            await("is ready").atMost(PATIENCE).until(() -> again.get("/readyz").equals("ok\n"));
            List.of("served", "also-served").forEach(name -> user.resource(name).delete());
            List.of("served", "also-served").forEach(user::awaitGone);
            assertThat(user.liveRooms()).isEmpty();
        }
    }

    /** Kubernetes deletes everything in it at once, the operator's rights there included. */
    @Test
    void isDeletedWhileTheOthersAreServed() throws IOException {
        try (OperatorProgram operator = start(readable.namespace(), closed.namespace())) {
            userOfClosed.active("lobby", "region: Tokyo");

            admin.namespaces().withName(closed.namespace()).delete();

            await("no room is paid for").atMost(PATIENCE).until(() -> user.liveRooms().isEmpty());
            await("is named").atMost(PATIENCE).until(() -> !isReadable(operator, closed.namespace()));
            awaitNamed(operator, "amespace " + closed.namespace() + " can't be read: ", "is forbidden");
            user.active("served", "region: Tokyo");
            user.resource("served").delete();
            user.awaitGone("served");

            asTheRunbookSays(closed.namespace());
        }
    }

    private void asTheRunbookSays(String terminating) {
        String name = terminating + "-cleanup";
        CommandLineTool kubectl = CommandLineTool.kubectl();
        kubectl.run("create", "clusterrole", name, "--verb=get,list,watch,patch",
                "--resource=hathorarooms.hathora.dev,hathorarooms.hathora.dev/status");
        kubectl.run("create", "clusterrolebinding", name, "--clusterrole=" + name,
                "--serviceaccount=" + readable.namespace() + ":operator");
        try {
            await("no longer terminating").atMost(PATIENCE)
                    .until(() -> admin.namespaces().withName(terminating).get() == null);
        } finally {
            kubectl.run("delete", "clusterrolebinding,clusterrole", name);
        }
    }

    private static void awaitNamed(OperatorProgram operator, String... words) {
        await("is named").atMost(PATIENCE).untilAsserted(() -> {
            assertThat(operator.get("/readyz")).startsWith("ok\n").contains(words);
            assertThat(operator.output()).contains(words);
        });
    }

    private static boolean isReadable(OperatorProgram operator, String namespace) {
        return new Scrape(operator.metrics()).value("hathora_namespace_readable{watched_namespace=\"" + namespace
                + "\"}").orElseThrow() == 1;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "delete list  | can't be watched: the operator has no right to watch hathorarooms there | what changes is not seen",
        "delete watch | can't be read: hathorarooms.hathora.dev is forbidden             | what there is is not seen",
    })
    void whereNothingCanBeReadItWaitsForItsRights(String rights, String problem, String why) throws IOException {
        List<RoleBinding> all = withdraw();
        admin.rbac().roles().inNamespace(closed.namespace()).list().getItems().stream()
                .filter(role -> role.getRules().stream().anyMatch(r -> r.getResources().contains("hathorarooms")))
                .forEach(role -> admin.resource(role).edit(r -> {
                    r.getRules().stream().filter(rule -> rule.getResources().contains("hathorarooms"))
                            .forEach(rule -> rule.setVerbs(List.of(rights.split(" "))));
                    return r;
                }));
        giveBack(all);
        // one of those that the edit took away
        EffectiveRights.await(admin, "operator", readable.namespace(), closed.namespace(),
                List.of(new PolicyRuleBuilder().withApiGroups("hathora.dev").withResources("hathorarooms")
                        .withVerbs("patch").build()),
                false);
        try (OperatorProgram operator = start(closed.namespace())) {
            await(why).atMost(PATIENCE).untilAsserted(() -> assertThat(operator.get("/readyz"))
                    .startsWith("kubernetes: nothing can be read: ").contains(problem));
            operator.awaitOutput(problem);
            assertThat(operator.output().lines().filter(line -> line.contains(" WARN "))).singleElement().asString()
                    .contains("WatchedNamespace", closed.namespace(), problem);
            assertThat(operator.get("/healthz")).as("a restart would not help").isEqualTo("ok\n");
        }
    }

    private OperatorProgram start(String... namespaces) throws IOException {
        Path kubeconfig = OperatorProgram.kubeconfig(directory, admin.getMasterUrl().toString(),
                readable.token("operator"));
        OperatorProgram operator = new OperatorProgram(Map.of("KUBECONFIG", kubeconfig.toString(), "WATCH_NAMESPACES",
                String.join(",", namespaces), "HATHORA_API_URL", user.hathora().uri().toString(),
                "HATHORA_DEV_TOKEN", "dev-token", "HATHORA_APP_ID", OperatorFixture.APP, "POLL_INTERVAL", "1s"),
                "logback.xml");
        operator.awaitOutput("Started");
        return operator;
    }

    private List<RoleBinding> withdraw() {
        List<RoleBinding> rights = admin.rbac().roleBindings().inNamespace(closed.namespace()).list().getItems();
        assertThat(rights).isNotEmpty();
        rights.forEach(binding -> admin.resource(binding).delete());
        rights.forEach(binding -> EffectiveRights.await(admin, binding, false));
        return rights;
    }

    private void giveBack(List<RoleBinding> rights) {
        rights.forEach(binding -> {
            binding.getMetadata().setResourceVersion(null);
            admin.resource(binding).create();
        });
        rights.forEach(binding -> EffectiveRights.await(admin, binding, true));
    }
}
