package dev.hathora.operator.chart;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.CommandLineTool;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Releases of the chart come, change and go, while a room lives on. */
@RealApiServer
@Isolated("the CRD, which all use, is changed, and so are the releases that the chart finds")
class ReleaseTest {
    private static final String CHART = "helm/hathora-operator";
    private static final int CRDS = 3;
    private static final String CRD = "hathorarooms.hathora.dev";

    private final CommandLineTool helm = CommandLineTool.helm();
    private final CommandLineTool kubectl = CommandLineTool.kubectl();
    private final TestCluster cluster;
    private final OperatorFixture operator;
    private final String namespace;

    ReleaseTest(TestCluster cluster) {
        this.cluster = cluster;
        namespace = cluster.namespace();
        operator = new OperatorFixture(cluster.client(), namespace, SimulatorOptions.defaults().withBoot(Duration.ZERO),
                Duration.ofSeconds(1));
    }

    @AfterEach
    void stop() {
        for (String release : helm.run("list", "-q", "-n", namespace).lines().toList()) {
            helm.run("uninstall", release, "-n", namespace);
        }
        operator.close();
    }

    @Test
    void roomsOutliveInstallUpgradeRollbackAndUninstall() {
        operator.apply("lobby", "region: Frankfurt");
        String roomId = operator.awaitReason("lobby", "Active").roomId();
        String uid = operator.resource("lobby").get().getMetadata().getUid();

        installWithCrd("rooms");
        assertThat(crd().getMetadata().getAnnotations()).containsEntry("helm.sh/resource-policy", "keep")
                .containsEntry("meta.helm.sh/release-namespace", namespace);
        assertThat(helm.run("get", "notes", "rooms", "-n", namespace))
                .contains("there is no Secret hathora in namespace " + namespace)
                .contains("kubectl -n %s create secret generic hathora --from-literal=token=".formatted(namespace))
                .contains("kubectl -n %s wait --for=condition=Ready hathoraroom/first".formatted(namespace));

        // what an older chart had in its CRD
        cluster.client().resource(crd()).edit(crd -> {
            crd.getSpec().getNames().setShortNames(List.of("hr"));
            return crd;
        });
        upgrade("replicas=2,rbac.connectionSecrets.enabled=true");
        assertThat(crd().getSpec().getNames().getShortNames()).as("upgraded with the chart").contains("hroom");
        assertThat(verbs("rooms-hathora-operator-leader")).contains("update");
        assertThat(verbs("rooms-hathora-operator-connections")).contains("delete");

        helm.run("rollback", "rooms", "1", "-n", namespace);
        assertThat(cluster.client().rbac().roles().inNamespace(namespace)
                .withName("rooms-hathora-operator-connections").get()).as("a right that is not needed any more")
                .isNull();

        assertThat(helm.run("uninstall", "rooms", "-n", namespace)).contains("[CustomResourceDefinition] " + CRD);
        assertThat(crd()).isNotNull();
        HathoraRoom lobby = operator.resource("lobby").get();
        assertThat(lobby.getMetadata().getUid()).isEqualTo(uid);
        assertThat(operator.liveRooms()).singleElement()
                .satisfies(room -> assertThat(room.roomId()).isEqualTo(roomId));

        installWithCrd("rooms");
        assertThat(operator.hathora().rooms()).as("rooms ever made").hasSize(1);
    }

    @Test
    void twoReleasesOverTheSameNamespacesAreRefused() {
        install("first",
                "watchNamespaces={%s},crds.install=false,hathora.apiUrl=https://hathora.example.com,token.value=a"
                        .formatted(namespace));

        assertThat(
                attempt("second",
                        "watchNamespaces={%s},crds.install=false,hathora.apiUrl=https://hathora.example.com,token.value=a"
                                .formatted(namespace))
                        .out())
                .contains(
                        "release first in namespace %s already manages all rooms in %s: upgrade or uninstall that release"
                                .formatted(namespace, namespace))
                .contains("or give each of them a different watchSelector");
        assertThat(
                attempt("second", "crds.install=false,hathora.apiUrl=https://hathora.example.com,token.value=a").out())
                .as("everywhere")
                .contains("already manages all rooms in ");
        helm.run("upgrade", "first", CHART, "-n", namespace, "--reuse-values");
    }

    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource(delimiter = '|', value = {
        "         | shard=b | manages all rooms                          | those with shard=b have two",
        "shard=a  |         | manages rooms that match shard=a in        | those with shard=a have two",
        "shard=a  | shard=a | manages rooms that match shard=a in        | the same rooms",
        "shard=a  | shard=b | STATUS: deployed                           | told apart",
    })
    void theyMayShareANamespaceOnlyIfLabelsTellTheirRoomsApart(String first, String second, String message,
            String why) {
        String values = "watchNamespaces={%s},crds.install=false,hathora.apiUrl=https://hathora.example.com,token.value=a,watchSelector="
                .formatted(namespace);
        install("first", values + (first == null ? "" : first));

        assertThat(attempt("second", values + (second == null ? "" : second)).out()).as(why).contains(message);
    }

    /** Argo CD renders the chart, and applies it without Helm's own annotations. */
    @Test
    void aReleaseThatHelmDidNotInstallIsSeenToo() {
        String values = "watchNamespaces={%s},crds.install=false,hathora.apiUrl=https://hathora.example.com,token.value=a"
                .formatted(namespace);
        String rendered = helm.run("template", "argo", CHART, "-n", namespace, "--set", values, "-s",
                "templates/rbac.yaml");
        assertThat(kubectl.read(rendered, "apply", "-f", "-").exitCode()).isZero();
        try {
            assertThat(attempt("second", values).out())
                    .contains("release argo in namespace %s already manages all rooms".formatted(namespace));
        } finally {
            kubectl.read(rendered, "delete", "-f", "-");
        }
    }

    @Test
    void aSecretWithoutTheTokensKeyIsTold() {
        operator.putSecret("hathora", Map.of("tokn", "a"));

        install("keyless",
                "watchNamespaces={%s},crds.install=false,hathora.apiUrl=https://hathora.example.com,token.existingSecret=hathora"
                        .formatted(namespace));

        assertThat(helm.run("get", "notes", "keyless", "-n", namespace))
                .contains("the Secret hathora in namespace %s has no key token".formatted(namespace))
                .contains("kubectl -n %s patch secret hathora -p '{\"stringData\":{\"token\":".formatted(namespace));
        operator.putSecret("hathora", Map.of("token", "a"));
        helm.run("upgrade", "keyless", CHART, "-n", namespace, "--reuse-values");
        assertThat(helm.run("get", "notes", "keyless", "-n", namespace)).doesNotContain("ATTENTION");
        cluster.client().secrets().inNamespace(namespace).withName("hathora").delete();
    }

    @Test
    void aTestThatSucceedsIsReported() {
        install("tested",
                "watchNamespaces={%s},crds.install=false,hathora.apiUrl=https://hathora.example.com,token.value=a"
                        .formatted(namespace));
        var pod = cluster.client().pods().inNamespace(namespace).withName("tested-hathora-operator-test");

        // there may be no kubelet: this stands for it
        Thread kubelet = Thread.ofVirtual().start(() -> pod.waitUntilCondition(p -> {
            if (p != null) {
                pod.editStatus(running -> {
                    running.getStatus().setPhase("Succeeded");
                    return running;
                });
            }
            return p != null;
        }, 1, TimeUnit.MINUTES));

        assertThat(helm.run("test", "tested", "-n", namespace, "--timeout", "1m"))
                .contains("Phase:          Succeeded");
        assertThat(kubelet).isNotNull();
    }

    /** As the message says that tells of a CRD in other hands. */
    private void installWithCrd(String release) {
        String values = "watchNamespaces={%s},hathora.apiUrl=https://hathora.example.com,token.existingSecret=hathora"
                .formatted(namespace);
        // one message after the other, as each kind is in other hands
        CommandLineTool.Result result = attempt(release, values);
        for (int kinds = 0; kinds < CRDS && result.exitCode() != 0; kinds++) {
            assertThat(result.out()).contains("the CRD ")
                    .contains("Set crds.install=false to leave it to its owner. Or let this release take it over: ")
                    .contains("then again with --force-conflicts");
            Matcher commands = Pattern.compile("kubectl ((?:annotate|label) [^&,\\n]*)").matcher(result.out());
            assertThat(commands.results().map(command -> kubectl.run(command.group(1).strip().split(" ", -1))))
                    .hasSize(2);
            result = helm.attempt("install", release, CHART, "-n", namespace, "--set", values, "--force-conflicts");
        }
        assertThat(result.exitCode()).as(result.out()).isZero();
    }

    private void install(String release, String values) {
        helm.run("install", release, CHART, "-n", namespace, "--set", values);
    }

    private CommandLineTool.Result attempt(String release, String values) {
        return helm.attempt("install", release, CHART, "-n", namespace, "--set", values);
    }

    private void upgrade(String values) {
        helm.run("upgrade", "rooms", CHART, "-n", namespace, "--reuse-values", "--set", values, "--force-conflicts");
    }

    private CustomResourceDefinition crd() {
        return cluster.client().apiextensions().v1().customResourceDefinitions().withName(CRD).get();
    }

    private List<String> verbs(String role) {
        return cluster.client().rbac().roles().inNamespace(namespace).withName(role).get().getRules().stream()
                .map(PolicyRule::getVerbs).flatMap(List::stream).toList();
    }
}
