package dev.hathora.operator.controller;

import java.time.Duration;
import java.util.List;

import dev.hathora.operator.api.hathoraroom.Connection;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.api.hathoraroom.Phase;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.room.RoomIds;
import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.MockCluster;
import dev.hathora.operator.testing.OperatorFixture;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A room's life, from its manifest to its end, as the simulator and the API server saw it. */
@NullUnmarked // a null where there should be none fails the test by itself
@Execution(ExecutionMode.CONCURRENT)
class LifecycleTest {
    private final MockCluster cluster = new MockCluster();
    private final OperatorFixture operator = new OperatorFixture(cluster.client(), "games",
            SimulatorOptions.defaults().withBoot(Duration.ofMillis(200)), Duration.ofSeconds(1));

    @AfterEach
    void stop() {
        operator.close();
        cluster.close();
    }

    @Test
    void aManifestBecomesARoomThatCanBeJoined() {
        operator.apply("lobby", "region: Frankfurt");

        HathoraRoomStatus status = operator.awaitReason("lobby", "Active");

        SimulatedRoom room = onlyLiveRoom();
        assertThat(room.roomId()).isEqualTo(status.roomId()).startsWith("games_lobby_");
        assertThat(room.region()).isEqualTo("Frankfurt");
        assertThat(status.phase()).isEqualTo(Phase.ACTIVE);
        assertThat(status.appId()).isEqualTo(OperatorFixture.APP);
        assertThat(status.observedGeneration()).isEqualTo(1);
        assertThat(status.connection()).isNotNull().extracting(Connection::name).isEqualTo("default");
        assertThat(status.connection().address())
                .isEqualTo(status.connection().host() + ":" + status.connection().port());
        assertThat(status.currentAllocation().processId()).isEqualTo(room.processId());
        assertThat(status.allocations()).singleElement().satisfies(a -> {
            assertThat(a.roomId()).isEqualTo(room.roomId());
            assertThat(a.unscheduledAt()).isNull();
        });
        HathoraRoom resource = operator.resource("lobby").get();
        assertThat(resource.getFinalizers()).containsExactly(HathoraRoom.FINALIZER);
        assertThat(resource.getMetadata().getAnnotations()).containsEntry(HathoraRoom.ROOM_ID, room.roomId())
                .containsEntry(HathoraRoom.APP_ID, OperatorFixture.APP)
                .containsEntry(HathoraRoom.CLAIMED_BY, new RoomIds("", "", resource.getMetadata().getUid()).uidHash())
                .containsEntry(HathoraRoom.API, operator.hathora().uri().toString());
        awaitEvents("lobby", "RoomClaimed", "RoomCreated", "RoomActive");
    }

    @Test
    void aChangeOfConfigurationReachesTheRunningRoom() {
        operator.apply("lobby", "region: Tokyo\nroomConfig: first");
        String roomId = operator.awaitReason("lobby", "Active").roomId();

        operator.edit("lobby", "roomConfig: second");

        await().until(() -> "second".equals(onlyLiveRoom().roomConfig()));
        HathoraRoomStatus status = operator.await("lobby", "second generation", s -> s.observedGeneration() == 2);
        assertThat(status.roomId()).isEqualTo(roomId);
        awaitEvents("lobby", "RoomConfigUpdated");
    }

    @Test
    void driftOfTheConfigurationIsWrittenBack() {
        operator.apply("lobby", "region: Tokyo\nroomConfigJson: {mode: ranked, map: {name: canyon}}");
        String roomId = operator.awaitReason("lobby", "Active").roomId();

        operator.hathora().setRoomConfig(roomId, "{\"mode\":\"casual\"}");

        await().until(() -> onlyLiveRoom().roomConfig().contains("ranked"));
    }

    @Test
    void aRoomIsSuspendedStaysSuspendedAndIsResumed() {
        operator.apply("lobby", "region: Sydney");
        String roomId = operator.awaitReason("lobby", "Active").roomId();

        operator.edit("lobby", "state: Suspended");
        HathoraRoomStatus suspended = operator.awaitReason("lobby", "Suspended");
        assertThat(suspended.phase()).isEqualTo(Phase.SUSPENDED);
        assertThat(suspended.connection()).isNull();
        assertThat(suspended.currentAllocation()).isNull();
        assertThat(suspended.condition("Ready").getStatus()).isEqualTo("True");
        long looks = operator.looks();
        await("three more looks").until(() -> operator.looks() >= looks + 3);
        assertThat(operator.hathora().wakeUps(roomId)).isZero();

        operator.edit("lobby", "state: Active");
        HathoraRoomStatus resumed = operator.awaitReason("lobby", "Active");
        assertThat(resumed.roomId()).isEqualTo(roomId);
        assertThat(resumed.connection()).isNotNull();
        assertThat(resumed.allocations()).hasSize(2);
        awaitEvents("lobby", "RoomSuspended", "RoomResumed");
    }

    @Test
    void aRoomIsResumedWhereTheApiDoesNotKnowResumeRoom() {
        operator.hathora().withoutResumeRoom(true);
        operator.apply("lobby", "region: Sydney");
        String roomId = operator.awaitReason("lobby", "Active").roomId();
        operator.edit("lobby", "state: Suspended");
        operator.awaitReason("lobby", "Suspended");

        operator.edit("lobby", "state: Active");

        operator.awaitReason("lobby", "Active");
        assertThat(operator.hathora().wakeUps(roomId)).isEqualTo(1);
    }

    @Test
    void aRoomThatItsGameEndedIsFollowedByAnotherOne() {
        operator.apply("lobby", "region: Dallas");
        String first = operator.awaitReason("lobby", "Active").roomId();

        operator.hathora().destroyAsGame(first);

        HathoraRoomStatus status = operator.await("lobby", "second room",
                s -> s.phase() == Phase.ACTIVE && !first.equals(s.roomId()));
        assertThat(status.roomId()).isEqualTo(first + "_1");
        assertThat(status.restarts()).isEqualTo(1);
        assertThat(status.allocations()).extracting("roomId").containsExactly(first + "_1", first);
        assertThat(status.allocations().get(1).unscheduledAt()).isNotNull();
        assertThat(onlyLiveRoom().roomId()).isEqualTo(first + "_1");
        awaitEvents("lobby", "RoomEnded");
    }

    @Test
    void aRoomThatItsGameEndedStaysEndedWithRestartPolicyNever() {
        operator.apply("match", "region: Dallas\nrestartPolicy: Never");
        String roomId = operator.awaitReason("match", "Active").roomId();

        operator.hathora().destroyAsGame(roomId);

        HathoraRoomStatus status = operator.awaitReason("match", "RoomEnded");
        assertThat(status.phase()).isEqualTo(Phase.DESTROYED);
        assertThat(status.connection()).isNull();
        assertThat(status.roomId()).isEqualTo(roomId);
        assertThat(operator.liveRooms()).isEmpty();
    }

    @Test
    void aFinishedResourceIsDeletedAfterItsTimeToLive() {
        operator.apply("match", "region: Dallas\nrestartPolicy: Never\nttlSecondsAfterFinished: 0");
        operator.hathora().destroyAsGame(operator.awaitReason("match", "Active").roomId());

        operator.awaitGone("match");
    }

    @Test
    void theRoomEndsBeforeItsResourceGoes() {
        operator.apply("lobby", "region: London");
        operator.awaitReason("lobby", "Active");

        operator.resource("lobby").delete();

        operator.awaitGone("lobby");
        assertThat(operator.liveRooms()).isEmpty();
        awaitEvents("lobby", "RoomDestroyed");
    }

    @Test
    void noRoomIsMadeOnlyToBeSuspended() {
        operator.apply("reserve", "region: Mumbai\nstate: Suspended");

        HathoraRoomStatus status = operator.awaitReason("reserve", "Suspended");

        assertThat(status.phase()).isEqualTo(Phase.SUSPENDED);
        assertThat(status.roomId()).isNull();
        assertThat(operator.resource("reserve").get().getFinalizers()).isEmpty();
        operator.edit("reserve", "state: Active");
        operator.awaitReason("reserve", "Active");
        assertThat(operator.hathora().rooms()).hasSize(1);
    }

    @Test
    void aRoomOfTheCallersOwnIdIsMadeOnce() {
        operator.apply("final", "region: Chicago\nroomId: grand-final-2026");

        assertThat(operator.awaitReason("final", "Active").roomId()).isEqualTo("grand-final-2026");
        operator.resource("final").delete();
        operator.awaitGone("final");
        operator.apply("final", "region: Chicago\nroomId: grand-final-2026");

        assertThat(operator.awaitReason("final", "RoomIdConflict").phase()).isEqualTo(Phase.PENDING);
        assertThat(operator.liveRooms()).isEmpty();
    }

    @RepeatedTest(value = 5, name = "in a row, {currentRepetition}")
    void aResourceThatIsCreatedAnewAtOnceIsNotOverlooked() {
        for (int i = 0; i < 3; i++) {
            operator.apply("lobby", "region: Tokyo");
            operator.awaitReason("lobby", "Active");
            operator.resource("lobby").delete();
            operator.awaitGone("lobby");
        }
        assertThat(operator.liveRooms()).isEmpty();
        assertThat(operator.hathora().rooms()).hasSize(3);
    }

    @Test
    void theRoomOfAResourceThatVanishedIsEndedAllTheSame() {
        operator.apply("lobby", "region: London");
        operator.awaitReason("lobby", "Active");

        operator.change("lobby", room -> {
            room.getMetadata().setFinalizers(List.of());
            return room;
        });
        operator.resource("lobby").delete();

        await().until(() -> operator.liveRooms().isEmpty());
    }

    @Test
    void aStoppedOperatorCarriesOnWithoutAWrite() {
        operator.apply("lobby", "region: Seattle");
        operator.awaitReason("lobby", "Active");
        String version = operator.resource("lobby").get().getMetadata().getResourceVersion();

        operator.stopOperator();
        long looks = operator.looks();
        operator.startOperator();

        await("two looks").until(() -> operator.looks() >= looks + 2);
        assertThat(operator.resource("lobby").get().getMetadata().getResourceVersion()).isEqualTo(version);
        assertThat(operator.calls(Operation.CREATE_ROOM)).isEqualTo(1);
    }

    private SimulatedRoom onlyLiveRoom() {
        assertThat(operator.liveRooms()).hasSize(1);
        return operator.liveRooms().get(0);
    }

    private void awaitEvents(String name, String... reasons) {
        await().untilAsserted(() -> assertThat(operator.eventReasons(name)).contains(reasons));
    }
}
