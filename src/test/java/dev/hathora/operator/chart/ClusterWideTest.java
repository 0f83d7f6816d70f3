package dev.hathora.operator.chart;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.CommandLineTool;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.OperatorProgram;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One operator for all namespaces, with the chart's permissions: it manages rooms in every namespace, each with the
 * credentials of its own namespace, and only where these may be read.
 */
@RealApiServer
@Isolated("a release for all namespaces tolerates no other")
class ClusterWideTest {
    private static final Map<String, String> TOKEN = Map.of("token", "dev-token");

    private final CommandLineTool helm = CommandLineTool.helm();
    private final TestCluster cluster;
    private final TestCluster shop;
    private final TestCluster stranger;
    private final OperatorFixture user;
    private final Map<String, String> shard;

    ClusterWideTest(TestCluster cluster) {
        this.cluster = cluster;
        shop = another("shop");
        stranger = another("stranger");
        user = in(cluster);
        // the cluster has rooms of other tests
        shard = Map.of("shard", cluster.namespace());
        helm.run("install", "rooms", "helm/hathora-operator", "-n", cluster.namespace(), "--set",
                "fullnameOverride=operator,crds.install=false,watchSelector=shard=%s,pollInterval=1s,replicas=2"
                        .formatted(cluster.namespace()),
                "--set", "hathora.apiUrl=" + user.hathora().uri(), "--set", "hathora.allowHttp=true", "--set",
                "rbac.credentialsSecrets.enabled=true,rbac.credentialsSecrets.names={hathora}",
                "--set", "rbac.credentialsSecrets.namespaces={%s,%s}".formatted(cluster.namespace(), shop.namespace()),
                "--set", "rbac.connectionSecrets.enabled=true,rbac.connectionSecrets.namespaces={%s}"
                        .formatted(cluster.namespace()));
    }

    private TestCluster another(String name) {
        return new TestCluster(cluster.client(), cluster.client().resource(new NamespaceBuilder().withNewMetadata()
                .withGenerateName("hathora-it-" + name + "-").endMetadata().build()).create().getMetadata().getName());
    }

    private static OperatorFixture in(TestCluster namespace) {
        return OperatorFixture.withoutOperator(namespace.client(), namespace.namespace(),
                SimulatorOptions.defaults().withBoot(Duration.ZERO), Duration.ofSeconds(1));
    }

    @AfterEach
    void stop() {
        helm.run("uninstall", "rooms", "-n", cluster.namespace());
        shop.clear();
        stranger.clear();
        user.close();
    }

    @Test
    void roomsLiveWhereTheirCredentialsMayBeRead() throws Exception {
        try (OperatorProgram operator = InstalledOperator.start(cluster, "operator", user.hathora().uri())) {
            operator.awaitOutput(" Started");
            aWholeLife();
            assertThat(operator.output()).as("what it may not").doesNotContain("forbidden");

            try (OperatorFixture elsewhere = in(stranger)) {
                refused(elsewhere, "hathora", "The operator may not read Secret");
            }
            try (OperatorFixture inShop = in(shop)) {
                refused(inShop, "other-name", "The operator may not read Secret");
                inShop.putSecret("hathora", Map.of("token", "of-another-account"));
                inShop.apply("lobby", "region: Tokyo\ncredentialsSecretRef: {name: hathora}", Map.of(), shard);
                inShop.awaitReason("lobby", "CredentialsInvalid");
                inShop.putSecret("hathora", TOKEN);
                inShop.awaitReason("lobby", "Active");
                inShop.resource("lobby").delete();
                inShop.awaitGone("lobby");
            }
        }
        assertThat(user.liveRooms()).isEmpty();
    }

    private void aWholeLife() {
        user.putSecret("hathora", TOKEN);
        user.apply("lobby", """
                region: Frankfurt
                roomConfig: first
                credentialsSecretRef: {name: hathora}
                connectionSecret: {name: lobby-connection}""", Map.of(), shard);
        String roomId = Objects.requireNonNull(user.awaitReason("lobby", "Active").roomId());
        assertThat(user.secret("lobby-connection")).containsKey("host");
        user.edit("lobby", "roomConfig: second");
        user.edit("lobby", "state: Suspended");
        user.awaitReason("lobby", "Suspended");
        assertThat(user.room(roomId).status()).isEqualTo(RoomStatus.SUSPENDED);
        assertThat(user.room(roomId).roomConfig()).isEqualTo("second");
        user.edit("lobby", "state: Active");
        user.awaitReason("lobby", "Active");
        assertThat(user.eventReasons("lobby")).contains("RoomCreated", "RoomSuspended");
        user.resource("lobby").delete();
        user.awaitGone("lobby");
        assertThat(user.liveRooms()).isEmpty();
    }

    private void refused(OperatorFixture somebody, String secret, String message) {
        somebody.putSecret(secret, TOKEN);
        somebody.apply("refused", "region: Tokyo\ncredentialsSecretRef: {name: %s}".formatted(secret), Map.of(), shard);
        somebody.awaitReason("refused", "CredentialsMissing");
        assertThat(Objects.requireNonNull(somebody.status("refused").condition("Ready")).getMessage())
                .contains(message);
    }
}
