package dev.hathora.operator.controller;

import java.time.Duration;
import java.util.List;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.api.hathoraroom.Phase;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Rooms that are looked at and never changed: {@code paused} and {@code managementPolicy: ObserveOnly}. */
@RealApiServer
@TestInstance(Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
@NullUnmarked // a null where there should be none fails the test by itself
class ReadOnlyTest {
    private final OperatorFixture operator;

    ReadOnlyTest(TestCluster cluster) {
        operator = new OperatorFixture(cluster.client(), cluster.namespace(),
                SimulatorOptions.defaults().withBoot(Duration.ofMillis(50)), Duration.ofSeconds(1));
    }

    @AfterAll
    void stop() {
        operator.close();
    }

    @Test
    void pausedLeavesDriftAlone() {
        String roomId = operator.active("drifting", "region: Tokyo\nroomConfig: first");
        operator.edit("drifting", "paused: true\nroomConfig: second\nstate: Suspended");
        HathoraRoomStatus paused = operator.awaitReason("drifting", "Paused");
        operator.hathora().setRoomConfig(roomId, "the game's own");
        operator.awaitLooks(roomId, 2);

        assertThat(paused.condition("Ready").getStatus()).describedAs("it is active, not suspended").isEqualTo("False");
        assertThat(operator.room(roomId).roomConfig()).isEqualTo("the game's own");
        assertThat(operator.changes(roomId)).containsExactly("createRoom");

        operator.edit("drifting", "paused: false");
        operator.awaitReason("drifting", "Suspended");
        operator.awaitLooks(roomId, 1);
        assertThat(operator.room(roomId).roomConfig()).isEqualTo("second");
        assertThat(operator.changes(roomId)).containsExactlyInAnyOrder("createRoom", "suspendRoom",
                "updateRoomConfig");
    }

    @Test
    void pausedHoldsUpADeletion() {
        String roomId = operator.active("held", "region: Tokyo");
        operator.edit("held", "paused: true");
        operator.awaitReason("held", "Paused");

        operator.resource("held").delete();
        operator.await("held", "deletion waits",
                s -> s.condition("Ready").getMessage().startsWith("Deletion waits because spec.paused is true"));
        assertThat(operator.room(roomId).status()).isEqualTo(RoomStatus.ACTIVE);
        assertThat(operator.changes(roomId)).containsExactly("createRoom");

        operator.edit("held", "paused: false");
        operator.awaitGone("held");
        assertThat(operator.changes(roomId)).containsExactly("createRoom", "destroyRoom");
    }

    @Test
    void pausedMakesNoRoomNeitherTheFirstNorTheNext() {
        operator.apply("reserved", "region: Tokyo\npaused: true");
        assertThat(operator.awaitReason("reserved", "Paused").phase()).isEqualTo(Phase.PENDING);
        assertThat(operator.resource("reserved").get().getFinalizers()).isEmpty();
        operator.edit("reserved", "paused: false");
        String first = operator.awaitReason("reserved", "Active").roomId();
        operator.edit("reserved", "paused: true");
        operator.awaitReason("reserved", "Paused");

        operator.hathora().destroyAsGame(first);

        operator.await("reserved", "knows of the end", s -> s.phase() == Phase.DESTROYED);
        assertThat(operator.rooms(first)).hasSize(1);
        operator.edit("reserved", "paused: false");
        operator.await("reserved", "second room", s -> s.phase() == Phase.ACTIVE && s.restarts() == 1);
        assertThat(operator.rooms(first)).hasSize(2);
    }

    @Test
    void theRoomOfAPausedResourceThatVanishedIsLeftAsItIs() {
        String roomId = operator.active("handed-over", "region: Tokyo");
        operator.edit("handed-over", "paused: true");
        operator.awaitReason("handed-over", "Paused");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        ((Logger) LoggerFactory.getLogger(LostRooms.class)).addAppender(log);
        vanish("handed-over");
        // one that was not paused, for comparison
        String ended = operator.active("torn-away", "region: Tokyo");
        vanish("torn-away");

        await().atMost(Duration.ofSeconds(60))
                .until(() -> operator.room(ended).destroyedAt() != null);
        assertThat(operator.room(roomId).status()).isEqualTo(RoomStatus.ACTIVE);
        assertThat(operator.changes(roomId)).containsExactly("createRoom");
        assertThat(List.copyOf(log.list)).extracting(ILoggingEvent::getFormattedMessage)
                .filteredOn(message -> message.contains(roomId)).singleElement().asString().contains("left as it is");
    }

    @Test
    void observeOnlyFillsStatusWhileDriftStays() {
        operator.apply("watched", "region: Tokyo\nroomId: watched\nmanagementPolicy: ObserveOnly\nroomConfig: ours");
        assertThat(operator.awaitReason("watched", "RoomNotFound").phase()).isEqualTo(Phase.PENDING);
        theirs("watched");

        HathoraRoomStatus status = operator.await("watched", "observed and joinable",
                s -> s.phase() == Phase.ACTIVE && s.connection() != null);
        assertThat(status.condition("Ready").getReason()).isEqualTo("Observed");
        assertThat(status.condition("Ready").getStatus()).isEqualTo("True");
        operator.edit("watched", "state: Suspended\nroomConfig: changed");
        HathoraRoomStatus drifted = operator.await("watched", "second generation", s -> s.observedGeneration() == 2);
        operator.awaitLooks("watched", 3);

        assertThat(drifted.condition("Ready").getStatus()).isEqualTo("False");
        assertThat(operator.room("watched").roomConfig()).isEqualTo("theirs");
        assertThat(operator.changes("watched")).containsExactly("createRoom");
    }

    @Test
    void observeOnlyEndsWithTheResourceAloneWhateverItsDeletionPolicy() {
        theirs("unharmed");
        operator.apply("unharmed", """
                region: Tokyo
                roomId: unharmed
                managementPolicy: ObserveOnly
                deletionPolicy: Destroy
                """);
        operator.awaitReason("unharmed", "Observed");
        assertThat(operator.resource("unharmed").get().getFinalizers()).isEmpty();

        operator.resource("unharmed").delete();

        operator.awaitGone("unharmed");
        assertThat(operator.room("unharmed").status()).isEqualTo(RoomStatus.ACTIVE);
        assertThat(operator.changes("unharmed")).containsExactly("createRoom");
    }

    @Test
    void observeOnlySparesARoomThatTheResourceOnceMade() {
        operator.active("released", "region: Tokyo\nroomId: released");
        operator.edit("released", "managementPolicy: ObserveOnly");
        operator.awaitReason("released", "Observed");

        operator.resource("released").delete();

        operator.awaitGone("released");
        assertThat(operator.room("released").status()).isEqualTo(RoomStatus.ACTIVE);
        assertThat(operator.changes("released")).containsExactly("createRoom");
    }

    @Test
    void anObservedRoomIsTakenOverOnlyWhereSpecSaysSoAndLetGoAgain() {
        theirs("lent");
        operator.apply("lent", "region: Tokyo\nroomId: lent\nmanagementPolicy: ObserveOnly\nroomConfig: ours");
        operator.awaitReason("lent", "Observed");

        operator.edit("lent", "managementPolicy: Full");
        operator.awaitReason("lent", "RoomIdConflict");
        assertThat(operator.changes("lent")).containsExactly("createRoom");
        operator.edit("lent", "adoptionPolicy: IfExists");
        operator.awaitReason("lent", "Active");
        assertThat(operator.room("lent").roomConfig()).isEqualTo("ours");
        operator.edit("lent", "managementPolicy: ObserveOnly\nroomConfig: changed");
        operator.awaitReason("lent", "Observed");
        operator.awaitLooks("lent", 2);

        assertThat(operator.changes("lent")).containsExactly("createRoom", "updateRoomConfig");
    }

    @Test
    void anObserverGoesWhenItsTimeIsOver() {
        theirs("matched");
        operator.apply("matched",
                "region: Tokyo\nroomId: matched\nmanagementPolicy: ObserveOnly\nttlSecondsAfterFinished: 1");
        operator.await("matched", "joinable", s -> s.connection() != null);

        operator.hathora().destroyAsGame("matched");

        operator.awaitGone("matched");
        assertThat(operator.changes("matched")).containsExactly("createRoom");
    }

    @Test
    void observeOnlyDoesNotWakeASuspendedRoom() {
        theirs("dozing");
        operator.somebodyElse().suspendRoom(OperatorFixture.APP, "dozing");
        operator.apply("dozing", "region: Tokyo\nroomId: dozing\nmanagementPolicy: ObserveOnly");

        assertThat(operator.await("dozing", "suspended", s -> s.phase() == Phase.SUSPENDED).condition("Ready")
                .getStatus()).describedAs("spec.state is Active").isEqualTo("False");
        operator.awaitLooks("dozing", 3);
        assertThat(operator.hathora().wakeUps("dozing")).isZero();
        assertThat(operator.changes("dozing")).containsExactly("createRoom", "suspendRoom");
    }

    /** Takes the finalizer away by force, and the resource with it. */
    private void vanish(String name) {
        operator.change(name, room -> {
            room.getMetadata().setFinalizers(List.of());
            return room;
        });
        operator.resource(name).delete();
        operator.awaitGone(name);
    }

    private void theirs(String roomId) {
        operator.somebodyElse().createRoom(OperatorFixture.APP, roomId,
                new CreateRoomRequest("Tokyo", "theirs", null, null));
    }
}
