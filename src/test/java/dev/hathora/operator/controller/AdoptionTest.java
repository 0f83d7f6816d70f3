package dev.hathora.operator.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A room with the id in spec already exists: {@code adoptionPolicy}, and which of two resources gets the room. */
@RealApiServer
@TestInstance(Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
@NullUnmarked // a null where there should be none fails the test by itself
class AdoptionTest {
    private final TestCluster cluster;
    private final OperatorFixture operator;

    AdoptionTest(TestCluster cluster) {
        this.cluster = cluster;
        operator = new OperatorFixture(cluster.client(), cluster.namespace(),
                SimulatorOptions.defaults().withBoot(Duration.ofMillis(50)), Duration.ofSeconds(1));
    }

    @AfterAll
    void stop() {
        operator.close();
    }

    @ParameterizedTest(name = "{0}: adopted as {1}, then deleted: {5}")
    @CsvSource(delimiter = '|', quoteCharacter = '`',
            textBlock = """
                    # name           | spec                                           | Ready     | configuration | changes                  | left
                    enforced         | roomConfig: ours                               | Active    | ours          | updateRoomConfig destroyRoom | DESTROYED
                    initial          | {roomConfig: ours, roomConfigPolicy: Initial}  | Active    | theirs        | destroyRoom              | DESTROYED
                    without-config   | {}                                             | Active    | theirs        | destroyRoom              | DESTROYED
                    retained         | {roomConfig: ours, deletionPolicy: Retain}     | Active    | ours          | updateRoomConfig         | ACTIVE
                    left-suspended   | deletionPolicy: Suspend                        | Active    | theirs        | suspendRoom              | SUSPENDED
                    put-to-sleep     | {state: Suspended, deletionPolicy: Retain}     | Suspended | theirs        | suspendRoom              | SUSPENDED
                    """)
    void anExistingRoomIsTakenOver(String id, String spec, String ready, String config, String changes,
            RoomStatus left) {
        existing(id);
        operator.apply(id, "region: Tokyo\nroomId: " + id + "\nadoptionPolicy: IfExists\n"
                + spec.replaceAll("[{}]", "").replace(", ", "\n"));

        assertThat(operator.awaitReason(id, ready).roomId()).isEqualTo(id);
        operator.awaitLooks(id, 2);
        assertThat(operator.room(id).roomConfig()).isEqualTo(config);
        operator.resource(id).delete();

        operator.awaitGone(id);
        assertThat(operator.room(id).status()).isEqualTo(left);
        assertThat(operator.changes(id)).containsExactlyElementsOf(
                Stream.concat(Stream.of("createRoom"), Arrays.stream(changes.split(" "))).toList());
        assertThat(operator.hathora().wakeUps(id)).isZero();
    }

    @Test
    void aSuspendedRoomThatIsAdoptedAsSuspendedSleepsOn() {
        existing("sleeper");
        operator.somebodyElse().suspendRoom(OperatorFixture.APP, "sleeper");

        operator.apply("sleeper", "region: Tokyo\nroomId: sleeper\nadoptionPolicy: IfExists\nstate: Suspended");

        operator.await("sleeper", "adopted",
                s -> "sleeper".equals(s.roomId()) && s.condition("Ready").getStatus().equals("True"));
        operator.awaitLooks("sleeper", 2);
        assertThat(operator.changes("sleeper")).containsExactly("createRoom", "suspendRoom");
        assertThat(operator.hathora().wakeUps("sleeper")).isZero();
    }

    @Test
    void whatDoesNotExistYetIsMade() {
        assertThat(operator.active("fresh", "region: Tokyo\nroomId: fresh\nadoptionPolicy: IfExists"))
                .isEqualTo("fresh");

        assertThat(operator.changes("fresh")).containsExactly("createRoom");
    }

    @Test
    void withoutAdoptionAnExistingRoomIsAConflictAndIsNotTouched() {
        existing("theirs");
        operator.apply("theirs", "region: Tokyo\nroomId: theirs\nroomConfig: ours");

        HathoraRoomStatus status = operator.awaitReason("theirs", "RoomIdConflict");
        assertThat(status.condition("Stalled").getMessage()).contains("adoptionPolicy: IfExists");
        assertThat(operator.resource("theirs").get().getFinalizers()).isEmpty();
        operator.resource("theirs").delete();
        operator.awaitGone("theirs");
        assertThat(operator.changes("theirs")).containsExactly("createRoom");
    }

    @Test
    void aRoomThatHasEndedCanNotBeAdopted() {
        existing("over");
        operator.hathora().destroyAsGame("over");

        operator.apply("over", "region: Tokyo\nroomId: over\nadoptionPolicy: IfExists");

        assertThat(operator.awaitReason("over", "RoomIdConflict").condition("Stalled").getMessage())
                .contains("an id only once");
        assertThat(operator.changes("over")).containsExactly("createRoom");
    }

    @Test
    void theOlderOfTwoResourcesKeepsTheRoomAndTheYoungerTakesOver() {
        operator.active("older", "region: Tokyo\nroomId: shared\ndeletionPolicy: Retain");
        String created = operator.resource("older").get().getMetadata().getCreationTimestamp();
        operator.apply("younger", "region: Tokyo\nroomId: shared\nadoptionPolicy: IfExists");

        HathoraRoomStatus younger = operator.awaitReason("younger", "RoomIdConflict");
        assertThat(younger.condition("Stalled").getMessage()).contains(cluster.namespace() + "/older");
        assertThat(operator.resource("younger").get().getMetadata().getCreationTimestamp())
                .isGreaterThanOrEqualTo(created);
        operator.resource("older").delete();
        operator.awaitGone("older");

        assertThat(operator.awaitReason("younger", "Active").roomId()).isEqualTo("shared");
        assertThat(operator.changes("shared")).containsExactly("createRoom");
    }

    @Test
    void theYoungerThatHasMadeTheRoomKeepsItAndEndsItAsItsPolicySays() {
        operator.apply("older-paused", "region: Tokyo\nroomId: made-by-younger\npaused: true");
        operator.awaitReason("older-paused", "Paused");
        Instant created = Instant.parse(operator.resource("older-paused").get().getMetadata().getCreationTimestamp());
        await("the next second, by which the API server tells their ages")
                .until(() -> Instant.now().isAfter(created.plusSeconds(1)));
        operator.apply("maker", "region: Tokyo\nroomId: made-by-younger");
        // the older one comes first as long as nobody has claimed the room
        assertThat(operator.awaitReason("maker", "RoomIdConflict").condition("Stalled").getMessage())
                .contains("is also requested by the older resource " + cluster.namespace() + "/older-paused")
                .contains("deletionPolicy: Retain");
        operator.edit("older-paused", "managementPolicy: ObserveOnly");
        assertThat(operator.awaitReason("maker", "Active").roomId())
                .as("woken by nobody: it looks again by itself").isEqualTo("made-by-younger");

        operator.edit("older-paused", "managementPolicy: Full\npaused: false");

        assertThat(operator.awaitReason("older-paused", "RoomIdConflict").condition("Stalled").getMessage())
                .contains("is held by resource " + cluster.namespace() + "/maker");
        operator.awaitLooks("made-by-younger", 2);
        assertThat(operator.readyReason("maker")).isEqualTo("Active");
        operator.resource("maker").delete();
        operator.awaitGone("maker");
        assertThat(operator.changes("made-by-younger")).containsExactly("createRoom", "destroyRoom");
    }

    @Test
    void aRoomThatIsMadeLaterIsTakenOverAndSuspended() {
        operator.apply("awaited", "region: Tokyo\nroomId: awaited\nadoptionPolicy: IfExists\nstate: Suspended");
        assertThat(operator.awaitReason("awaited", "Suspended").roomId()).isNull();

        // the operator may suspend it before anybody sees that it can be joined
        madeBySomebodyElse("awaited");

        operator.await("awaited", "taken over", s -> "awaited".equals(s.roomId())
                && operator.readyReason("awaited").equals("Suspended"));
        assertThat(operator.changes("awaited")).containsExactly("createRoom", "suspendRoom");
        await().untilAsserted(() -> assertThat(operator.eventReasons("awaited")).contains("RoomAdopted"));
    }

    @Test
    void aConflictIsOverByItselfWhenTheOtherRoomIs() {
        existing("conflicting");
        operator.apply("conflicting", "region: Tokyo\nroomId: conflicting");
        assertThat(operator.awaitReason("conflicting", "RoomIdConflict").condition("Stalled").getMessage())
                .contains("already exists");
        operator.hathora().destroyAsGame("conflicting");

        operator.await("conflicting", "looks again within a minute", s -> s.condition("Stalled") != null
                && s.condition("Stalled").getMessage().contains("was used by a room that has ended"));
    }

    /** A room that somebody else made, and that can be joined. */
    private void existing(String roomId) {
        madeBySomebodyElse(roomId);
        await().until(() -> operator.room(roomId).status() == RoomStatus.ACTIVE);
    }

    private void madeBySomebodyElse(String roomId) {
        operator.somebodyElse().createRoom(OperatorFixture.APP, roomId,
                new CreateRoomRequest("Tokyo", "theirs", null, null));
    }
}
