package dev.hathora.operator.controller;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.room.RoomIds;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A tenant writes everything that a tenant can write, to get access to someone else's room: spec, labels, annotations
 * and finalizers, but not status. Two operators share the cluster, and neither sees the resources of the other.
 */
@RealApiServer
@TestInstance(Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
@NullUnmarked // a null where there should be none fails the test by itself
class ForgedClaimsTest {
    private static final List<String> SHARDS = List.of("a", "b");
    private static final List<String> CLAIMED_BY = List.of("", "0123456789abcdef", "own");
    private static final List<String> ONE_HOLDS_IT = List.of("Active", "RoomIdConflict");

    private final TestCluster cluster;
    private final OperatorFixture operator;
    private RoomOperator other;

    ForgedClaimsTest(TestCluster cluster) {
        this.cluster = cluster;
        operator = OperatorFixture.withoutOperator(cluster.client(), cluster.namespace(),
                SimulatorOptions.defaults().withBoot(Duration.ZERO), Duration.ofMillis(300));
    }

    @BeforeAll
    void start() {
        CLAIMED_BY.forEach(claimedBy -> operator.somebodyElse().createRoom(OperatorFixture.APP, theirs(claimedBy),
                new CreateRoomRequest("Tokyo", "theirs", null, null)));
        other = operator.startAnother("shard=b");
        operator.startAnother("shard=a");
    }

    @AfterAll
    void stop() {
        other.close();
        operator.close();
    }

    @ParameterizedTest(name = "a resource of shard {0} names a room of shard a, {1}")
    @CsvSource(delimiter = '|', textBlock = """
            a | by name                            | adoptionPolicy: IfExists
            b | by name                            | adoptionPolicy: IfExists
            b | as one that is to be suspended     | adoptionPolicy: IfExists, state: Suspended
            a | with annotations                   |
            b | with annotations                   |
            b | with annotations and the finalizer |
            a | as an observer, and then no longer | managementPolicy: ObserveOnly
            b | as an observer, and then no longer | managementPolicy: ObserveOnly
            """)
    void aRoomThatWasDerivedForAnotherResourceIsNeverHad(String shard, String how, String spec) {
        String suffix = shard + Math.floorMod((how + spec).hashCode(), 10_000);
        for (String victim : List.of("victim-" + suffix, "victim-" + suffix + "-" + "x".repeat(70))) {
            String roomId = active(victim, "region: Tokyo");
            String thief = "thief-of-" + victim;
            HathoraRoom forged = manifest(thief, shard, roomId, spec);
            if (how.contains("annotations") || how.contains("observer")) {
                claim(forged, roomId);
            }
            if (how.contains("finalizer") || how.contains("observer")) {
                forged.getMetadata().setFinalizers(List.of(HathoraRoom.FINALIZER));
            }
            forge(forged, roomId);
            if (how.contains("observer")) {
                operator.awaitReason(thief, "Observed");
                operator.edit(thief, "managementPolicy: Full");
            }

            HathoraRoomStatus refused = operator.awaitReason(thief, "RoomIdConflict");
            assertThat(refused.condition("Stalled").getMessage()).contains("was generated for another resource");
            assertThat(refused.roomId()).isNull();
            operator.resource(thief).delete();
            operator.awaitGone(thief);
            stillRuns(victim, roomId);
        }
    }

    @ParameterizedTest(name = "by one that shard {0} looks after")
    @ValueSource(strings = {"a", "b"})
    void anOlderObserverThatHasForgedAClaimDoesNotGetTheRoomOfItsHolder(String shard) {
        String roomId = "held-" + shard + cluster.namespace();
        HathoraRoom forged = manifest("observer-" + shard, shard, roomId, "managementPolicy: ObserveOnly");
        claim(forged, roomId);
        forged.getMetadata().setFinalizers(List.of(HathoraRoom.FINALIZER));
        forge(forged, roomId);
        operator.awaitReason("observer-" + shard, "RoomNotFound");
        String holder = "holder-" + shard;
        active(holder, "region: Tokyo\nroomId: " + roomId);
        operator.awaitReason("observer-" + shard, "Observed");

        operator.edit("observer-" + shard, "managementPolicy: Full");

        assertThat(operator.awaitReason("observer-" + shard, "RoomIdConflict").condition("Stalled").getMessage())
                .contains("is held by resource " + cluster.namespace() + "/" + holder);
        await("its claim is taken back").until(
                () -> operator.resource("observer-" + shard).get().getFinalizers().isEmpty());
        stillRuns(holder, roomId);
        operator.resource("observer-" + shard).delete();
        operator.awaitGone("observer-" + shard);
        stillRuns(holder, roomId);
    }

    @ParameterizedTest(name = "shard {0}")
    @ValueSource(strings = {"a", "b"})
    void aForgedClaimDoesNotEndTheRoomOnItsDeletion(String shard) {
        String roomId = "kept-" + shard + cluster.namespace();
        String holder = "keeper-" + shard;
        active(holder, "region: Tokyo\nroomId: " + roomId);
        HathoraRoom forged = manifest("deleted-" + shard, shard, roomId, "adoptionPolicy: IfExists");
        claim(forged, roomId);
        forged.getMetadata().setFinalizers(List.of(HathoraRoom.FINALIZER));

        forge(forged, roomId);
        operator.resource("deleted-" + shard).delete();

        operator.awaitGone("deleted-" + shard);
        stillRuns(holder, roomId);
    }

    @Test
    void ofTwoThatWantOneRoomTheOneOfTheOtherShardIsFoundToo() {
        String roomId = "shared-" + cluster.namespace();
        active("first", "region: Tokyo\nroomId: " + roomId + "\ndeletionPolicy: Retain");
        apply("second", "b", "region: Tokyo\nroomId: " + roomId + "\nadoptionPolicy: IfExists");

        assertThat(operator.awaitReason("second", "RoomIdConflict").condition("Stalled").getMessage())
                .contains("is held by resource " + cluster.namespace() + "/first");
        assertThat(operator.resource("second").get().getFinalizers()).isEmpty();
        operator.resource("first").delete();
        operator.awaitGone("first");

        assertThat(operator.awaitReason("second", "Active").roomId()).isEqualTo(roomId);
        assertThat(operator.changes(roomId)).containsExactly("createRoom");
    }

    @Test
    void ofTwoThatClaimOneRoomAtTheSameTimeOneHoldsIt() {
        List<String> ids = IntStream.range(0, 12).mapToObj(i -> "race-" + i + cluster.namespace()).toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ids.forEach(id -> SHARDS.forEach(shard -> threads.execute(() -> apply(shard + "-" + id, shard,
                    "region: Tokyo\nadoptionPolicy: IfExists\nroomId: " + id))));
        }

        for (String id : ids) {
            await(id).atMost(Duration.ofMinutes(2)).until(() -> reasons(id), ONE_HOLDS_IT::equals);
            assertThat(operator.changes(id)).as("one room, and nobody fights for it").containsExactly("createRoom");
            String loser = operator.readyReason("a-" + id).equals("Active") ? "b-" + id : "a-" + id;
            operator.resource(loser).delete();
            operator.awaitGone(loser);
            assertThat(operator.changes(id)).containsExactly("createRoom");
        }
    }

    private List<String> reasons(String id) {
        return SHARDS.stream().map(shard -> operator.readyReason(shard + "-" + id)).sorted().toList();
    }

    /** The id of a room that somebody has made by other means. */
    private String theirs(String claimedBy) {
        return "theirs-" + claimedBy + cluster.namespace();
    }

    @ParameterizedTest(name = "claimed-by: {0}")
    @FieldSource("CLAIMED_BY")
    void anAnnotationWithoutTheFinalizerAdoptsNothing(String claimedBy) {
        String roomId = theirs(claimedBy);
        HathoraRoom forged = manifest("adopter" + claimedBy, "a", roomId, "roomConfig: ours, paused: true");
        forge(forged, roomId);
        String uid = operator.resource("adopter" + claimedBy).get().getMetadata().getUid();
        operator.change("adopter" + claimedBy, room -> {
            claim(room, roomId);
            if (!claimedBy.isEmpty()) {
                room.getMetadata().getAnnotations().put(HathoraRoom.CLAIMED_BY,
                        claimedBy.equals("own") ? new RoomIds("", "", uid).uidHash() : claimedBy);
            }
            return room;
        });
        operator.edit("adopter" + claimedBy, "paused: false");

        operator.awaitReason("adopter" + claimedBy,
                claimedBy.startsWith("0") ? "RestoredCopy" : "RoomIdConflict");
        operator.resource("adopter" + claimedBy).delete();
        operator.awaitGone("adopter" + claimedBy);
        assertThat(operator.changes(roomId)).containsExactly("createRoom");
    }

    @Test
    void aNumberInTheAnnotationMakesNoSecondRoom() {
        String roomId = active("numbered", "region: Tokyo");

        operator.annotate("numbered", HathoraRoom.ROOM_ID, roomId + "_999999999");

        await("put right").until(() -> roomId.equals(operator.resource("numbered").get().getMetadata()
                .getAnnotations().get(HathoraRoom.ROOM_ID)));
        operator.hathora().destroyAsGame(roomId);
        operator.await("numbered", "the next room", s -> s.restarts() == 1 && s.connection() != null);
        assertThat(operator.rooms(roomId)).filteredOn(room -> room.destroyedAt() == null).hasSize(1);
    }

    private String active(String name, String spec) {
        apply(name, "a", spec);
        return operator.awaitReason(name, "Active").roomId();
    }

    private void apply(String name, String shard, String spec) {
        operator.apply(name, spec, Map.of(), Map.of("shard", shard));
    }

    private HathoraRoom manifest(String name, String shard, String roomId, String spec) {
        return cluster.client().getKubernetesSerialization().unmarshal("""
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraRoom
                metadata:
                  name: %s
                  namespace: %s
                  labels: {shard: %s}
                  annotations: {}
                spec: {region: Tokyo, roomId: %s%s}
                """.formatted(name, cluster.namespace(), shard, roomId, spec == null ? "" : ", " + spec),
                HathoraRoom.class);
    }

    private static void claim(HathoraRoom room, String roomId) {
        Map<String, String> annotations = new HashMap<>(
                Objects.requireNonNullElse(room.getMetadata().getAnnotations(), Map.of()));
        annotations.put(HathoraRoom.ROOM_ID, roomId);
        annotations.put(HathoraRoom.APP_ID, OperatorFixture.APP);
        room.getMetadata().setAnnotations(annotations);
    }

    private void forge(HathoraRoom room, String roomId) {
        assertThat(room.getSpec().roomId()).isEqualTo(roomId);
        cluster.client().resource(room).create();
    }

    /** Neither ended nor changed since it was made. */
    private void stillRuns(String name, String roomId) {
        operator.awaitLooks(roomId, 2);
        assertThat(operator.changes(roomId)).containsExactly("createRoom");
        assertThat(operator.room(roomId).status()).isEqualTo(RoomStatus.ACTIVE);
        assertThat(operator.readyReason(name)).isEqualTo("Active");
    }
}
