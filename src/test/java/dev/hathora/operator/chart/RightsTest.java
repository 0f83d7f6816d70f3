package dev.hathora.operator.chart;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.hathora.operator.chart.Life.Step;
import dev.hathora.operator.testing.CommandLineTool;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The chart's permissions are sufficient for everything that the operator does, and none is superfluous: each is
 * removed in turn, and something breaks.
 */
@RealApiServer
@TestInstance(Lifecycle.PER_CLASS)
@NullUnmarked // its fields are there once the chart is installed
class RightsTest {
    private static final String OPERATOR = "operator";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private KubernetesClient admin;
    private String namespace;
    private List<Grant> grants;

    @BeforeAll
    void install(TestCluster cluster) {
        admin = cluster.client();
        namespace = cluster.namespace();
        CommandLineTool.helm().run("install", "rooms", "helm/hathora-operator", "-n", namespace, "--set",
                "fullnameOverride=%s,watchNamespaces={%s},crds.install=false,replicas=2,hathora.apiUrl=https://hathora.example.com,token.value=dev-token"
                        .formatted(OPERATOR, namespace),
                "--set", "rbac.credentialsSecrets.enabled=true,rbac.connectionSecrets.enabled=true",
                "--set", "rbac.aggregateRoles=false");
        grants = admin.rbac().roles().inNamespace(namespace).list().getItems().stream().map(Grant::of).toList();
        grants.forEach(grant -> grant.awaitFor(admin, OPERATOR, namespace));
    }

    @Test
    void areEnoughForAWholeLife() {
        try (RestrictedAccess access = new RestrictedAccess(admin, namespace, OPERATOR);
                Life life = new Life(admin, access.client(), namespace, true, true)) {
            for (Step step : Step.values()) {
                take(step, life);
            }
            assertThat(access.denials()).as("forbidden requests").isZero();
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(name = "{0}: without it, not {1}")
    @CsvSource(delimiter = '|', value = {
        "operator hathorarooms patch          | CLAIMS",
        "operator hathorarooms/status patch   | TELLS_STATUS",
        "operator hathorarooms delete         | CLEARS_WHAT_ENDED",
        "operator hathoraroomsets patch       | HOLDS_A_SET",
        "operator hathorarooms create         | CREATES_ROOMS_OF_A_SET",
        "operator hathoraroomsets/status patch | TELLS_OF_A_SET",
        "operator events create               | TELLS_EVENTS",
        "operator events get                  | COUNTS_EVENTS",
        "operator events patch                | COUNTS_EVENTS",
        "operator-leader leases create        | LEADS",
        "operator-leader leases get           | LEADS",
        "operator-leader leases update        | RENEWS_ITS_LEASE",
        "operator-leader deployments get      | LEAVES_ITS_LEASE_TO_THE_DEPLOYMENT",
        "operator-credentials secrets get     | CREATES_THE_ROOM",
        "operator-connections secrets get     | PUBLISHES_THE_ADDRESS",
        "operator-connections secrets create  | PUBLISHES_THE_ADDRESS",
        "operator-connections secrets update  | WITHDRAWS_THE_ADDRESS",
        "operator-connections secrets delete  | REMOVES_THE_SECRET",
    })
    void noneIsTooMany(String right, Step breaks) {
        String place = admin.resource(new NamespaceBuilder().withNewMetadata().withGenerateName("hathora-it-rights-")
                .endMetadata().build()).create().getMetadata().getName();
        grantAllBut(right, place);
        try (RestrictedAccess access = new RestrictedAccess(admin, place, OPERATOR);
                Life life = new Life(admin, access.client(), place, right.startsWith("operator-credentials"),
                        right.startsWith("operator-connections"))) {
            for (Step step : Step.values()) {
                if (step == breaks) {
                    break;
                }
                take(step, life);
            }
            breaks.begin(life);
            await("a request that needs " + right + "; if there is none, take it out of the chart").atMost(PATIENCE)
                    .until(() -> access.denials() > 0 || life.refused());
            await(breaks + " although it may not").during(Duration.ofMillis(500)).atMost(PATIENCE)
                    .until(() -> !breaks.isReached(life));
        } finally {
            new TestCluster(admin, place).clear();
        }
    }

    @Test
    void theTableKnowsEveryRight() throws NoSuchMethodException {
        Set<String> tested = Stream.of(RightsTest.class.getDeclaredMethod("noneIsTooMany", String.class, Step.class)
                .getAnnotation(CsvSource.class).value()).map(row -> row.substring(0, row.indexOf('|')).strip())
                .collect(Collectors.toCollection(TreeSet::new));
        // without these the process ends: StartProblemsTest
        tested.addAll(Set.of("operator hathorarooms list", "operator hathorarooms watch",
                "operator hathoraroomsets list", "operator hathoraroomsets watch"));

        assertThat(grants.stream().flatMap(Grant::rights)).containsExactlyInAnyOrderElementsOf(tested);
    }

    private static void take(Step step, Life life) {
        step.begin(life);
        await(step.name()).atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> step.isReached(life));
    }

    /** Gives the operator what the chart gave, in another namespace, without one verb and without unrelated Secrets. */
    private void grantAllBut(String right, String place) {
        Deployment deployment = admin.apps().deployments().inNamespace(namespace).withName(OPERATOR).get();
        deployment.setMetadata(
                new ObjectMetaBuilder().withNamespace(place).withName(deployment.getMetadata().getName()).build());
        admin.resource(deployment).create();
        Grant.createAccount(admin, OPERATOR, place);
        grants.stream().filter(grant -> !grant.mentions("secrets") || right.startsWith(grant.name() + " "))
                .forEach(grant -> grant.without(right).to(admin, OPERATOR, place));
    }
}
