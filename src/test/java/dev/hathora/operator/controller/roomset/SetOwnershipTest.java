package dev.hathora.operator.controller.roomset;

import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.RoomJudge;
import dev.hathora.operator.testing.SetUser;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

import static dev.hathora.operator.controller.roomset.JudgedSets.spec;
import static org.assertj.core.api.Assertions.assertThat;

/** Rooms whose owner is in doubt: relabelled, copied, or of a set that was created anew. A judge watches over the promises. */
@RealApiServer
@Order(1)
class SetOwnershipTest {
    /** What is to be changed is gone, was changed, or lacks what is to be taken away. */
    private static final Set<Integer> OUTRUN = Set.of(HttpURLConnection.HTTP_NOT_FOUND,
            HttpURLConnection.HTTP_CONFLICT, 422);

    private final TestCluster cluster;
    private final JudgedSets sets;
    private final OperatorFixture operator;
    private final SetUser user;
    private final RoomJudge judge;

    SetOwnershipTest(TestCluster cluster, TestInfo test) {
        this.cluster = cluster;
        sets = new JudgedSets(cluster, test.getDisplayName());
        operator = sets.operator();
        user = sets.user();
        judge = sets.judge();
    }

    @AfterEach
    void stop() {
        sets.close();
    }

    @Test
    void twoSetsDoNotFightForARoomThatIsRelabelledAndBack() {
        sets.start();
        user.apply("a", spec(2, "one"));
        user.apply("b", spec(2, "one"));
        sets.awaitRooms("a", 2);
        sets.awaitRooms("b", 2);
        relabel(user.names("a").getFirst(), "b");
        sets.awaitRooms("a", 2);
        sets.awaitRooms("b", 2);
        for (int i = 0; i < 5; i++) {
            // it has none for a moment if the other set has removed what it lent
            String room = Awaitility.await("a room of a").atMost(Duration.ofMinutes(3))
                    .until(() -> user.names("a"), names -> !names.isEmpty()).getFirst();
            relabelIfThere(room, "b");
            relabelIfThere(room, "a");
        }
        sets.awaitRooms("a", 2);
        sets.awaitRooms("b", 2);
        sets.awaitLive(4);
        // each time a room is relabelled, one set has one too many for a moment, and so may the other; and the room in
        // transit is beyond what either of them counts
        judge.check(7);
    }

    /** A set that has one room too many may have removed this one. */
    private void relabelIfThere(String room, String set) {
        try {
            relabel(room, set);
        } catch (KubernetesClientException e) {
            assertThat(e.getCode()).as(e.getMessage()).isEqualTo(HttpURLConnection.HTTP_NOT_FOUND);
        }
    }

    private void relabel(String room, String set) {
        operator.change(room, r -> {
            r.getMetadata().getLabels().put(HathoraRoomSet.SET_LABEL, set);
            return r;
        });
    }

    @Test
    void aRoomThatIsRelabelledWhileItsSetIsDeletedIsNotLost() {
        sets.start();
        user.apply("a", spec(2, "one"));
        sets.awaitRooms("a", 2);
        operator.stopOperator();
        String rescued = user.names("a").getFirst();
        relabel(rescued, "mine");
        user.delete("a", DeletionPropagation.BACKGROUND);
        sets.start();

        user.awaitGone("a");

        sets.awaitLive(1);
        HathoraRoom room = Objects.requireNonNull(operator.resource(rescued).get());
        assertThat(room.getMetadata().getOwnerReferences()).as("a user has taken it out of the set").isEmpty();
        assertThat(sets.live()).containsExactly(room.getStatus().roomId());
        judge.check(2);
    }

    @Test
    void aSetThatIsDeletedAndCreatedAnewAtOnceHasRoomsOfItsOwn() {
        sets.start();
        user.apply("hubs", spec(2, "one"));
        sets.awaitRooms("hubs", 2);
        Set<String> before = sets.live();
        for (int i = 0; i < 10; i++) {
            HathoraRoomSet again = afresh(Objects.requireNonNull(user.resource("hubs").get()));
            user.delete("hubs", DeletionPropagation.BACKGROUND);
            // so soon that the framework may take the new one for the old one
            Awaitility.await("created anew").atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(1))
                    .ignoreExceptionsMatching(e -> e instanceof KubernetesClientException refused
                            && refused.getCode() == HttpURLConnection.HTTP_CONFLICT)
                    .until(() -> cluster.client().resource(again).create() != null);
            sets.awaitRooms("hubs", 2);
            sets.awaitLive(2);
            assertThat(sets.live()).doesNotContainAnyElementsOf(before);
            before.addAll(sets.live());
        }
        judge.check(2);
    }

    @Test
    void aSetThatIsRemovedByForceAndCreatedAnewLeavesNoRoomBehind() {
        sets.start();
        user.apply("hubs", spec(2, "one"));
        sets.awaitRooms("hubs", 2);
        Set<String> before = sets.live();
        // Kubernetes then deletes the rooms, because their owner is gone
        var unused = user.resource("hubs").edit(set -> {
            set.getMetadata().setFinalizers(List.of());
            return set;
        });
        user.resource("hubs").withPropagationPolicy(DeletionPropagation.BACKGROUND).delete();
        Awaitility.await("created anew").atMost(Duration.ofMinutes(2))
                .ignoreExceptionsMatching(SetOwnershipTest::isOutrun).until(this::isCreatedAnew);
        Awaitility.await("the rooms of the first are gone").atMost(Duration.ofMinutes(3)).until(() -> {
            Set<String> now = sets.live();
            now.retainAll(before);
            return now.isEmpty();
        });
        sets.awaitRooms("hubs", 2);
        sets.awaitLive(2);
        judge.check(4);
    }

    /** Takes away by force what is left of the set, and creates it anew when it is gone. */
    private boolean isCreatedAnew() {
        HathoraRoomSet set = user.resource("hubs").get();
        if (set == null) {
            user.apply("hubs", spec(2, "one"));
            return true;
        }
        if (!set.getFinalizers().isEmpty()) {
            var unused = user.resource("hubs").edit(s -> {
                s.getMetadata().setFinalizers(List.of());
                return s;
            });
        }
        return false;
    }

    /** Whether the operator was faster. */
    private static boolean isOutrun(Throwable e) {
        return e instanceof KubernetesClientException refused && OUTRUN.contains(refused.getCode());
    }

    @Test
    void aCopyOfARoomNeverTouchesTheOriginal() {
        String other = cluster.client().resource(new NamespaceBuilder().withNewMetadata()
                .withGenerateName("hathora-copy-").endMetadata().build()).create().getMetadata().getName();
        sets.start();
        user.apply("hubs", spec(2, "one"));
        sets.awaitRooms("hubs", 2);
        HathoraRoom original = user.rooms("hubs").getFirst();
        String id = String.valueOf(original.getStatus().roomId());
        OperatorFixture elsewhere = OperatorFixture.withoutOperator(cluster.client(), other, operator.hathora(),
                SimulatorOptions.defaults().token(), Duration.ofSeconds(1));
        try {
            elsewhere.startOperator();
            create(copy(original, other, original.getMetadata().getName()));
            create(copy(original, cluster.namespace(), "copy"));
            elsewhere.awaitReason(original.getMetadata().getName(), "RestoredCopy");
            operator.awaitReason("copy", "RestoredCopy");

            elsewhere.resource(original.getMetadata().getName()).delete();
            operator.resource("copy").delete();
            elsewhere.awaitGone(original.getMetadata().getName());
            operator.awaitGone("copy");

            assertThat(operator.changes(id)).containsExactly("createRoom");
            assertThat(sets.live()).contains(id).hasSize(2);
            judge.check(2);
        } finally {
            elsewhere.stopOperator();
            cluster.client().namespaces().withName(other).delete();
        }
    }

    @Test
    void aCopyUnderTheSameNameWhoseSetIsGoneTouchesNothing() {
        sets.start();
        user.apply("hubs", spec(1, "one"));
        sets.awaitRooms("hubs", 1);
        HathoraRoom original = user.rooms("hubs").getFirst();
        String id = String.valueOf(original.getStatus().roomId());
        operator.stopOperator();
        // the original is in another cluster from now on
        var unused = operator.resource(original.getMetadata().getName()).edit(room -> {
            room.getMetadata().setFinalizers(List.of());
            return room;
        });
        operator.resource(original.getMetadata().getName()).delete();
        judge.close();
        var unused2 = user.resource("hubs").edit(set -> {
            set.getMetadata().setFinalizers(List.of());
            return set;
        });
        user.resource("hubs").delete();
        user.awaitGone("hubs");
        create(copy(original, cluster.namespace(), original.getMetadata().getName()));

        sets.start();
        operator.awaitReason(original.getMetadata().getName(), "RestoredCopy");
        user.apply("hubs", spec(1, "one"));
        user.await("hubs", "the copy is seen", status -> status.observedGeneration() != null);
        operator.awaitLooks(id, 3);
        operator.resource(original.getMetadata().getName()).delete();
        operator.awaitGone(original.getMetadata().getName());

        assertThat(operator.changes(id)).containsExactly("createRoom");
        assertThat(sets.live()).contains(id);
    }

    private static HathoraRoomSet afresh(HathoraRoomSet set) {
        HathoraRoomSet again = new HathoraRoomSet();
        again.setMetadata(new ObjectMetaBuilder().withNamespace(set.getMetadata().getNamespace())
                .withName(set.getMetadata().getName()).build());
        again.setSpec(set.getSpec());
        return again;
    }

    private void create(HathoraRoom room) {
        var unused = cluster.client().resource(room).create();
    }

    /** What kubectl get -o yaml shows, applied elsewhere. */
    private static HathoraRoom copy(HathoraRoom original, String namespace, String name) {
        HathoraRoom copy = new HathoraRoom();
        copy.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(name)
                .withAnnotations(Map.copyOf(original.getMetadata().getAnnotations()))
                .withFinalizers(original.getMetadata().getFinalizers()).build());
        copy.setSpec(original.getSpec());
        return copy;
    }
}
