package dev.hathora.operator.controller;

import java.time.Duration;
import java.util.Map;

import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.api.hathoraroom.Phase;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The Secret with the connection details: {@code connectionSecret}. */
@RealApiServer
@TestInstance(Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
@NullUnmarked // a null where there should be none fails the test by itself
class ConnectionSecretTest {
    private final TestCluster cluster;
    private final OperatorFixture operator;

    ConnectionSecretTest(TestCluster cluster) {
        this.cluster = cluster;
        operator = new OperatorFixture(cluster.client(), cluster.namespace(),
                SimulatorOptions.defaults().withBoot(Duration.ofMillis(50)), Duration.ofSeconds(1));
        // before there is any process, because rooms of both tests may share one
        operator.hathora().setAdditionalPorts("debug");
    }

    @AfterAll
    void stop() {
        operator.close();
    }

    @Test
    void theSecretFollowsTheRoom() {
        String roomId = operator.active("lobby", "region: Tokyo\nconnectionSecret: {name: lobby-connection}");
        HathoraRoomStatus status = operator.status("lobby");
        assertThat(status.binding().name()).isEqualTo("lobby-connection");
        assertThat(operator.secret("lobby-connection")).containsEntry("type", "hathora-room")
                .containsEntry("provider", "hathora")
                .containsEntry("room-id", roomId).containsEntry("app-id", OperatorFixture.APP)
                .containsEntry("host", status.connection().host())
                .containsEntry("port", String.valueOf(status.connection().port()))
                .containsEntry("transport", "tcp").containsEntry("uri", "tcp://" + status.connection().address())
                .containsKeys("debug-host", "debug-port", "debug-transport", "debug-uri");

        operator.edit("lobby", "state: Suspended");
        operator.awaitReason("lobby", "Suspended");
        assertThat(operator.secret("lobby-connection")).containsOnlyKeys("type", "provider", "room-id", "app-id");

        operator.edit("lobby", "connectionSecret: {name: renamed}\nstate: Active");
        operator.await("lobby", "active under a new name", s -> s.connection() != null && s.binding() != null
                && s.binding().name().equals("renamed"));
        await().atMost(Duration.ofSeconds(60)).until(() -> operator.secret("lobby-connection") == null);
        assertThat(operator.secret("renamed")).containsKey("host");

        operator.resource("lobby").delete();
        operator.awaitGone("lobby");
        await("the garbage collector").atMost(Duration.ofSeconds(60)).until(() -> operator.secret("renamed") == null);
    }

    @Test
    void aSecretOfSomebodyElseIsNeverOverwritten() {
        operator.putSecret("theirs", Map.of("password", "keep me"));

        operator.apply("refused", "region: Tokyo\nconnectionSecret: {name: theirs}");

        HathoraRoomStatus status = operator.awaitReason("refused", "ConnectionSecretUnavailable");
        assertThat(status.condition("Stalled").getMessage()).contains("Secret theirs already exists");
        assertThat(status.phase()).describedAs("the room itself is fine").isEqualTo(Phase.ACTIVE);
        assertThat(status.binding()).isNull();
        assertThat(operator.secret("theirs")).containsOnlyKeys("password");

        cluster.client().secrets().inNamespace(cluster.namespace()).withName("theirs").delete();
        operator.awaitReason("refused", "Active");
        assertThat(operator.secret("theirs")).as("without a nudge, within a minute").containsKey("host");
    }

    @Test
    void theSecretIsTheResourcesOwn() {
        operator.active("owner", "region: Tokyo\nconnectionSecret: {name: owned}");

        Secret secret = cluster.client().secrets().inNamespace(cluster.namespace()).withName("owned").get();

        assertThat(secret.getType()).isEqualTo("servicebinding.io/hathora-room");
        assertThat(secret.getMetadata().getLabels()).containsEntry("app.kubernetes.io/managed-by", "hathora-operator");
        assertThat(secret.getMetadata().getOwnerReferences()).singleElement().satisfies(owner -> {
            assertThat(owner.getKind()).isEqualTo("HathoraRoom");
            assertThat(owner.getUid()).isEqualTo(operator.resource("owner").get().getMetadata().getUid());
            assertThat(owner.getController()).isTrue();
        });
    }

    @Test
    void ofTwoResourcesThatNameOneSecretTheFirstHasIt() {
        String roomId = operator.active("has-it", "region: Tokyo\nconnectionSecret: {name: contested}");

        operator.apply("lacks-it", "region: Tokyo\nconnectionSecret: {name: contested}");

        assertThat(operator.awaitReason("lacks-it", "ConnectionSecretUnavailable").condition("Stalled").getMessage())
                .contains("does not belong to this resource");
        assertThat(operator.secret("contested")).containsEntry("room-id", roomId);
    }

    @Test
    void whatAPersonChangedOrRemovedIsPutRightInTheNextPass() {
        operator.active("meddled", "region: Tokyo\nconnectionSecret: {name: meddled}");
        Map<String, String> right = operator.secret("meddled");
        var secret = cluster.client().secrets().inNamespace(cluster.namespace()).withName("meddled");
        secret.edit(s -> new SecretBuilder(s).addToData("host", "ZXZpbA==").addToData("more", "ZXZpbA==").build());

        operator.edit("meddled", "roomConfigPolicy: Initial");
        await().atMost(Duration.ofSeconds(60)).until(() -> right.equals(operator.secret("meddled")));
        secret.delete();
        operator.edit("meddled", "roomConfigPolicy: Enforce");
        await().atMost(Duration.ofSeconds(60)).until(() -> right.equals(operator.secret("meddled")));
    }

    @Test
    void whatTheApiServerRefusesIsToldInItsWordsAndTheRoomIsLookedAfter() {
        operator.active("frozen", "region: Tokyo\nconnectionSecret: {name: frozen}");
        cluster.client().secrets().inNamespace(cluster.namespace()).withName("frozen")
                .edit(s -> new SecretBuilder(s).withImmutable(true).build());

        operator.edit("frozen", "state: Suspended");

        HathoraRoomStatus status = operator.awaitReason("frozen", "ConnectionSecretUnavailable");
        assertThat(status.condition("Stalled").getMessage()).contains("Secret frozen in namespace")
                .contains("can't be written: the API server says 422").contains("immutable")
                .contains("choose another name in spec.connectionSecret");
        assertThat(status.phase()).isEqualTo(Phase.SUSPENDED);
        assertThat(status.connection()).isNull();
        assertThat(status.binding().name()).as("so that it can be removed later").isEqualTo("frozen");
    }

    @Test
    void theSecretOfBeforeStaysUntilTheNextOneIsThere() {
        operator.putSecret("taken", Map.of("password", "keep me"));
        operator.active("renamed", "region: Tokyo\nconnectionSecret: {name: first}");

        operator.edit("renamed", "connectionSecret: {name: taken}\nstate: Suspended");

        HathoraRoomStatus status = operator.awaitReason("renamed", "ConnectionSecretUnavailable");
        assertThat(status.binding().name()).isEqualTo("first");
        assertThat(operator.secret("first")).as("and is kept current").containsKey("room-id").doesNotContainKey("host");
        operator.edit("renamed", "connectionSecret: {name: second}");
        operator.await("renamed", "second", s -> s.binding() != null && s.binding().name().equals("second"));
        assertThat(operator.secret("second")).containsKey("room-id");
        assertThat(operator.secret("first")).isNull();
        assertThat(operator.secret("taken")).containsOnlyKeys("password");
    }
}
