package dev.hathora.operator.controller.memory;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.api.hathoraroom.Phase;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.simulator.Fault;
import dev.hathora.operator.simulator.FaultKind;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.MockCluster;
import dev.hathora.operator.testing.OperatorFixture;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** What only a human can put right: status says so and what to do, nothing else suffers, and it goes on afterwards. */
@NullUnmarked // a null where there should be none fails the test by itself
class StallsTest {
    private final MockCluster cluster = new MockCluster();
    private final OperatorFixture operator = new OperatorFixture(cluster.client(), "games",
            SimulatorOptions.defaults().withBoot(Duration.ofMillis(50)), Duration.ofSeconds(1));

    @AfterEach
    void stop() {
        operator.close();
        cluster.close();
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                arguments("the token is wrong", 401, "CredentialsInvalid", "401"),
                arguments("billing blocks the account", 402, "BillingBlocked", "Settle billing"),
                arguments("the token may not do it", 403, "Forbidden", "403"),
                arguments("the application does not exist", 404, "ApplicationNotFound", "Check spec.appId"),
                arguments("the request is not valid", 400, "RequestRejected", "createRoom failed: 400"),
                arguments("the request can't be processed", 422, "RequestRejected", "createRoom failed: 422"));
    }

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("refusals")
    void aRefusedCreateStallsAndGoesOnWhenTheCauseIsGone(String reason, int status, String stalled, String message) {
        operator.hathora().faults().add(Fault.on(Operation.CREATE_ROOM, FaultKind.Status.of(status)).forRoom("broken"));
        operator.apply("broken", "region: Tokyo\nroomId: broken");
        operator.apply("healthy", "region: Tokyo\nroomId: healthy");

        HathoraRoomStatus broken = operator.awaitReason("broken", stalled);

        assertThat(broken.phase()).isEqualTo(Phase.PENDING);
        assertThat(broken.condition("Ready").getStatus()).isEqualTo("False");
        assertThat(broken.condition("Ready").getMessage()).contains(message);
        assertThat(broken.condition("Stalled").getStatus()).isEqualTo("True");
        assertThat(broken.condition("Reconciling")).isNull();
        await().untilAsserted(() -> assertThat(operator.eventReasons("broken")).contains(stalled));
        operator.awaitReason("healthy", "Active");

        operator.hathora().faults().clear();
        operator.edit("broken", "roomConfig: changed");
        assertThat(operator.awaitReason("broken", "Active").condition("Stalled")).isNull();
    }

    @Test
    void anAlienRoomIsNotTouched() {
        operator.apply("first", "region: Tokyo\nroomId: shared\ndeletionPolicy: Retain");
        operator.awaitReason("first", "Active");
        operator.resource("first").delete();
        operator.awaitGone("first");

        operator.apply("second", "region: Tokyo\nroomId: shared");

        HathoraRoomStatus status = operator.awaitReason("second", "RoomIdConflict");
        assertThat(status.condition("Ready").getMessage()).contains("adoptionPolicy: IfExists");
        assertThat(status.roomId()).isNull();
        operator.resource("second").delete();
        operator.awaitGone("second");
        assertThat(operator.liveRooms()).hasSize(1);
    }

    @Test
    void anAlienRoomIsTakenOverWhereSpecSaysSo() {
        operator.apply("first", "region: Tokyo\nroomId: shared\nroomConfig: old\ndeletionPolicy: Retain");
        operator.awaitReason("first", "Active");
        operator.resource("first").delete();
        operator.awaitGone("first");

        operator.apply("second", "region: Tokyo\nroomId: shared\nroomConfig: new\nadoptionPolicy: IfExists");

        operator.awaitReason("second", "Active");
        assertThat(operator.liveRooms()).singleElement().extracting("roomConfig").isEqualTo("new");
        assertThat(operator.calls(Operation.CREATE_ROOM)).isEqualTo(1);
    }

    @Test
    void anotherRoomsIdInTheAnnotationsGivesNoPowerOverIt() {
        operator.apply("victim", "region: Tokyo");
        String victim = operator.awaitReason("victim", "Active").roomId();

        operator.apply("attacker", "region: Tokyo", Map.of(HathoraRoom.ROOM_ID, victim));

        HathoraRoomStatus attacker = operator.awaitReason("attacker", "RestoredCopy");
        assertThat(attacker.roomId()).isNotEqualTo(victim);
        operator.resource("attacker").delete();
        operator.awaitGone("attacker");
        assertThat(operator.liveRooms()).extracting("roomId").containsExactly(victim);
    }

    @Test
    void aRemovedAnnotationIsPutRightFromStatus() {
        operator.apply("lobby", "region: Tokyo");
        String roomId = operator.awaitReason("lobby", "Active").roomId();

        operator.change("lobby", room -> {
            room.getMetadata().getAnnotations().put(HathoraRoom.ROOM_ID, "somebody-elses");
            return room;
        });

        await().until(() -> roomId.equals(operator.resource("lobby").get().getMetadata().getAnnotations()
                .get(HathoraRoom.ROOM_ID)));
        assertThat(operator.liveRooms()).extracting("roomId").containsExactly(roomId);
    }

    @Test
    void anAbandonedRoomIsLeftBehind() {
        operator.apply("lobby", "region: Tokyo");
        String roomId = operator.awaitReason("lobby", "Active").roomId();
        operator.hathora().rotateToken("rotated");
        operator.resource("lobby").delete();
        assertThat(operator.awaitReason("lobby", "CredentialsInvalid").condition("Ready").getMessage())
                .contains(roomId);

        operator.change("lobby", room -> {
            room.getMetadata().getAnnotations().put(HathoraRoom.ABANDON_ROOM, roomId);
            return room;
        });

        operator.awaitGone("lobby");
        assertThat(operator.liveRooms()).hasSize(1);
    }
}
