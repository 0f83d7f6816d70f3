package dev.hathora.operator.host.cluster;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.hathora.operator.api.hathoraapplication.DeploymentSummary;
import dev.hathora.operator.api.hathoraapplication.HathoraApplication;
import dev.hathora.operator.api.hathoraapplication.HathoraApplicationStatus;
import dev.hathora.operator.api.hathoraapplication.ProcessCounts;
import dev.hathora.operator.api.hathoraapplication.RoomCounts;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.TokenHash;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

/** HathoraApplications of a real API server, and records of a real database. Pods are what the test says. */
@RealApiServer
@SuppressWarnings("NullAway.Init") // opened before each test
class ClusterApplicationsTest {
    private static final String SECRET = "a-secret-of-at-least-32-characters";

    @TempDir
    Path folder;

    private ClusterFixture fixture;

    @BeforeEach
    void open(TestCluster cluster) {
        fixture = new ClusterFixture(cluster, folder);
    }

    @AfterEach
    void close(TestCluster cluster) {
        fixture.close();
        var all = cluster.client().resources(HathoraApplication.class).inNamespace(cluster.namespace());
        all.list().getItems().forEach(application -> {
            application.getMetadata().setFinalizers(null);
            all.resource(application).patch();
            all.resource(application).delete();
        });
    }

    @Test
    void anApplicationIsServedAndEachChangeOfItsImageIsADeployment() {
        fixture.apply("life", "{image: 'game:1', regions: [{name: Tokyo}]}");
        HathoraApplicationStatus first = fixture.awaitReason("life", "Served");

        Application application = fixture.living("life").orElseThrow();
        assertThat(first.appId()).isEqualTo(application.appId()).startsWith("app-");
        assertThat(first.deployments()).extracting(DeploymentSummary::number, DeploymentSummary::image)
                .containsExactly(tuple(1, "game:1"));
        assertThat(first.processes()).isEqualTo(new ProcessCounts(0, 0, 0));
        assertThat(first.rooms()).isEqualTo(new RoomCounts(0, 0));
        assertThat(first.conditions()).singleElement().extracting(Condition::getType, Condition::getStatus)
                .containsExactly("Ready", "True");
        assertThat(Objects.requireNonNull(fixture.get("life")).hasFinalizer(HathoraApplication.FINALIZER)).isTrue();
        assertThat(secretValue("life-app-secret")).as("a backend can mount it").isEqualTo(application.secret());

        fixture.apply("life", "{image: 'game:2', regions: [{name: Tokyo}]}");
        HathoraApplicationStatus second = fixture.awaitStatus("life", status -> status.deployments().size() == 2);
        assertThat(second.appId()).isEqualTo(first.appId());
        assertThat(second.deploymentId()).isEqualTo(second.deployments().getFirst().id())
                .isNotEqualTo(first.deploymentId());

        fixture.apply("life", "{image: 'game:2', regions: [{name: Tokyo, warmProcesses: 1}, {name: Dubai}]}");
        assertThat(fixture.awaitReason("life", "Served").deployments()).as("regions are no part of it").hasSize(2);
        assertThat(fixture.living("life").orElseThrow().regions()).hasSize(2);
        assertThat(fixture.events("life")).containsExactly("DeploymentCreated x1", "DeploymentCreated x1");
    }

    @Test
    void statusTellsWhyGameServersDoNotStart() {
        fixture.apply("start", "{image: 'game:1', appId: app-start}");
        fixture.awaitReason("start", "Served");

        String waiting = fixture.process("app-start");
        fixture.problems.put(waiting, "the image game:1 can't be pulled");
        HathoraApplicationStatus stalled = fixture.awaitReason("start", "ProcessesNotStarting");
        assertThat(stalled.condition("Stalled")).isNotNull().extracting(Condition::getMessage)
                .isEqualTo("No game server of deployment 1 runs: the image game:1 can't be pulled");
        assertThat(stalled.processes()).isEqualTo(new ProcessCounts(1, 0, 0));

        String running = fixture.process("app-start");
        fixture.processes.noteRunning(running, List.of(), fixture.now());
        HathoraApplicationStatus served = fixture.awaitReason("start", "Served");
        assertThat(ClusterFixture.ready(served).getMessage())
                .isEqualTo("New rooms use deployment 1. Some game servers can't be started: "
                        + "the image game:1 can't be pulled");
        assertThat(served.condition("Stalled")).isNull();

        fixture.processes.noteEnded(running, true, "held no room for 300 s", fixture.now());
        fixture.processes.retire(waiting, "could not be started: no node fits", true, fixture.now());
        fixture.processes.noteEnded(waiting, false, "could not be started: no node fits", fixture.now());
        fixture.awaitStatus("start", status -> ClusterFixture.ready(status).getMessage()
                .equals("New rooms use deployment 1"));
        fixture.processes.noteEnded(fixture.process("app-start"), false, "exit code 1", fixture.now());
        assertThat(ClusterFixture.ready(fixture.awaitReason("start", "ProcessesNotStarting")).getMessage())
                .as("also when nothing is tried any more").endsWith("runs: exit code 1");
    }

    @Test
    void aDeletedApplicationWaitsForItsGameServers() {
        fixture.apply("end", "{image: game, appId: app-end}");
        fixture.awaitReason("end", "Served");
        String process = fixture.process("app-end");
        int changes = fixture.changes.get();

        Objects.requireNonNull(fixture.cluster.client().resource(Objects.requireNonNull(fixture.get("end"))).delete());
        HathoraApplicationStatus deleting = fixture.awaitReason("end", "Deleting");
        assertThat(ClusterFixture.ready(deleting).getMessage()).endsWith(": 1 left");
        assertThat(deleting.condition("Reconciling")).isNotNull();
        assertThat(fixture.living("end")).as("no room can be created").isEmpty();
        assertThat(fixture.changes.get()).as("what is served is read again").isGreaterThan(changes);

        fixture.processes.noteEnded(process, true, "its application was deleted", fixture.now());
        await().until(() -> fixture.get("end") == null);
        await().untilAsserted(
                () -> assertThat(fixture.events("end")).contains("Deleting x1", "ApplicationDeleted x1"));

        fixture.apply("end", "{image: game}");
        assertThat(fixture.awaitReason("end", "Served").appId()).as("it comes back with its id").isEqualTo("app-end");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`',
            textBlock = """
                    no image                | {command: [./game]}                         | InvalidSpec    | spec.image is missing: write the container image of the game server
                    a misspelt field        | {image: g, podTemplate: {sepc: {}}}         | InvalidSpec    | spec.podTemplate.sepc is not a field of Kubernetes
                    no Secret               | {image: g, tokenSecretRefs: [{name: none}]} | SecretUnusable | refers to the Secret none, which does not exist in this namespace
                    a Secret of others      | {image: g, appSecretRef: {name: unlabelled}}| SecretUnusable | refers to the Secret unlabelled, which is not labelled for use with Hathora
                    no such key             | {image: g, tokenSecretRefs: [{name: web, key: none}]} | SecretUnusable | refers to the key none, which the Secret web does not have
                    a short secret          | {image: g, appSecretRef: {name: web, key: short}} | SecretUnusable | whose value can't be used: write 32 to 4096
                    another's id            | {image: g, appId: app-rival}                | AppIdTaken     | spec.appId is the id of another application
                    another's token         | {image: g, tokenSecretRefs: [{name: web}]}  | TokenTaken     | spec.tokenSecretRefs[0] refers to a token of another application
                    """)
    void whatSlippedPastAdmissionIsToldAndTheLastGoodVersionStays(String mistake, String spec, String reason,
            String message, TestCluster cluster) {
        fixture.secret("web", Map.of("token", "tell-tale", "short", "classified"));
        fixture.secret("unlabelled", Map.of("secret", SECRET), Map.of());
        fixture.apply("rival", "{image: g, appId: app-rival, tokenSecretRefs: [{name: web}]}");
        fixture.awaitReason("rival", "Served");
        fixture.apply("fresh", spec);
        if (!spec.contains("appId")) {
            fixture.apply("good", "{image: g}");
            fixture.awaitReason("good", "Served");
            fixture.apply("good", spec);
            assertThat(ClusterFixture.ready(fixture.awaitReason("good", reason)).getMessage()).as(mistake)
                    .contains(message).endsWith("the last version without an error stays in force: deployment 1");
        }

        HathoraApplicationStatus status = fixture.awaitReason("fresh", reason);
        assertThat(status.condition("Stalled")).isNotNull().extracting(Condition::getMessage).asString()
                .contains(message).doesNotContain("tell-tale", "classified", "rival", cluster.namespace());
        assertThat(status.deployments()).isEmpty();
        await().untilAsserted(() -> assertThat(fixture.events("fresh")).contains(reason + " x1"));
    }

    @Test
    void tokensRotateAndMove() {
        fixture.secret("web", Map.of("token", "one", "secret", SECRET));
        fixture.apply("a", "{image: g, tokenSecretRefs: [{name: web}], appSecretRef: {name: web}}");
        fixture.awaitReason("a", "Served");
        assertThat(fixture.living("a").orElseThrow().tokens()).containsExactly(TokenHash.of("one"));
        assertThat(fixture.living("a").orElseThrow().secret()).isEqualTo(SECRET);
        await().until(() -> secret("a-app-secret") != null);
        assertThat(secretValue("a-app-secret")).as("Pods take it from there").isEqualTo(SECRET);

        fixture.secret("web", Map.of("token", "two", "secret", SECRET));
        fixture.ahead = ApplicationSecrets.KEPT.plusSeconds(1);
        await()
                .until(() -> fixture.living("a").orElseThrow().tokens().equals(List.of(TokenHash.of("two"))));

        fixture.apply("b", "{image: g, tokenSecretRefs: [{name: web}]}");
        fixture.awaitReason("b", "TokenTaken");
        fixture.apply("a", "{image: g}");
        fixture.awaitReason("b", "Served");
        assertThat(fixture.living("a").orElseThrow().tokens()).isEmpty();
        assertThat(fixture.living("a").orElseThrow().secret()).as("the last one stays").isEqualTo(SECRET);
        await().until(() -> secret("a-app-secret") != null);
        assertThat(secretValue("a-app-secret")).isEqualTo(SECRET);
    }

    @Test
    void aRestartedHostChangesNothingAndCatchesUp() {
        fixture.apply("calm",
                "{image: g, podTemplate: {spec: {containers: [{name: game, resources: {limits: {x: 0.5}}}]}}}");
        HathoraApplicationStatus calm = fixture.awaitReason("calm", "Served");
        fixture.apply("gone", "{image: g}");
        fixture.awaitReason("gone", "Served");
        String version = Objects.requireNonNull(fixture.get("calm")).getMetadata().getResourceVersion();
        fixture.stop();

        Objects.requireNonNull(fixture.cluster.client().resource(Objects.requireNonNull(fixture.get("gone"))).delete());
        fixture.apply("late", "{image: g}");
        fixture.start();
        fixture.awaitReason("late", "Served");
        await().until(() -> fixture.get("gone") == null);

        assertThat(fixture.status("calm")).isEqualTo(calm);
        assertThat(Objects.requireNonNull(fixture.get("calm")).getMetadata().getResourceVersion())
                .as("nothing was written").isEqualTo(version);
        assertThat(fixture.events("calm")).containsExactly("DeploymentCreated x1");
    }

    @Test
    void aSecretOfOthersIsNotOverwritten() {
        fixture.secret("own-app-secret", Map.of("secret", "of others"));
        fixture.apply("own", "{image: g}");

        assertThat(ClusterFixture.ready(fixture.awaitReason("own", "AppSecretUnavailable")).getMessage())
                .isEqualTo("Secret own-app-secret already exists and does not belong to this resource: remove it, or"
                        + " give the application another name");
        assertThat(secretValue("own-app-secret")).isEqualTo("of others");
        assertThat(fixture.living("own")).as("it is served all the same").isPresent();
    }

    /** Somebody has removed the finalizer. */
    @Test
    void anApplicationWhoseResourceVanishedIsDeletedLater() {
        fixture.apply("lost", "{image: g, appId: app-lost}");
        fixture.awaitReason("lost", "Served");
        var resource = fixture.cluster.client().resource(Objects.requireNonNull(fixture.get("lost")));
        fixture.leads = false;
        Objects.requireNonNull(resource.delete());
        var unused = resource.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\": {\"finalizers\": null}}");
        await().until(() -> fixture.get("lost") == null);
        fixture.leads = true;
        fixture.apply("witness", "{image: g}");
        fixture.awaitReason("witness", "Served");
        assertThat(fixture.living("lost")).as("it may be replaced").isPresent();

        fixture.ahead = MissingResources.GONE_AFTER;
        await().until(() -> fixture.living("lost").isEmpty());
    }

    @Test
    void whatOthersChangeIsRestoredAndWhatIsToldAgainIsCounted() {
        fixture.apply("again", "{image: g}");
        fixture.awaitReason("again", "Served");
        String generated = secretValue("again-app-secret");
        fixture.cluster.client().secrets().inNamespace(fixture.cluster.namespace()).withName("again-app-secret")
                .edit(secret -> {
                    secret.setData(Map.of("secret", "b3RoZXI="));
                    return secret;
                });
        fixture.cluster.client().resource(Objects.requireNonNull(fixture.get("again"))).edit(application -> {
            application.getMetadata().setFinalizers(List.of());
            return application;
        });
        fixture.ahead = ApplicationSecrets.KEPT.plusSeconds(1);
        await().until(() -> secretValue("again-app-secret").equals(generated));
        await().until(() -> Objects.requireNonNull(fixture.get("again"))
                .hasFinalizer(HathoraApplication.FINALIZER));

        for (int times = 1; times <= 2; times++) {
            String told = "SecretUnusable x" + times;
            fixture.apply("again", "{image: g, tokenSecretRefs: [{name: none}]}");
            fixture.awaitReason("again", "SecretUnusable");
            await().until(() -> fixture.events("again").contains(told));
            fixture.apply("again", "{image: g}");
            fixture.awaitReason("again", "Served");
        }
    }

    private Secret secret(String name) {
        return fixture.cluster.client().secrets().inNamespace(fixture.cluster.namespace()).withName(name).get();
    }

    private String secretValue(String name) {
        return new String(Base64.getDecoder().decode(secret(name).getData().get("secret")), StandardCharsets.UTF_8);
    }
}
