package dev.hathora.operator.chart;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.hathora.operator.chart.HostLife.Step;
import dev.hathora.operator.testing.CommandLineTool;
import dev.hathora.operator.testing.DocumentedRights;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The host's permissions in the chart are sufficient for everything that it does, and none is superfluous: each is
 * removed in turn, something breaks, and somebody is told.
 */
@RealApiServer
@TestInstance(Lifecycle.PER_CLASS)
@NullUnmarked // its fields are there once the chart is installed
@Order(1)
class HostRightsTest {
    private static final String HOST = "host";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Where it is told that a right is missing. */
    enum Told {
        /** The host does not start, and its last words say it. */
        START,
        /** The condition Ready of the application. */
        STATUS,
        /** The log of the host. */
        LOG,
        /** The log of the host. The step is taken, but late: what can't be watched is listed every half minute. */
        LOG_AND_LATE,
        /** Nowhere: the host goes on, and this is only missing. */
        NOWHERE
    }

    private KubernetesClient admin;
    private List<Grant> grants;

    @BeforeAll
    void install(TestCluster cluster) {
        admin = cluster.client();
        String namespace = cluster.namespace();
        CommandLineTool.helm().run("install", "rooms", "helm/hathora-operator", "-n", namespace, "--set",
                "fullnameOverride=operator,watchNamespaces={%1$s},crds.install=false,rbac.aggregateRoles=false,token.value=dev-token,host.enabled=true,host.namespaces={%1$s}"
                        .formatted(namespace));
        String prefix = namespace + "-operator-";
        grants = Stream.concat(
                admin.rbac().roles().inNamespace(namespace).list().getItems().stream()
                        .filter(role -> role.getMetadata().getName().equals("operator-host")).map(Grant::of),
                admin.rbac().clusterRoles().list().getItems().stream()
                        .filter(role -> role.getMetadata().getName().startsWith(prefix + "host"))
                        .map(role -> Grant.of(role, namespace)))
                .toList();
        // those in the cluster stay when the namespace goes
        CommandLineTool.helm().run("uninstall", "rooms", "-n", namespace);
    }

    @Test
    void areEnoughForAWholeLife(@TempDir Path folder) {
        String place = newPlace();
        grants.forEach(grant -> grant.to(admin, HOST, place));
        try (RestrictedAccess access = new RestrictedAccess(admin, place, HOST);
                HostLife life = new HostLife(admin, access.client(), place, folder)) {
            for (Step step : Step.values()) {
                take(step, life);
            }
            assertThat(access.denials()).as("forbidden requests").isZero();
        } finally {
            clear(place);
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(name = "{0}: without it, not {1}, told by {2}")
    @CsvSource(delimiter = '|', textBlock = """
            operator-host hathoraapplications list         | HOLDS_THE_APPLICATION         | LOG
            operator-host hathoraapplications watch        | NOTICES_A_CHANGE              | LOG_AND_LATE
            operator-host hathoraapplications patch        | HOLDS_THE_APPLICATION         | LOG
            operator-host hathoraapplications/status patch | TELLS_STATUS                  | LOG
            operator-host pods list                        | STARTS                        | START
            operator-host pods watch                       | NOTICES_THE_POD               | LOG_AND_LATE
            operator-host pods create                      | CREATES_A_POD                 | STATUS
            operator-host pods delete                      | ENDS_GAMES                    | LOG
            operator-host pods/log get                     | READS_OUTPUT                  | LOG
            operator-host poddisruptionbudgets create      | PROTECTS_GAMES                | STATUS
            operator-host secrets get                      | PUBLISHES_THE_KEY             | STATUS
            operator-host secrets create                   | PUBLISHES_THE_KEY             | STATUS
            operator-host secrets update                   | PUBLISHES_ANOTHER_KEY         | STATUS
            operator-host events list                      | TELLS_WHY_IT_DOES_NOT_START   | LOG
            operator-host events create                    | TELLS_EVENTS                  | NOWHERE
            operator-host events get                       | COUNTS_EVENTS                 | NOWHERE
            operator-host events patch                     | COUNTS_EVENTS                 | NOWHERE
            operator-host-cluster nodes list               | TELLS_THE_ADDRESS_OF_THE_NODE | LOG
            operator-host-cluster nodes watch              | NOTICES_A_DRAINED_NODE        | LOG_AND_LATE
            operator-host-cluster nodes get                | NOTICES_A_LOST_NODE           | LOG
            operator-host-cluster namespaces get           | STARTS                        | START
            """)
    void noneIsTooMany(String right, Step breaks, Told told, @TempDir Path folder) {
        String place = newPlace();
        grants.forEach(grant -> grant.without(right).to(admin, HOST, place));
        try (HostLog log = new HostLog();
                RestrictedAccess access = new RestrictedAccess(admin, place, HOST);
                HostLife life = new HostLife(admin, access.client(), place, folder)) {
            for (Step step : Step.values()) {
                if (step == breaks) {
                    break;
                }
                take(step, life);
            }
            if (told == Told.LOG_AND_LATE) {
                take(breaks, life);
            } else {
                breaks.begin(life);
            }
            await("a request that needs " + right + "; if there is none, take it out of the chart").atMost(PATIENCE)
                    .until(() -> access.denials() > 0);
            if (told != Told.LOG_AND_LATE) {
                await(breaks + " although it may not").during(Duration.ofMillis(500)).atMost(PATIENCE)
                        .until(() -> !breaks.isReached(life));
            }
            await("told by " + told).atMost(PATIENCE).untilAsserted(() -> assertTold(told, right, life, log, place));
        } finally {
            clear(place);
        }
    }

    private static void assertTold(Told told, String right, HostLife life, HostLog log, String place) {
        String[] words = right.split(" ", 3);
        String refusal = "cannot %s resource \"%s\"".formatted(words[2], words[1]);
        switch (told) {
            case START -> assertThat(life.refusal()).contains(refusal);
            case STATUS -> assertThat(life.told()).containsAnyOf(refusal,
                    "allow the ServiceAccount of the host to get, create and update Secrets here");
            case LOG -> assertThat(log.warnings()).anySatisfy(line -> assertThat(line).contains(refusal)
                    .contains("system:serviceaccount:%s:%s".formatted(place, HOST)));
            // the API server does not say which one
            case LOG_AND_LATE -> assertThat(log.warnings()).anySatisfy(line -> assertThat(line)
                    .containsIgnoringCase(words[1] + " can't be watched")
                    .endsWith("give the ServiceAccount the right to watch them"));
            case NOWHERE -> {
                // It is only missing.
            }
        }
    }

    @Test
    void theTableKnowsEveryRight() throws NoSuchMethodException {
        Set<String> tested = HostRightsTest.class
                .getDeclaredMethod("noneIsTooMany", String.class, Step.class, Told.class, Path.class)
                .getAnnotation(CsvSource.class).textBlock().lines()
                .map(row -> row.substring(0, row.indexOf('|')).strip()).collect(Collectors.toCollection(TreeSet::new));

        assertThat(grants.stream().flatMap(Grant::rights)).containsExactlyInAnyOrderElementsOf(tested);
    }

    @Test
    void theDocumentationKnowsEveryRight() {
        assertThat(Stream.of("namespaces", "cluster")
                .flatMap(where -> DocumentedRights.of(where).flatMap(row -> row.verbs().stream()
                        .map(verb -> "%s %s/%s %s".formatted(where, row.group(), row.resource(), verb)))))
                .containsExactlyInAnyOrderElementsOf(grants.stream().flatMap(grant -> grant.rules().stream()
                        .flatMap(rule -> rule.getVerbs().stream()
                                .map(verb -> "%s %s/%s %s".formatted(grant.inCluster() ? "cluster" : "namespaces",
                                        rule.getApiGroups().getFirst(), rule.getResources().getFirst(), verb))))
                        .toList());
    }

    private String newPlace() {
        String place = admin.resource(new NamespaceBuilder().withNewMetadata().withGenerateName("hathora-it-host-")
                .endMetadata().build()).create().getMetadata().getName();
        Grant.createAccount(admin, HOST, place);
        return place;
    }

    private void clear(String place) {
        grants.forEach(grant -> grant.withdraw(admin, place));
        new TestCluster(admin, place).clear();
    }

    private static void take(Step step, HostLife life) {
        step.begin(life);
        await(step.name()).atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> step.isReached(life));
    }
}
