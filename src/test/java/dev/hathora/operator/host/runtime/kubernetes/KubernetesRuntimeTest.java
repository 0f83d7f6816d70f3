package dev.hathora.operator.host.runtime.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import dev.hathora.operator.host.brain.ProcessView;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.ProcessState;
import dev.hathora.operator.host.runtime.GameRuntime.Launch;
import dev.hathora.operator.host.runtime.GameRuntime.PortTaken;
import dev.hathora.operator.host.runtime.GameRuntime.RuntimeFailure;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.ResourceQuotaStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

/** The runtime on a real API server without nodes: the tests write what a scheduler and a kubelet would. */
@RealApiServer
@Timeout(120)
@SuppressWarnings("NullAway.Init") // JUnit calls open first
class KubernetesRuntimeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String database = UUID.randomUUID().toString();
    private final String node = "node-" + UUID.randomUUID();
    private final Set<String> changed = ConcurrentHashMap.newKeySet();
    private volatile Duration later = Duration.ZERO;
    private TestCluster cluster;
    private KubernetesRuntime runtime;

    @BeforeEach
    void open(TestCluster given) {
        cluster = given;
        runtime = open(database);
        runtime.watch(changed::add);
    }

    private KubernetesRuntime open(String databaseId) {
        KubernetesRuntime opened = KubernetesRuntime.open(cluster.client(), Set.of(cluster.namespace()),
                TlsProxy.DEFAULT,
                () -> Instant.now().plus(later));
        opened.belongTo(databaseId);
        return opened;
    }

    @AfterEach
    void close() {
        runtime.close();
        cluster.client().pods().inNamespace(cluster.namespace()).withGracePeriod(0).delete();
        cluster.client().nodes().withName(node).delete();
        cluster.client().resourceQuotas().inNamespace(cluster.namespace()).delete();
    }

    private Launches launches() {
        return Launches.of(UUID.randomUUID().toString(), runtime.id().id(), cluster.namespace());
    }

    private PodResource pod(Launches launches) {
        return cluster.client().pods().inNamespace(cluster.namespace()).withName(launches.processId());
    }

    private static GameProcess starting(Launches launches) {
        return launches.process(ProcessState.STARTING, Instant.now());
    }

    private void awaitView(GameProcess record, Class<? extends ProcessView> view) {
        Awaitility.await(view.getSimpleName()).atMost(PATIENCE).untilAsserted(
                () -> assertThat(runtime.view(record)).isInstanceOf(view));
    }

    /** As a kubelet writes it. */
    private void report(Launches launches, String status) {
        Pod pod = pod(launches).get();
        pod.setStatus(Serialization.unmarshal(status, PodStatus.class));
        cluster.client().pods().inNamespace(cluster.namespace()).resource(pod).updateStatus();
    }

    private static String game(String state, String id) {
        return "phase: Running\nhostIP: 10.9.9.9\ncontainerStatuses: [{name: game, image: a, imageID: a, ready: true,"
                + " started: true, restartCount: 0, containerID: 'containerd://" + id + "', state: {" + state + "}}]";
    }

    private void createNode(String spec) {
        cluster.client().resource(Serialization.unmarshal("""
                apiVersion: v1
                kind: Node
                metadata: {name: %s, annotations: {hathora.dev/public-host: play.example}}
                spec: %s
                """.formatted(node, spec), Node.class)).create();
    }

    private void bind(Launches launches) {
        cluster.client().raw("/api/v1/namespaces/%s/pods/%s/binding".formatted(cluster.namespace(),
                launches.processId()), "POST", """
                        {"apiVersion": "v1", "kind": "Binding", "metadata": {"name": "%s"},
                         "target": {"apiVersion": "v1", "kind": "Node", "name": "%s"}}
                        """.formatted(launches.processId(), node));
    }

    @Test
    void startingTwiceIsStartingOnceAlsoByAnotherHost() {
        Launch launch = launches().launch();

        runtime.start(launch);
        runtime.start(launch);
        try (KubernetesRuntime other = open(database)) {
            other.start(launch);
            assertThat(other.known()).containsExactly(launch.process().processId());
        }

        assertThat(runtime.view(launch.process())).isEqualTo(new ProcessView.Waiting(""));
        assertThat(cluster.client().policy().v1().podDisruptionBudget().inNamespace(cluster.namespace())
                .withName(Disruption.NAME).get().getSpec().getMaxUnavailable().getIntVal()).as("no eviction").isZero();
        Awaitility.await().atMost(PATIENCE).until(() -> changed.contains(launch.process().processId()));
    }

    @Test
    void aHostWithAnotherDatabaseDoesNotTouchIt() {
        Launches launches = launches();
        runtime.start(launches.launch());

        try (KubernetesRuntime other = open("another")) {
            assertThat(other.known()).isEmpty();
            assertThatThrownBy(() -> other.start(launches.launch())).isInstanceOf(RuntimeFailure.class)
                    .hasMessageContaining("is taken by another Pod");
            other.kill(launches.processId());
        }

        assertThat(pod(launches).get().getMetadata().getDeletionTimestamp()).isNull();
    }

    @Test
    void whatTheKubeletReportsIsSeenAndWhatHasEndedIsForgottenAndKept() {
        Launches launches = launches();
        createNode("{}");
        runtime.start(launches.launch());
        bind(launches);
        report(launches, game("running: {}", "one"));
        awaitView(starting(launches), ProcessView.Running.class);
        Awaitility.await("the node is known").atMost(PATIENCE).untilAsserted(
                () -> assertThat(((ProcessView.Running) runtime.view(starting(launches))).ports())
                        .extracting("host", "port")
                        .containsExactly(tuple("play.example", 20_001), tuple("play.example", 20_002)));
        changed.clear();
        cluster.client().nodes().withName(node).edit(n -> {
            n.getSpec().setUnschedulable(true);
            return n;
        });
        Awaitility.await("a cordoned node is told").atMost(PATIENCE)
                .until(() -> changed.contains(launches.processId()));
        Awaitility.await("its games leave").atMost(PATIENCE).untilAsserted(
                () -> assertThat(((ProcessView.Running) runtime.view(starting(launches))).leaving()).isTrue());
        runtime.forget(launches.processId());
        assertThat(runtime.known()).as("it runs").containsExactly(launches.processId());

        report(launches, game("terminated: {exitCode: 3, finishedAt: '%s'}".formatted(Instant.now()), "one")
                .replace("phase: Running", "phase: Failed"));
        awaitView(starting(launches), ProcessView.Ended.class);
        runtime.forget(launches.processId());

        assertThat(runtime.known()).isEmpty();
        assertThat(runtime.view(starting(launches))).isEqualTo(new ProcessView.Gone());
        assertThat(pod(launches).get()).as("its output can be read").isNotNull();
        assertThat(runtime.output(launches.processId()).isKept()).isTrue();
    }

    @Test
    void theGameThatHadTheRoomsHasEndedWhenAnotherContainerRuns() {
        Launches launches = launches();
        runtime.start(launches.launch());
        report(launches, game("running: {}", "one"));
        awaitView(starting(launches), ProcessView.Running.class);

        report(launches, game("running: {}", "two"));

        awaitView(starting(launches), ProcessView.Ended.class);
    }

    @Test
    void whatOnlyAnEventTellsIsTold() {
        Launches launches = launches();
        createNode("{}");
        // it should not run yet for a minute, instead of 15 seconds
        later = Duration.ofSeconds(-45);
        runtime.start(launches.launch());
        bind(launches);
        cluster.client().resource(new EventBuilder().withNewMetadata().withGenerateName("e-")
                .withNamespace(cluster.namespace()).endMetadata().withType("Warning").withReason("FailedMount")
                .withMessage("configmap \"maps\" not found").withNewInvolvedObject().withKind("Pod")
                .withNamespace(cluster.namespace()).withUid(pod(launches).get().getMetadata().getUid())
                .withName(launches.processId()).endInvolvedObject().build()).create();
        Awaitility.await().atMost(PATIENCE).untilAsserted(
                () -> assertThat(runtime.view(starting(launches))).isEqualTo(new ProcessView.Waiting("")));

        later = Duration.ofSeconds(20);

        Awaitility.await("it should run by now").atMost(PATIENCE).untilAsserted(() -> assertThat(
                runtime.view(starting(launches)))
                .isEqualTo(new ProcessView.Waiting("FailedMount: configmap \"maps\" not found")));
    }

    @Test
    void aPodThatSomebodyDeletedHasEndedForThatReason() {
        Launches launches = launches();
        runtime.start(launches.launch());
        assertThat(runtime.view(starting(launches))).isInstanceOf(ProcessView.Waiting.class);
        report(launches, game("running: {}", "one") + """

                conditions:
                  - {type: DisruptionTarget, status: 'True', reason: DeletionByTaintManager,
                     message: deleted because of a taint}
                """);
        awaitView(starting(launches), ProcessView.Running.class);

        pod(launches).withGracePeriod(0).delete();

        awaitView(starting(launches), ProcessView.Ended.class);
        assertThat(runtime.view(starting(launches))).as("not only that it is lost")
                .isEqualTo(new ProcessView.Ended(false, "DeletionByTaintManager: deleted because of a taint"));
        assertThat(runtime.view(launches.process(ProcessState.STARTING, null))).as("its record never started")
                .isEqualTo(new ProcessView.Gone());
        try (KubernetesRuntime later = open(database)) {
            assertThat(later.view(starting(launches))).as("who has not seen it").isEqualTo(new ProcessView.Gone());
        }
    }

    @Test
    void aNodeThatIsGoneTakesItsGamesAlong() {
        Launches launches = launches();
        createNode("{}");
        runtime.start(launches.launch());
        bind(launches);
        report(launches, game("running: {}", "one"));
        awaitView(starting(launches), ProcessView.Running.class);

        cluster.client().nodes().withName(node).delete();

        Awaitility.await().atMost(PATIENCE).untilAsserted(
                () -> assertThat(runtime.view(launches.process(ProcessState.RUNNING, Instant.now())))
                        .isEqualTo(new ProcessView.Ended(false, "its node %s was lost".formatted(node))));
        runtime.forget(launches.processId());
        Awaitility.await("no kubelet confirms that it is deleted").atMost(PATIENCE)
                .until(() -> pod(launches).get() == null);
    }

    @Test
    void aPodIsAskedToEndInItsOwnTimeAndKilledInOneSecond() {
        Launches asked = launches();
        Launches killed = launches();
        createNode("{}");
        for (Launches launches : new Launches[]{asked, killed}) {
            runtime.start(launches.launch());
            bind(launches);
            report(launches, game("running: {}", "one"));
            awaitView(starting(launches), ProcessView.Running.class);
        }

        runtime.terminate(asked.processId());
        runtime.kill(killed.processId());
        runtime.kill(asked.processId());

        assertThat(pod(asked).get().getMetadata().getDeletionGracePeriodSeconds()).as("the kubelet kills it then")
                .isEqualTo(5);
        assertThat(pod(killed).get().getMetadata().getDeletionGracePeriodSeconds())
                .as("with 0 a game could outlive its Pod").isEqualTo(1);
        Awaitility.await("it takes no rooms").atMost(PATIENCE).untilAsserted(() -> assertThat(
                ((ProcessView.Running) runtime.view(starting(asked))).leaving()).isTrue());
    }

    @Test
    void aRejectedPodIsMadeAgainWithAnotherPortIfThatWasTheReason() {
        Launches full = launches();
        Launches taken = launches();
        runtime.start(full.launch());
        runtime.start(taken.launch());
        String before = pod(full).get().getMetadata().getUid();
        report(full, "phase: Failed\nreason: OutOfpods");
        report(taken, "phase: Failed\nreason: NodePorts");
        awaitView(starting(full), ProcessView.Rejected.class);
        awaitView(starting(taken), ProcessView.Rejected.class);

        runtime.start(full.launch());
        assertThatThrownBy(() -> runtime.start(taken.launch())).isInstanceOf(PortTaken.class);

        assertThat(pod(full).get().getMetadata().getUid()).isNotEqualTo(before);
        Awaitility.await("the end of the first one is not taken for its own").during(Duration.ofMillis(300))
                .atMost(PATIENCE).until(() -> runtime.view(starting(full)) instanceof ProcessView.Waiting);
        assertThat(pod(taken).get()).as("its record gets another number first").isNull();
        awaitView(taken.process(ProcessState.STARTING, null), ProcessView.Gone.class);
    }

    private @Nullable String refusal(Launches launches) {
        assertThatThrownBy(() -> runtime.start(launches.launch())).isInstanceOf(RuntimeFailure.class);
        return runtime.view(starting(launches)) instanceof ProcessView.Rejected rejected ? rejected.problem() : null;
    }

    /** Its status is what the controller of quotas, which does not run here, would write. */
    private void setQuota() {
        ResourceQuota quota = cluster.client().resource(new ResourceQuotaBuilder().withNewMetadata().withName("few")
                .withNamespace(cluster.namespace()).endMetadata()
                .withNewSpec().addToHard("requests.memory", new Quantity("100Mi")).endSpec().build()).create();
        quota.setStatus(new ResourceQuotaStatusBuilder().addToHard("requests.memory", new Quantity("100Mi"))
                .addToUsed("requests.memory", new Quantity("0")).build());
        cluster.client().resource(quota).updateStatus();
    }

    @Test
    void whatTheApiServerRefusesIsToldToTheUser() {
        assertThat(refusal(launches().template("spec: {dnsPolicy: Sometimes}")))
                .contains("Unsupported value").contains("Sometimes");
        assertThat(refusal(Launches.of(UUID.randomUUID().toString(), runtime.id().id(), "no-such-namespace")))
                .contains("no-such-namespace");
        setQuota();
        // admission learns of it a moment later
        Launches launches = Awaitility.await().atMost(PATIENCE).until(() -> {
            Launches tried = launches();
            try {
                runtime.start(tried.launch());
                return null;
            } catch (RuntimeFailure e) {
                return tried;
            }
        }, Objects::nonNull);
        assertThat(refusal(launches)).contains("exceeded quota: few");

        cluster.client().resourceQuotas().inNamespace(cluster.namespace()).delete();
        Awaitility.await("it is tried again").atMost(PATIENCE).ignoreExceptions().until(() -> {
            runtime.start(launches.launch());
            return true;
        });
        assertThat(runtime.view(starting(launches))).isInstanceOf(ProcessView.Waiting.class);
    }

    @Test
    void aCopyInAnotherNamespaceIsNotTakenForIt() {
        Launches launches = launches();
        try (TestCluster elsewhere = elsewhere();
                KubernetesRuntime everywhere = KubernetesRuntime.open(cluster.client(), Set.of(), TlsProxy.DEFAULT)) {
            everywhere.belongTo(database);
            everywhere.start(launches.launch());
            Awaitility.await().atMost(PATIENCE).until(() -> everywhere.known().contains(launches.processId()));
            Pod original = pod(launches).get();
            Pod copy = elsewhere.client().pods().inNamespace(elsewhere.namespace()).resource(new PodBuilder(original)
                    .withNewMetadata().withName("copy").withLabels(original.getMetadata().getLabels()).endMetadata()
                    .withStatus(null).build()).create();
            copy.setStatus(Serialization.unmarshal(game("terminated: {exitCode: 0}", "x").replace("Running",
                    "Succeeded"), PodStatus.class));
            elsewhere.client().pods().inNamespace(elsewhere.namespace()).resource(copy).updateStatus();

            Awaitility.await().during(Duration.ofMillis(500)).atMost(PATIENCE).untilAsserted(
                    () -> assertThat(everywhere.view(starting(launches))).isInstanceOf(ProcessView.Waiting.class));
        }
    }

    /** Another namespace, with a client of its own, which closes with it. */
    private TestCluster elsewhere() {
        return TestCluster.withNewNamespace(
                new KubernetesClientBuilder().withConfig(cluster.client().getConfiguration()).build());
    }
}
