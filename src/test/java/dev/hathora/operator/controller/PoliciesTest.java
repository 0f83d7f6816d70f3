package dev.hathora.operator.controller;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.api.HathoraRoomStatus;
import dev.hathora.operator.api.Phase;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.simulator.HistoryEntry;
import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Each policy through a life of its own, and the pairs of them that meet, on a real API server. */
@RealApiServer
@NullUnmarked // a null where there should be none fails the test by itself
class PoliciesTest {
    private final TestCluster cluster;
    private final OperatorFixture operator;

    PoliciesTest(TestCluster cluster) {
        this.cluster = cluster;
        this.operator = new OperatorFixture(cluster.client(), cluster.namespace(),
                SimulatorOptions.defaults().withBoot(Duration.ofMillis(50)), Duration.ofSeconds(1));
    }

    @AfterEach
    void stop() {
        operator.close();
        var rooms = cluster.client().resources(HathoraRoom.class).inNamespace(cluster.namespace());
        rooms.list().getItems().forEach(room -> rooms.resource(room).edit(r -> {
            r.getMetadata().setFinalizers(List.of());
            return r;
        }));
        rooms.delete();
    }

    @Test
    void deletionPolicySuspendLeavesASuspendedRoom() {
        String roomId = active("kept", "region: Tokyo\ndeletionPolicy: Suspend");

        operator.resource("kept").delete();

        operator.awaitGone("kept");
        assertThat(hathora(roomId).status()).isEqualTo(RoomStatus.SUSPENDED);
        assertThat(operator.hathora().wakeUps(roomId)).isZero();
    }

    @Test
    void deletionPolicyRetainLeavesTheRoomAlone() {
        String roomId = active("kept", "region: Tokyo\ndeletionPolicy: Retain");

        operator.resource("kept").delete();

        operator.awaitGone("kept");
        assertThat(hathora(roomId).status()).isEqualTo(RoomStatus.ACTIVE);
        await().untilAsserted(() -> assertThat(operator.eventReasons("kept")).contains("RoomRetained"));
    }

    @Test
    void roomConfigPolicyInitialLeavesTheConfigurationToTheGame() {
        String roomId = active("match", "region: Tokyo\nroomConfig: first\nroomConfigPolicy: Initial");

        operator.hathora().setRoomConfig(roomId, "the game's own");
        operator.edit("match", "roomConfig: edited");

        operator.await("match", "second generation", s -> s.observedGeneration() == 2);
        assertThat(hathora(roomId).roomConfig()).isEqualTo("the game's own");
    }

    @Test
    void roomConfigJsonIsComparedAsJson() {
        String roomId = active("match", "region: Tokyo\nroomConfigJson: {mode: ranked, rounds: 3}");

        operator.hathora().setRoomConfig(roomId, " { \"rounds\": 3.0,\n \"mode\": \"ranked\" } ");
        operator.edit("match",
                "clientIPs: null\nroomConfigJson: {rounds: 3, mode: ranked}\npaused: false\nstate: Active");

        awaitLooks(roomId, 3);
        assertThat(operations(roomId)).doesNotContain("updateRoomConfig");
    }

    @Test
    void pausedMeansHandsOffUntilItIsOver() {
        String roomId = active("match", "region: Tokyo\nroomConfig: first");

        operator.edit("match", "paused: true\nroomConfig: second\nstate: Suspended");
        HathoraRoomStatus paused = operator.awaitReason("match", "Paused");
        awaitLooks(roomId, 2);
        assertThat(paused.condition("Ready").getStatus()).describedAs("it is active, not suspended").isEqualTo("False");
        assertThat(operations(roomId)).doesNotContain("updateRoomConfig", "suspendRoom");

        operator.resource("match").delete();
        operator.await("match", "deletion waits",
                s -> s.condition("Ready").getMessage().startsWith("Deletion waits because spec.paused is true"));
        assertThat(hathora(roomId).status()).isEqualTo(RoomStatus.ACTIVE);

        operator.edit("match", "paused: false");
        operator.awaitGone("match");
        assertThat(hathora(roomId).destroyedAt()).isNotNull();
    }

    @Test
    void observeOnlyFillsStatusAndChangesNothing() {
        operator.apply("watched", "region: Tokyo\nroomId: watched\nmanagementPolicy: ObserveOnly");
        assertThat(operator.awaitReason("watched", "RoomNotFound").phase()).isEqualTo(Phase.PENDING);
        String roomId = active("maker", "region: Tokyo\nroomId: watched\nroomConfig: mine");

        HathoraRoomStatus status = operator.await("watched", "observed and joinable",
                s -> s.phase() == Phase.ACTIVE && s.connection() != null);
        assertThat(status.condition("Ready").getReason()).isEqualTo("Observed");
        assertThat(status.condition("Ready").getStatus()).isEqualTo("True");
        assertThat(operator.resource("watched").get().getFinalizers()).isEmpty();
        operator.edit("watched", "state: Suspended\nroomConfig: theirs");
        awaitLooks(roomId, 3);
        operator.resource("watched").delete();
        operator.awaitGone("watched");
        assertThat(hathora(roomId)).satisfies(room -> {
            assertThat(room.status()).isEqualTo(RoomStatus.ACTIVE);
            assertThat(room.roomConfig()).isEqualTo("mine");
        });
    }

    @Test
    void theOlderOfTwoResourcesKeepsTheRoomAndTheYoungerTakesOver() throws Exception {
        active("older", "region: Tokyo\nroomId: shared\ndeletionPolicy: Retain");
        String created = operator.resource("older").get().getMetadata().getCreationTimestamp();
        operator.apply("younger", "region: Tokyo\nroomId: shared\nadoptionPolicy: IfExists");

        HathoraRoomStatus younger = operator.awaitReason("younger", "RoomIdConflict");
        assertThat(younger.condition("Stalled").getMessage()).contains(cluster.namespace() + "/older");
        assertThat(operator.resource("younger").get().getMetadata().getCreationTimestamp())
                .isGreaterThanOrEqualTo(created);
        operator.resource("older").delete();
        operator.awaitGone("older");

        assertThat(operator.awaitReason("younger", "Active").roomId()).isEqualTo("shared");
        assertThat(operator.hathora().rooms()).hasSize(1);
    }

    @Test
    void aRestoredResourceFindsItsRoom() {
        String roomId = active("lobby", "region: Tokyo");
        HathoraRoom backup = operator.resource("lobby").get();
        operator.stopOperator();
        operator.resource("lobby").edit(room -> {
            room.getMetadata().setFinalizers(List.of());
            return room;
        });
        operator.resource("lobby").delete();
        operator.awaitGone("lobby");

        operator.apply("lobby", "region: Tokyo", backup.getMetadata().getAnnotations());
        operator.startOperator();

        assertThat(operator.awaitReason("lobby", "Active").roomId()).isEqualTo(roomId);
        assertThat(operator.hathora().rooms()).hasSize(1);
        operator.resource("lobby").delete();
        operator.awaitGone("lobby");
        assertThat(operator.liveRooms()).isEmpty();
    }

    @Test
    void aResourceUsesTheTokenInItsOwnSecretAndFollowsItsRotation() {
        operator.operatorToken("wrong");
        operator.apply("lobby", "region: Tokyo\ncredentialsSecretRef: {name: hathora}");
        assertThat(operator.awaitReason("lobby", "CredentialsMissing").condition("Stalled").getMessage())
                .contains("Secret hathora").contains("under the key token");

        putSecret("hathora", Map.of("token", "dev-token\n"));
        operator.edit("lobby", "roomConfig: now");
        String roomId = operator.awaitReason("lobby", "Active").roomId();
        String version = operator.resource("lobby").get().getMetadata().getResourceVersion();
        putSecret("hathora", Map.of("token", "rotated"));
        operator.hathora().rotateToken("rotated");

        awaitLooks(roomId, 3);
        assertThat(operator.resource("lobby").get().getMetadata().getResourceVersion())
                .describedAs("status never said anything of it").isEqualTo(version);
    }

    @Test
    void aSecretWithoutTheKeySaysSo() {
        putSecret("hathora", Map.of("other", "dev-token"));
        operator.apply("lobby", "region: Tokyo\ncredentialsSecretRef: {name: hathora, key: api}");

        assertThat(operator.awaitReason("lobby", "CredentialsMissing").condition("Stalled").getMessage())
                .contains("has no value under the key api");
    }

    @Test
    void aNamespaceIsDeletedAsAWhole() {
        String namespace = cluster.namespace() + "-whole";
        cluster.client().resource(new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
                .create();
        try (OperatorFixture there = new OperatorFixture(cluster.client(), namespace,
                SimulatorOptions.defaults().withBoot(Duration.ZERO), Duration.ofSeconds(1))) {
            there.operatorToken("wrong");
            cluster.client().resource(secret("hathora", Map.of("token", "dev-token")).edit().editMetadata()
                    .withNamespace(namespace).endMetadata().build()).create();
            for (int i = 0; i < 5; i++) {
                there.apply("room-" + i, "region: Tokyo\ncredentialsSecretRef: {name: hathora}");
            }
            for (int i = 0; i < 5; i++) {
                there.awaitReason("room-" + i, "Active");
            }

            cluster.client().namespaces().withName(namespace).delete();

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> cluster.client().namespaces().withName(namespace).get() == null);
            assertThat(there.hathora().rooms()).hasSize(5).allSatisfy(r -> assertThat(r.destroyedAt()).isNotNull());
        }
    }

    @Test
    void aRoomWhoseSecretWentFirstCanBeAbandoned() {
        putSecret("hathora", Map.of("token", "dev-token"));
        String roomId = active("lobby", "region: Tokyo\ncredentialsSecretRef: {name: hathora}");
        operator.stopOperator();
        cluster.client().secrets().inNamespace(cluster.namespace()).withName("hathora").delete();
        operator.resource("lobby").delete();
        operator.startOperator();
        assertThat(operator.awaitReason("lobby", "CredentialsMissing").condition("Ready").getMessage())
                .contains(HathoraRoom.ABANDON_ROOM + "=" + roomId);

        operator.resource("lobby").edit(room -> {
            room.getMetadata().getAnnotations().put(HathoraRoom.ABANDON_ROOM, "another");
            return room;
        });
        operator.resource("lobby").edit(room -> {
            room.getMetadata().getAnnotations().put(HathoraRoom.ABANDON_ROOM, roomId);
            return room;
        });

        operator.awaitGone("lobby");
        await().untilAsserted(() -> assertThat(operator.eventReasons("lobby")).contains("RoomAbandoned"));
        assertThat(operator.liveRooms()).hasSize(1);
    }

    @Test
    void theConnectionSecretFollowsTheRoom() {
        operator.hathora().setAdditionalPorts("debug");
        String roomId = active("lobby", "region: Tokyo\nconnectionSecret: {name: lobby-connection}");
        HathoraRoomStatus status = operator.status("lobby");
        assertThat(status.binding().name()).isEqualTo("lobby-connection");
        assertThat(data("lobby-connection")).containsEntry("type", "hathora-room").containsEntry("provider", "hathora")
                .containsEntry("room-id", roomId).containsEntry("app-id", OperatorFixture.APP)
                .containsEntry("host", status.connection().host())
                .containsEntry("port", String.valueOf(status.connection().port()))
                .containsEntry("transport", "tcp").containsEntry("uri", "tcp://" + status.connection().address())
                .containsKeys("debug-host", "debug-port", "debug-transport", "debug-uri");

        operator.edit("lobby", "state: Suspended");
        operator.awaitReason("lobby", "Suspended");
        assertThat(data("lobby-connection")).containsOnlyKeys("type", "provider", "room-id", "app-id");

        operator.edit("lobby", "connectionSecret: {name: renamed}\nstate: Active");
        operator.await("lobby", "active under a new name", s -> s.connection() != null && s.binding() != null
                && s.binding().name().equals("renamed"));
        await().until(() -> read("lobby-connection") == null);
        assertThat(data("renamed")).containsKey("host");

        operator.resource("lobby").delete();
        operator.awaitGone("lobby");
        await("the garbage collector").atMost(Duration.ofSeconds(60)).until(() -> read("renamed") == null);
    }

    @Test
    void aSecretOfSomebodyElseIsNeverOverwritten() {
        putSecret("theirs", Map.of("password", "keep me"));

        operator.apply("lobby", "region: Tokyo\nconnectionSecret: {name: theirs}");

        HathoraRoomStatus status = operator.awaitReason("lobby", "ConnectionSecretUnavailable");
        assertThat(status.condition("Stalled").getMessage()).contains("Secret theirs exists");
        assertThat(status.phase()).describedAs("the room itself is fine").isEqualTo(Phase.ACTIVE);
        assertThat(status.binding()).isNull();
        assertThat(data("theirs")).containsOnlyKeys("password");
    }

    private String active(String name, String spec) {
        operator.apply(name, spec);
        return operator.awaitReason(name, "Active").roomId();
    }

    private SimulatedRoom hathora(String roomId) {
        return operator.hathora().rooms().stream().filter(r -> r.roomId().equals(roomId)).findFirst().orElseThrow();
    }

    private List<String> operations(String roomId) {
        return operator.hathora().history(roomId).stream().map(HistoryEntry::operation).toList();
    }

    private void awaitLooks(String roomId, int looks) {
        long before = operations(roomId).stream().filter("getRoomInfo"::equals).count();
        await(looks + " more looks").atMost(Duration.ofSeconds(30))
                .until(() -> operations(roomId).stream().filter("getRoomInfo"::equals).count() >= before + looks);
    }

    private Secret secret(String name, Map<String, String> data) {
        return new SecretBuilder().withNewMetadata().withName(name).withNamespace(cluster.namespace()).endMetadata()
                .withStringData(data).build();
    }

    private void putSecret(String name, Map<String, String> data) {
        cluster.client().resource(secret(name, data)).serverSideApply();
    }

    private Secret read(String name) {
        return cluster.client().secrets().inNamespace(cluster.namespace()).withName(name).get();
    }

    private Map<String, String> data(String name) {
        Map<String, String> decoded = new TreeMap<>();
        read(name).getData().forEach((key, value) -> decoded.put(key,
                new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
        return decoded;
    }
}
