package dev.hathora.operator.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.api.hathoraroom.Phase;
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
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What follows when a room ended by itself: {@code restartPolicy}, {@code ttlSecondsAfterFinished}, and suspension. */
@RealApiServer
@TestInstance(Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
@NullUnmarked // a null where there should be none fails the test by itself
class RestartPolicyTest {
    private final OperatorFixture operator;

    RestartPolicyTest(TestCluster cluster) {
        operator = new OperatorFixture(cluster.client(), cluster.namespace(),
                SimulatorOptions.defaults().withBoot(Duration.ofMillis(50)), Duration.ofSeconds(1));
    }

    @AfterAll
    void stop() {
        operator.close();
    }

    @Test
    void alwaysMakesOneRoomAfterTheOtherWithGrowingDelaysAndKeepsTheirHistory() {
        String first = operator.active("lobby", "region: Dallas\nroomConfig: ranked");
        operator.hathora().destroyAsGame(first);
        String second = awaitFollower("lobby", 1);
        operator.hathora().destroyAsGame(second);
        String third = awaitFollower("lobby", 2);

        HathoraRoomStatus status = operator.status("lobby");
        assertThat(status.allocations()).extracting("roomId").containsExactly(third, second, first);
        assertThat(status.allocations()).extracting("unscheduledAt").containsExactly(null,
                status.allocations().get(1).unscheduledAt(), status.allocations().get(2).unscheduledAt());
        assertThat(status.allocations().subList(1, 3)).allSatisfy(a -> assertThat(a.unscheduledAt()).isNotNull());
        assertThat(operator.rooms(first)).extracting("roomId").containsExactly(first, first + "_1", first + "_2");
        assertThat(operator.rooms(first)).extracting("roomConfig").containsOnly("ranked");
        assertThat(pause(first, second)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(pause(second, third)).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        assertThat(operator.changes(first)).containsExactly("createRoom");
    }

    @Test
    void alwaysMakesNoRoomWhileNoneIsWanted() {
        String first = operator.active("lobby-suspended", "region: Dallas");
        operator.edit("lobby-suspended", "state: Suspended");
        operator.awaitReason("lobby-suspended", "Suspended");

        operator.hathora().destroyAsGame(first);
        operator.await("lobby-suspended", "knows of the end",
                s -> s.condition("Ready").getMessage().contains("has ended. A new one is created when"));
        assertThat(operator.rooms(first)).hasSize(1);

        operator.edit("lobby-suspended", "state: Active");
        awaitFollower("lobby-suspended", 1);
        assertThat(operator.rooms(first)).hasSize(2);
    }

    @Test
    void neverLeavesTheResourceInPhaseDestroyedWhateverIsWantedOfIt() {
        String roomId = operator.active("match", "region: Dallas\nrestartPolicy: Never");
        operator.hathora().destroyAsGame(roomId);
        HathoraRoomStatus ended = operator.awaitReason("match", "RoomEnded");
        assertThat(ended.phase()).isEqualTo(Phase.DESTROYED);
        assertThat(ended.roomId()).isEqualTo(roomId);

        operator.edit("match", "state: Suspended\nroomConfig: another");
        operator.await("match", "second generation", s -> s.observedGeneration() == 2);
        operator.edit("match", "state: Active");
        HathoraRoomStatus status = operator.await("match", "third generation", s -> s.observedGeneration() == 3);

        assertThat(status.phase()).isEqualTo(Phase.DESTROYED);
        assertThat(status.condition("Ready").getReason()).isEqualTo("RoomEnded");
        assertThat(operator.rooms(roomId)).hasSize(1);
        assertThat(operator.changes(roomId)).containsExactly("createRoom");
    }

    @Test
    void aSuspendedRoomIsResumedUnderNeverAndIsOverWhenItEnds() {
        String roomId = operator.active("match-suspended", "region: Dallas\nrestartPolicy: Never");
        operator.edit("match-suspended", "state: Suspended");
        operator.awaitReason("match-suspended", "Suspended");
        operator.edit("match-suspended", "state: Active");
        assertThat(operator.awaitReason("match-suspended", "Active").roomId()).isEqualTo(roomId);
        operator.edit("match-suspended", "state: Suspended");
        operator.awaitReason("match-suspended", "Suspended");

        operator.hathora().destroyAsGame(roomId);

        assertThat(operator.awaitReason("match-suspended", "RoomEnded").phase()).isEqualTo(Phase.DESTROYED);
        assertThat(operator.rooms(roomId)).hasSize(1);
        assertThat(operator.changes(roomId)).containsExactly("createRoom", "suspendRoom", "resumeRoom", "suspendRoom");
    }

    @Test
    void aFinishedResourceGoesWhenItsTimeIsUpAndNotBefore() {
        String roomId = operator.active("brief", "region: Dallas\nrestartPolicy: Never\nttlSecondsAfterFinished: 2");

        operator.hathora().destroyAsGame(roomId);

        operator.awaitGone("brief");
        assertThat(Duration.between(operator.room(roomId).destroyedAt(), Instant.now()))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        assertThat(operator.rooms(roomId)).hasSize(1);
        assertThat(operator.changes(roomId)).containsExactly("createRoom");
        await().untilAsserted(() -> assertThat(operator.eventReasons("brief")).contains("ResourceExpired"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Destroy", "Suspend", "Retain"})
    void aTimeToLiveEndsTheResourceWhateverItsDeletionPolicy(String policy) {
        String name = "over-" + policy.toLowerCase(Locale.ROOT);
        String roomId = operator.active(name, "region: Dallas\nrestartPolicy: Never\nttlSecondsAfterFinished: 1\n"
                + "deletionPolicy: " + policy);

        operator.hathora().destroyAsGame(roomId);

        operator.awaitGone(name);
        assertThat(operator.changes(roomId)).containsExactly("createRoom");
    }

    @Test
    void anEndedRoomIsFollowedByAnotherWhenThatIsWantedAfterAll() {
        String roomId = operator.active("reopened", "region: Dallas\nrestartPolicy: Never");
        operator.hathora().destroyAsGame(roomId);
        operator.awaitReason("reopened", "RoomEnded");

        operator.edit("reopened", "restartPolicy: Always");

        assertThat(awaitFollower("reopened", 1)).startsWith(roomId);
        assertThat(operator.rooms(roomId)).hasSize(2);
    }

    @Test
    void noTimeToLiveBeginsWhileTheRoomRunsOrIsSuspended() {
        String roomId = operator.active("standing", "region: Dallas\nrestartPolicy: Never\nttlSecondsAfterFinished: 0");
        operator.awaitLooks(roomId, 2);
        operator.edit("standing", "state: Suspended");
        operator.awaitReason("standing", "Suspended");
        operator.awaitLooks(roomId, 2);

        assertThat(operator.readyReason("standing")).isEqualTo("Suspended");
        assertThat(operator.room(roomId).destroyedAt()).isNull();
    }

    /** Waits for the room that follows others of a resource, and returns its id. */
    private String awaitFollower(String name, int restarts) {
        return Objects.requireNonNull(operator.await(name, "room after " + restarts + " others",
                s -> s.phase() == Phase.ACTIVE && s.restarts() == restarts).roomId());
    }

    private Duration pause(String ended, String following) {
        return Duration.between(operator.room(ended).destroyedAt(), operator.room(following).createdAt());
    }
}
