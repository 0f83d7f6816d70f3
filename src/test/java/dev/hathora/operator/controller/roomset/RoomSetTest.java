package dev.hathora.operator.controller.roomset;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSetStatus;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.room.RoomIds;
import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.AdmissionWebhook;
import dev.hathora.operator.testing.AdmissionWebhook.Verdict;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.SetUser;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Sets of rooms, used as a user would, on a real API server. */
@RealApiServer
class RoomSetTest {
    private static final String HUBS = """
            replicas: %d
            template:
              metadata:
                labels: {app: hub}
              spec:
                region: Frankfurt
                roomConfig: '%s'
            """;

    private final TestCluster cluster;
    private final OperatorFixture operator;
    private final SetUser user;

    RoomSetTest(TestCluster cluster) {
        this.cluster = cluster;
        operator = new OperatorFixture(cluster.client(), cluster.namespace(),
                SimulatorOptions.defaults().withBoot(Duration.ofMillis(200)), Duration.ofSeconds(2));
        user = new SetUser(cluster.client(), cluster.namespace());
    }

    @AfterEach
    void stop() {
        user.removeAll();
        operator.close();
    }

    private static String hubs(int replicas, String config) {
        return HUBS.formatted(replicas, config);
    }

    private static String message(HathoraRoomSetStatus status) {
        return status.conditions().stream().map(Condition::getMessage).findFirst().orElse("");
    }

    private Set<String> liveIds() {
        return new HashSet<>(operator.liveRooms().stream().map(SimulatedRoom::roomId).toList());
    }

    @Test
    void aSetIsScaledUpAndDown() {
        user.apply("hubs", hubs(3, "one"));
        var three = user.awaitComplete("hubs");
        assertThat(three.replicas()).isEqualTo(3);
        assertThat(three.availableReplicas()).isEqualTo(3);
        assertThat(operator.liveRooms()).hasSize(3);
        for (HathoraRoom room : user.rooms("hubs")) {
            assertThat(room.getMetadata().getLabels()).containsEntry("app", "hub");
            assertThat(room.getStatus().roomId())
                    .isEqualTo(RoomIds.of(room).idBySet(user.resource("hubs").get().getMetadata().getUid()));
            assertThat(room.getStatus().claimedBy()).isEqualTo(RoomIds.of(room).uidHash());
            assertThat(operator.changes(String.valueOf(room.getStatus().roomId()))).containsExactly("createRoom");
        }
        assertThat(operator.calls(Operation.CREATE_ROOM)).isEqualTo(3);

        user.scale("hubs", 5);
        assertThat(user.awaitComplete("hubs").replicas()).isEqualTo(5);
        user.scale("hubs", 1);
        assertThat(user.awaitComplete("hubs").replicas()).isEqualTo(1);
        Awaitility.await("the others are destroyed").until(() -> operator.liveRooms().size() == 1);
        user.scale("hubs", 0);
        user.awaitComplete("hubs");
        Awaitility.await("all are destroyed").until(() -> operator.liveRooms().isEmpty());
        assertThat(operator.calls(Operation.CREATE_ROOM)).isEqualTo(5);
    }

    @Test
    void aRollbackReusesTheRoomsThatStillMatch() {
        user.apply("hubs", hubs(4, "one"));
        user.awaitComplete("hubs");
        Set<String> before = liveIds();
        List<String> names = user.names("hubs");
        user.annotate(names.getFirst(), HathoraRoomSet.IN_USE, "true");

        user.apply("hubs", hubs(4, "two"));
        var waiting = user.awaitReason("hubs", "RoomsInUse");
        assertThat(waiting.updatedReplicas()).isEqualTo(3);
        assertThat(waiting.inUse()).isEqualTo(1);
        Awaitility.await("the others are replaced").until(() -> user.names("hubs").size() == 4);
        assertThat(user.names("hubs")).contains(names.getFirst()).doesNotContainAnyElementsOf(names.subList(1, 4));

        user.apply("hubs", hubs(4, "one"));
        user.awaitComplete("hubs");
        assertThat(user.names("hubs")).contains(names.getFirst());
        Awaitility.await("of the rooms before, one is left").until(() -> {
            Set<String> now = liveIds();
            now.retainAll(before);
            return now.size() == 1 && operator.liveRooms().size() == 4;
        });
    }

    @Test
    void roomsInUseAreNotScaledDown() {
        user.apply("hubs", hubs(4, "one"));
        user.awaitComplete("hubs");
        List<String> names = user.names("hubs");
        user.annotate(names.get(1), HathoraRoomSet.IN_USE, "true");
        user.annotate(names.get(2), HathoraRoomSet.IN_USE, "true");

        user.scale("hubs", 1);
        assertThat(message(user.awaitReason("hubs", "RoomsInUse"))).contains("1 room is");
        Awaitility.await("those in use are left")
                .until(() -> user.names("hubs").equals(List.of(names.get(1), names.get(2))));

        user.withoutAnnotation(names.get(1), HathoraRoomSet.IN_USE);
        user.awaitComplete("hubs");
        Awaitility.await().until(() -> user.names("hubs").equals(List.of(names.get(2))));
    }

    @Test
    void roomsThatEndForGoodAreReplaced() {
        user.apply("hubs", hubs(2, "one").replace("roomConfig", "restartPolicy: Never\n    roomConfig"));
        user.awaitComplete("hubs");
        HathoraRoom ended = user.rooms("hubs").getFirst();

        operator.hathora().destroyAsGame(String.valueOf(ended.getStatus().roomId()));

        Awaitility.await("it is replaced").until(() -> !user.names("hubs").contains(ended.getMetadata().getName())
                && user.names("hubs").size() == 2);
        user.awaitComplete("hubs");
        // the set may say so from before
        Awaitility.await("two rooms").until(() -> operator.liveRooms().size() == 2);
    }

    @Test
    void aDeletedSetEndsItsRooms() {
        user.apply("hubs", hubs(3, "one"));
        user.awaitComplete("hubs");

        user.delete("hubs", DeletionPropagation.BACKGROUND);

        user.awaitGone("hubs");
        assertThat(user.names("hubs")).isEmpty();
        assertThat(operator.liveRooms()).isEmpty();
    }

    @Test
    void roomsOfASetThatIsDeletedWithOrphanStayAndAreAdoptedByTheNext() {
        user.apply("hubs", hubs(3, "one"));
        user.awaitComplete("hubs");
        Set<String> before = liveIds();
        List<String> names = user.names("hubs");

        user.delete("hubs", DeletionPropagation.ORPHAN);
        user.awaitGone("hubs");
        assertThat(user.rooms("hubs")).hasSize(3)
                .allSatisfy(room -> assertThat(room.getMetadata().getOwnerReferences()).isEmpty());
        operator.stopOperator();
        operator.startOperator();
        user.apply("hubs", hubs(3, "one"));

        user.awaitComplete("hubs");
        assertThat(user.names("hubs")).isEqualTo(names);
        assertThat(liveIds()).isEqualTo(before);
        assertThat(operator.calls(Operation.CREATE_ROOM)).isEqualTo(3);
    }

    @Test
    void anOperatorThatRestartsMakesNoMoreRooms() {
        user.apply("hubs", hubs(3, "one"));
        Awaitility.await("in the middle").until(() -> !user.rooms("hubs").isEmpty());
        operator.stopOperator();
        operator.startOperator();

        user.awaitComplete("hubs");
        assertThat(user.names("hubs")).hasSize(3);
        assertThat(operator.liveRooms()).hasSize(3);
    }

    @Test
    void aRefusalIsToldOnceOnTheSet() throws Exception {
        try (AdmissionWebhook policy = new AdmissionWebhook(cluster, "CREATE")) {
            policy.judgeOthers(write -> "bad".equals(write.object().at("/spec/roomConfig").asText())
                    ? Verdict.deny("no bad rooms, please")
                    : Verdict.PASS);
            user.apply("hubs", hubs(20, "bad"));

            assertThat(message(user.awaitReason("hubs", "RoomRefused"))).contains("no bad rooms, please");
            Awaitility.await("the next attempts").until(() -> policy.writes().size() >= 3);
            assertThat(user.names("hubs")).isEmpty();
            awaitToldOnce("hubs");

            user.apply("hubs", hubs(20, "good"));
            assertThat(user.awaitComplete("hubs").replicas()).isEqualTo(20);
            assertThat(operator.liveRooms()).hasSize(20);
        }
    }

    /** Events are queued, so one may be stored later than the status. */
    private void awaitToldOnce(String set) {
        Awaitility.await().untilAsserted(() -> assertThat(operator.eventCount(set, "RoomRefused")).isEqualTo(1));
    }

    @Test
    void aRefusedDeletionIsToldAndRetried() throws Exception {
        user.apply("arenas", hubs(3, "one"));
        user.awaitComplete("arenas");
        AtomicBoolean matchesArePlayed = new AtomicBoolean(true);
        try (AdmissionWebhook policy = new AdmissionWebhook(cluster, "DELETE")) {
            policy.judgeOthers(write -> matchesArePlayed.get() ? Verdict.deny("matches are played") : Verdict.PASS);

            user.scale("arenas", 1);

            HathoraRoomSetStatus told = user.awaitReason("arenas", "RoomRefused");
            assertThat(message(told)).contains("refuses to delete rooms of this set").contains("matches are played");
            assertThat(told.observedGeneration()).isEqualTo(2);
            assertThat(user.rooms("arenas")).hasSize(3).noneMatch(HathoraRoom::isMarkedForDeletion);
            awaitToldOnce("arenas");

            user.delete("arenas", DeletionPropagation.BACKGROUND);

            user.await("arenas", "the deletion tells it, too", status -> SetUser.reason(status).equals("Deleting")
                    && message(status).contains("matches are played"));
            matchesArePlayed.set(false);
            user.awaitGone("arenas");
        }
        Awaitility.await("all rooms are gone").until(() -> operator.liveRooms().isEmpty());
    }
}
