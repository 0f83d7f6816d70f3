package dev.hathora.operator.controller;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.api.hathoraroom.PastAllocation;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.room.RoomIds;
import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A backup is restored while the originals live in another cluster, or a manifest is copied with all that the operator has
 * noted on it. The copy has another uid.
 */
@RealApiServer
@Execution(ExecutionMode.CONCURRENT)
@NullUnmarked // a null where there should be none fails the test by itself
class RestoredCopyTest {
    private static final String OWN_ID = "roomId: ";

    private final TestCluster cluster;
    private final OperatorFixture operator;

    RestoredCopyTest(TestCluster shared) {
        cluster = TestCluster.withNewNamespace(shared.client());
        operator = new OperatorFixture(cluster.client(), cluster.namespace(),
                SimulatorOptions.defaults().withBoot(Duration.ZERO), Duration.ofMillis(300));
    }

    @AfterEach
    void stop() {
        operator.close();
        cluster.clear();
    }

    /** What a tool for backups brings back; the original goes on, as far as Hathora can tell. */
    private String restore(String name, String spec, boolean finalizers, boolean status) {
        String roomId = operator.active(name, spec);
        operator.stopOperator();
        HathoraRoom original = operator.resource(name).get();
        operator.change(name, room -> {
            room.getMetadata().setFinalizers(List.of());
            return room;
        });
        operator.resource(name).delete();
        operator.awaitGone(name);
        HathoraRoom copy = copyOf(original);
        copy.getMetadata().setFinalizers(finalizers ? original.getFinalizers() : List.of());
        cluster.client().resource(copy).create();
        if (status) {
            operator.resource(name).editStatus(room -> {
                room.setStatus(original.getStatus());
                return room;
            });
        }
        return roomId;
    }

    private HathoraRoom copyOf(HathoraRoom original) {
        HathoraRoom copy = cluster.client().getKubernetesSerialization().clone(original);
        copy.getMetadata().setResourceVersion(null);
        copy.getMetadata().setUid(null);
        copy.getMetadata().setManagedFields(List.of());
        copy.setStatus(null);
        return copy;
    }

    @ParameterizedTest(name = "own id: {0}, with finalizers: {1}, with status: {2}")
    @CsvSource({"false, true, false", "false, false, false", "false, true, true", "false, false, true",
        "true, true, false", "true, false, false", "true, true, true"})
    void itLeavesTheRoomOfTheOriginalAloneUntilItIsToTakeItOver(boolean ownId, boolean finalizers, boolean status) {
        String roomId = restore("lobby", spec(ownId), finalizers, status);

        operator.startOperator();

        HathoraRoomStatus stalled = operator.awaitReason("lobby", "RestoredCopy");
        assertThat(stalled.condition("Stalled").getMessage()).contains("hathora.dev/take-over=" + roomId);
        assertThat(stalled.roomId()).as("whoever reads status must not take it for this one's").isNull();
        assertThat(stalled.connection()).isNull();
        assertThat(stalled.allocations()).isEmpty();
        operator.edit("lobby", "roomConfig: ours");
        operator.awaitLooks(roomId, 2);
        onlyMade(roomId);

        operator.annotate("lobby", HathoraRoom.TAKE_OVER, roomId);

        assertThat(operator.awaitReason("lobby", "Active").roomId()).isEqualTo(roomId);
        assertThat(operator.resource("lobby").get().getMetadata().getAnnotations())
                .containsEntry(HathoraRoom.CLAIMED_BY, uidHash("lobby")).containsEntry(HathoraRoom.ROOM_ID, roomId);
        operator.annotate("lobby", HathoraRoom.TAKE_OVER, null);
        operator.stopOperator();
        operator.startOperator();
        operator.awaitLooks(roomId, 2);
        assertThat(operator.readyReason("lobby")).as("it stays its room").isEqualTo("Active");
        operator.resource("lobby").delete();
        operator.awaitGone("lobby");
        assertThat(operator.changes(roomId)).containsExactly("createRoom", "updateRoomConfig", "destroyRoom");
        assertThat(operator.hathora().rooms()).hasSize(1);
    }

    @ParameterizedTest(name = "own id: {0}, with status: {1}")
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void itGoesAndLeavesTheRoomBehind(boolean ownId, boolean status) {
        String roomId = restore("lobby", spec(ownId), true, status);
        operator.startOperator();
        operator.awaitReason("lobby", "RestoredCopy");

        operator.resource("lobby").delete();

        operator.awaitGone("lobby");
        onlyMade(roomId);
        assertThat(operator.eventReasons("lobby")).doesNotContain("RoomDestroyed");
    }

    @ParameterizedTest(name = "own id: {0}, with finalizers: {1}, with status: {2}")
    @CsvSource({"false, true, false", "false, false, true", "true, false, false", "true, true, true"})
    void whereTheOriginalsAreGoneTheSettingTakesTheRoomsOver(boolean ownId, boolean finalizers, boolean status) {
        String roomId = restore("lobby", spec(ownId), finalizers, status);
        operator.adoptRestored();

        operator.startOperator();

        operator.await("lobby", "taken over", s -> uidHash("lobby").equals(operator.resource("lobby").get()
                .getMetadata().getAnnotations().get(HathoraRoom.CLAIMED_BY)));
        assertThat(operator.awaitReason("lobby", "Active").roomId()).isEqualTo(roomId);
        operator.awaitLooks(roomId, 2);
        onlyMade(roomId);
        operator.resource("lobby").delete();
        operator.awaitGone("lobby");
        assertThat(operator.liveRooms()).isEmpty();
    }

    @ParameterizedTest(name = "with status: {0}")
    @ValueSource(booleans = {false, true})
    void whereTheRoomIsGoneItMakesOneOfItsOwn(boolean status) {
        String roomId = restore("lobby", spec(false), true, status);
        operator.hathora().destroyAsGame(roomId);

        operator.startOperator();

        String own = new RoomIds(cluster.namespace(), "lobby",
                operator.resource("lobby").get().getMetadata().getUid()).id(0);
        HathoraRoomStatus its = operator.await("lobby", "a room of its own",
                s -> own.equals(s.roomId()) && s.connection() != null);
        assertThat(its.allocations()).extracting(PastAllocation::roomId).as("its history").containsOnly(own);
        assertThat(its.restarts()).isZero();
        assertThat(operator.liveRooms()).extracting(SimulatedRoom::roomId).containsExactly(own);
        operator.hathora().destroyAsGame(own);
        operator.await("lobby", "and so on", s -> s.restarts() == 1 && s.connection() != null);
        assertThat(operator.changes(roomId)).containsExactly("createRoom");
    }

    @Test
    void whileTheRoomLivesItWaitsAndThenMakesOneOfItsOwn() {
        String roomId = restore("lobby", spec(false), true, true);
        operator.startOperator();
        operator.awaitReason("lobby", "RestoredCopy");

        operator.hathora().destroyAsGame(roomId);

        assertThat(operator.awaitReason("lobby", "Active").roomId()).isNotEqualTo(roomId);
        assertThat(operator.liveRooms()).hasSize(1);
    }

    @Test
    void aCopyUnderAnotherNameNeverGetsTheRoom() {
        String roomId = operator.active("lobby", "region: Tokyo");
        HathoraRoom copy = copyOf(operator.resource("lobby").get());
        copy.getMetadata().setName("copy");
        cluster.client().resource(copy).create();

        assertThat(operator.awaitReason("copy", "RestoredCopy").condition("Stalled").getMessage())
                .contains("remove the annotation hathora.dev/room-id");
        operator.annotate("copy", HathoraRoom.TAKE_OVER, roomId);
        operator.awaitLooks(roomId, 2);
        assertThat(operator.readyReason("copy")).isEqualTo("RestoredCopy");
        operator.annotate("copy", HathoraRoom.ROOM_ID, null);

        String own = operator.awaitReason("copy", "Active").roomId();
        assertThat(own).startsWith(cluster.namespace() + "_copy_");
        operator.resource("copy").delete();
        operator.awaitGone("copy");
        onlyMade(roomId);
        assertThat(operator.readyReason("lobby")).isEqualTo("Active");
    }

    @ParameterizedTest(name = "taken over: {0}")
    @ValueSource(booleans = {false, true})
    void aCopyWithAnIdOfItsOwnGivesWayToTheOriginal(boolean takeOver) {
        String roomId = operator.active("lobby", spec(true) + "\ndeletionPolicy: Retain");
        HathoraRoom copy = copyOf(operator.resource("lobby").get());
        copy.getMetadata().setName("copy");
        copy.getMetadata().getAnnotations().putAll(takeOver ? Map.of(HathoraRoom.TAKE_OVER, roomId) : Map.of());
        cluster.client().resource(copy).create();

        assertThat(operator.awaitReason("copy", "RestoredCopy").condition("Stalled").getMessage())
                .contains("Resource " + cluster.namespace() + "/lobby holds the room");
        operator.awaitLooks(roomId, 2);
        onlyMade(roomId);
        if (!takeOver) {
            operator.resource("copy").delete();
            operator.awaitGone("copy");
            onlyMade(roomId);
            return;
        }
        operator.resource("lobby").delete();
        operator.awaitGone("lobby");
        assertThat(operator.awaitReason("copy", "Active").roomId()).as("handed over").isEqualTo(roomId);
        onlyMade(roomId);
    }

    private String spec(boolean ownId) {
        return "region: Tokyo" + (ownId ? "\n" + OWN_ID + "finals-" + cluster.namespace() : "");
    }

    private String uidHash(String name) {
        return RoomIds.of(operator.resource(name).get()).uidHash();
    }

    /** There is this one room, and nobody has done anything with it. */
    private void onlyMade(String roomId) {
        assertThat(operator.changes(roomId)).containsExactly("createRoom");
        assertThat(operator.liveRooms()).singleElement().satisfies(room -> {
            assertThat(room.roomId()).isEqualTo(roomId);
            assertThat(room.status()).isEqualTo(RoomStatus.ACTIVE);
        });
        assertThat(operator.hathora().wakeUps(roomId)).isZero();
    }
}
