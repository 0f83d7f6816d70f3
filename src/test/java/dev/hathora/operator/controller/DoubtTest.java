package dev.hathora.operator.controller;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

import dev.hathora.operator.api.CredentialsSecretRef;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.api.hathoraroom.Phase;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.simulator.Fault;
import dev.hathora.operator.simulator.FaultKind;
import dev.hathora.operator.simulator.FaultKind.Lie;
import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.MockCluster;
import dev.hathora.operator.testing.OperatorFixture;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The operator's information can be wrong: because a gateway answers instead of Hathora, because its memory is
 * outdated, or because a user edits the operator's data. No room may be created twice or left behind because of that.
 */
@Execution(ExecutionMode.CONCURRENT)
class DoubtTest {
    /** The answer of an API gateway that has no route to Hathora. */
    private static final FaultKind NO_ROUTE = new FaultKind.Status(404, "no Route matched with those values", null,
            false);

    private static final byte[] TOKEN = SimulatorOptions.defaults().token().getBytes(StandardCharsets.UTF_8);

    private MockCluster cluster = new MockCluster();
    private OperatorFixture operator = OperatorFixture.withoutOperator(cluster.client(), "games",
            SimulatorOptions.defaults().withBoot(Duration.ZERO), Duration.ofSeconds(1));

    @BeforeEach
    void start() {
        operator.startOperator();
    }

    @AfterEach
    void stop() {
        operator.close();
        cluster.close();
    }

    @Test
    void aListThatMissesARoomAndOne404MakeNoSecondRoom() {
        String room = operator.active("lobby", "region: Tokyo");
        operator.hathora().faults().add(Fault.on(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS,
                new FaultKind.WrongList(Lie.EMPTY)).times(1));
        operator.hathora().faults().add(Fault.on(Operation.GET_ROOM_INFO, NO_ROUTE).times(1));
        eventually().until(() -> operator.hathora().stats().count(Operation.GET_ROOM_INFO, 404) > 0);

        operator.awaitReason("lobby", "Active");

        assertThat(operator.rooms("")).extracting(SimulatedRoom::roomId).containsExactly(room);
    }

    @Test
    void aGatewayThatKnowsNoRoomForAWhileMakesNoSecondRoomAndLeavesNoneBehind() {
        List<String> names = List.of("a", "b", "c");
        names.forEach(name -> operator.active(name, "region: Tokyo"));
        operator.active("deleted", "region: Tokyo");
        operator.hathora().faults().add(Fault.onAll(NO_ROUTE));
        operator.resource("deleted").delete();
        // as long as nobody can tell the gateway's word from Hathora's, one that was to follow has been claimed
        names.forEach(name -> eventually()
                .until(() -> operator.readyReason(name).equals("ApplicationNotFound")
                        || operator.readyReason(name).equals("Verifying")));

        operator.hathora().faults().clear();
        names.forEach(name -> operator.edit(name, "roomConfig: go on"));

        names.forEach(name -> operator.awaitReason(name, "Active"));
        operator.awaitGone("deleted");
        assertThat(operator.liveRooms()).hasSize(names.size()).extracting(SimulatedRoom::roomId)
                .containsExactlyInAnyOrderElementsOf(
                        names.stream().map(name -> Objects.requireNonNull(operator.status(name).roomId())).toList());
    }

    @Test
    void aRoomThatSomebodyHasWokenIsSuspendedBeforeItIsLetGo() {
        String room = operator.active("lobby", "region: Tokyo\ndeletionPolicy: Suspend");
        operator.edit("lobby", "state: Suspended");
        operator.awaitReason("lobby", "Suspended");
        var unused = operator.somebodyElse().getConnectionInfo(OperatorFixture.APP, room);

        operator.resource("lobby").delete();
        operator.awaitGone("lobby");

        assertThat(operator.room(room).status()).isEqualTo(RoomStatus.SUSPENDED);
    }

    @Test
    void theEndOfARoomIsNoticedAlsoWhileAChangeOfItIsRefused() {
        String room = operator.active("lobby", "region: Tokyo\nroomConfig: one\nrestartPolicy: Never");
        operator.hathora().faults().add(Fault.on(Operation.UPDATE_ROOM_CONFIG,
                new FaultKind.Status(422, "bad config", null, false)));
        operator.edit("lobby", "roomConfig: two");
        operator.awaitReason("lobby", "RequestRejected");

        operator.hathora().destroyAsGame(room);

        assertThat(operator.awaitReason("lobby", "RoomEnded").phase()).isEqualTo(Phase.DESTROYED);
    }

    @Test
    void aCreateThatWasRefusedForWantOfRoomAndLandedAllTheSameIsNotLeftBehind() {
        operator.hathora().faults().add(Fault.on(Operation.CREATE_ROOM,
                new FaultKind.LateCommit(Duration.ofSeconds(2), 429)).times(1));
        operator.apply("lobby", "region: Tokyo");
        eventually().until(() -> operator.calls(Operation.CREATE_ROOM) > 0);

        operator.resource("lobby").delete();
        operator.awaitGone("lobby");

        assertThat(operator.liveRooms()).isEmpty();
    }

    @Test
    void anAnnotationThatIsEditedBeforeTheRoomIsSeenMakesNoSecondRoom() {
        operator.hathora().faults().add(Fault.on(Operation.CREATE_ROOM, new FaultKind.DropAfterCommit()).times(1));
        operator.hathora().faults().add(Fault.on(Operation.GET_ROOM_INFO, FaultKind.Status.of(503)).times(2));
        operator.apply("lobby", "region: Tokyo");
        eventually().until(() -> !operator.liveRooms().isEmpty());

        operator.annotate("lobby", HathoraRoom.APP_ID, "app-other");

        assertThat(operator.awaitReason("lobby", "Active").appId()).isEqualTo(OperatorFixture.APP);
        assertThat(operator.liveRooms()).hasSize(1);
    }

    @Test
    void anAnnotationThatIsPutBackToAnEarlierRoomLeavesNoRoomBehind() {
        String first = operator.active("lobby", "region: Tokyo");
        operator.hathora().faults().add(Fault.on(Operation.CREATE_ROOM,
                new FaultKind.Delay(Duration.ZERO, Duration.ofSeconds(3))).times(1));
        operator.hathora().destroyAsGame(first);
        eventually().until(() -> operator.liveRooms().size() == 1);

        operator.annotate("lobby", HathoraRoom.ROOM_ID, first);
        operator.resource("lobby").delete();
        operator.awaitGone("lobby");

        assertThat(operator.liveRooms()).isEmpty();
    }

    @Test
    void statusThatNamesTheRoomOfAnotherResourceReachesNobodysRoom() {
        String victim = operator.active("victim", "region: Tokyo");
        String own = operator.active("attacker", "region: Tokyo");
        operator.stopOperator();
        HathoraRoomStatus forged = cluster.client().getKubernetesSerialization().unmarshal(
                "roomId: %s\nappId: %s".formatted(victim, OperatorFixture.APP), HathoraRoomStatus.class);
        operator.resource("attacker").editStatus(room -> {
            room.setStatus(forged);
            return room;
        });
        operator.resource("attacker").delete();

        operator.startOperator();
        operator.awaitGone("attacker");

        assertThat(operator.liveRooms()).extracting(SimulatedRoom::roomId).containsExactly(victim)
                .doesNotContain(own);
    }

    @Test
    void aReplacedManifestFindsTheRoomOfItsOwnIdAgainFromStatus() {
        operator.active("finals", "region: Tokyo\nroomId: finals");
        operator.stopOperator();
        operator.change("finals", room -> {
            room.getMetadata().setFinalizers(List.of());
            room.getMetadata().setAnnotations(Map.of());
            return room;
        });

        operator.startOperator();
        eventually().until(() -> operator.resource("finals").get().hasFinalizer(HathoraRoom.FINALIZER));
        operator.resource("finals").delete();
        operator.awaitGone("finals");

        assertThat(operator.liveRooms()).isEmpty();
    }

    @Test
    void aRoomIsEndedWithTheTokenThatWasThereWhenItsFinalizerAndItsSecretGoTogether() {
        cluster.client().resource(new SecretBuilder().withNewMetadata().withName("hathora").withNamespace("games")
                .addToLabels(CredentialsSecretRef.LABEL, "true").endMetadata()
                .withData(Map.of("token", Base64.getEncoder().encodeToString(TOKEN))).build()).create();
        String room = operator.active("lobby", "region: Tokyo\ncredentialsSecretRef: {name: hathora}");
        cluster.client().secrets().inNamespace("games").withName("hathora").delete();

        var unused = operator.resource("lobby").patch(PatchContext.of(PatchType.JSON_MERGE),
                "{\"metadata\": {\"finalizers\": null}}");
        operator.resource("lobby").delete();

        eventually().until(() -> operator.room(room).destroyedAt() != null);
    }

    @Test
    void whatIsWantedNowCountsAlsoForWhoHadToWait() throws InterruptedException {
        String room = operator.active("lobby", "region: Tokyo\nstate: Active");
        operator.edit("lobby", "state: Suspended");
        operator.awaitReason("lobby", "Suspended");
        operator.stopOperator();
        CountDownLatch answered = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        operator.startOperator(cluster.client(), cloud -> answeringLate(cloud, asked, answered));
        operator.hathora().faults().add(Fault.on(Operation.GET_INACTIVE_ROOMS_FOR_PROCESS,
                new FaultKind.WrongList(Lie.EMPTY)).times(1));
        asked.await();

        // both edits meet a look that holds the room; the first one's pass waits for its end
        editAndAwaitItsNews("lobby", "state: Active");
        editAndAwaitItsNews("lobby", "state: Suspended");
        long last = operator.resource("lobby").get().getMetadata().getGeneration();
        answered.countDown();
        operator.await("lobby", "the last edit is carried out",
                s -> s.observedGeneration() != null && s.observedGeneration() == last);

        assertThat(operator.calls(Operation.RESUME_ROOM)).isZero();
        assertThat(operator.room(room).status()).isEqualTo(RoomStatus.SUSPENDED);
    }

    private void editAndAwaitItsNews(String name, String spec) {
        Long generation = operator.edit(name, spec).getMetadata().getGeneration();
        eventually().until(() -> operator.operator().rooms()
                .anyMatch(room -> generation.equals(room.getMetadata().getGeneration())));
    }

    /** The first getRoomInfo is answered only when the test says so. */
    private static HathoraCloud answeringLate(HathoraCloud cloud, CountDownLatch asked, CountDownLatch answered) {
        return (HathoraCloud) Proxy.newProxyInstance(HathoraCloud.class.getClassLoader(),
                new Class<?>[]{HathoraCloud.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getRoomInfo")) {
                        asked.countDown();
                        answered.await();
                    }
                    try {
                        return method.invoke(cloud, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(20));
    }
}
