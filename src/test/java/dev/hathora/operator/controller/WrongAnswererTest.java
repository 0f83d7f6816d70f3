package dev.hathora.operator.controller;

import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.Phase;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.simulator.Fault;
import dev.hathora.operator.simulator.FaultKind;
import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.JumpingClock;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Somebody else than Hathora answers, or Hathora to somebody else, and says 404 to everything: nothing is concluded, and
 * when it is over, all is as it was.
 */
@RealApiServer
@Execution(ExecutionMode.CONCURRENT)
@NullUnmarked // a null where there should be none fails the test by itself
@Order(1)
class WrongAnswererTest {
    private static final String STRANGERS = "of-strangers";
    /** As an API gateway words it that has no way to Hathora. */
    private static final Fault GATEWAY = Fault
            .onAll(new FaultKind.Status(404, "no Route matched with those values", null,
                    false));
    private static final int STEPS = 3;

    private final JumpingClock clock = new JumpingClock();
    private final TestCluster cluster;
    // own ids are unique in the whole cluster, which other tests use at the same time
    private final String asleep;
    private final String theirs;
    private final Map<String, String> rooms;
    private final OperatorFixture operator;

    WrongAnswererTest(TestCluster cluster) {
        this.cluster = cluster;
        asleep = "asleep-" + cluster.namespace();
        theirs = "theirs-" + cluster.namespace();
        rooms = Map.of("always", "restartPolicy: Always", "never", "restartPolicy: Never", "ttl",
                "restartPolicy: Never\nttlSecondsAfterFinished: 0", "finals", "roomId: finals-" + cluster.namespace(),
                "asleep", "roomId: " + asleep);
        operator = OperatorFixture.withoutOperator(cluster.client(), cluster.namespace(),
                SimulatorOptions.defaults().withBoot(Duration.ZERO), Duration.ofMillis(500));
    }

    @BeforeEach
    void start() {
        operator.hathora().addTokenOfStrangers(STRANGERS);
        operator.startOperator(clock);
    }

    @AfterEach
    void stop() {
        try {
            operator.hathora().faults().clear();
            operator.operatorToken(SimulatorOptions.defaults().token());
            cluster.client().resources(HathoraRoom.class).inNamespace(cluster.namespace()).delete();
            await().atMost(Duration.ofSeconds(60)).until(() -> cluster.client().resources(HathoraRoom.class)
                    .inNamespace(cluster.namespace()).list().getItems().isEmpty());
        } finally {
            operator.close();
        }
    }

    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void nothingIsLost() {
        this.rooms.forEach((name, spec) -> operator.apply(name, "region: Tokyo\n" + spec));
        this.rooms.keySet().forEach(name -> operator.awaitReason(name, "Active"));
        operator.edit("asleep", "state: Suspended");
        operator.awaitReason("asleep", "Suspended");
        List<String> rooms = operator.liveRooms().stream().map(SimulatedRoom::roomId).toList();

        assertNothingIsLost(rooms, "a gateway, for 45 s", 45, o -> o.hathora().faults().add(GATEWAY));
        assertNothingIsLost(rooms, "Hathora, to another organization", 400, o -> o.operatorToken(STRANGERS));
    }

    private void assertNothingIsLost(List<String> rooms, String who, int seconds, Consumer<OperatorFixture> answers) {
        String deleted = "deleted-" + clock.instant().toEpochMilli();
        String ended = operator.active(deleted, "region: Tokyo");
        answers.accept(operator);
        operator.resource(deleted).delete();
        touchAll();
        this.rooms.keySet().stream().filter(name -> !name.equals("asleep")).forEach(name -> operator.await(name, who,
                s -> s.phase() == Phase.UNKNOWN
                        && s.condition("Ready").getMessage().contains("proves nothing about the room")));
        for (int step = 0; step < STEPS; step++) {
            clock.jump(Duration.ofSeconds(seconds).dividedBy(STEPS));
            touchAll();
            operator.awaitLooks(rooms.getFirst(), 1);
        }
        this.rooms.keySet()
                .forEach(name -> assertThat(operator.resource(name).get().getFinalizers()).as("%s: %s", who, name)
                        .containsExactly(HathoraRoom.FINALIZER));
        assertThat(operator.resource(deleted).get()).as(who).isNotNull();

        operator.hathora().faults().clear();
        operator.operatorToken(SimulatorOptions.defaults().token());
        touchAll();
        touchUnlessGone(deleted);

        this.rooms.keySet().forEach(name -> operator.awaitReason(name, name.equals("asleep") ? "Suspended" : "Active"));
        operator.awaitGone(deleted);
        assertThat(operator.liveRooms()).as(who).extracting(SimulatedRoom::roomId).containsExactlyElementsOf(rooms);
        assertThat(operator.room(ended).destroyedAt()).as(who).isNotNull();
        assertThat(operator.room(asleep).status()).as(who).isEqualTo(RoomStatus.SUSPENDED);
        assertThat(operator.hathora().wakeUps(asleep)).as(who).isZero();
        this.rooms.keySet()
                .forEach(name -> assertThat(operator.status(name).restarts()).as("%s: %s", who, name).isZero());
    }

    /** The operator may have been faster. */
    private void touchUnlessGone(String name) {
        try {
            operator.annotate(name, HathoraRoom.ABANDON_ROOM, "touched");
        } catch (KubernetesClientException e) {
            assertThat(e.getCode()).isEqualTo(HttpURLConnection.HTTP_NOT_FOUND);
        }
    }

    /** One 404, or some, before the claim of an id that somebody else's room bears. */
    @Execution(ExecutionMode.SAME_THREAD)
    @ParameterizedTest(name = "{0} times")
    @ValueSource(ints = {1, 2, 3})
    void aRoomOfOthersIsNotAdoptedBecauseOfA404(int times) {
        operator.somebodyElse().createRoom(OperatorFixture.APP, theirs,
                new CreateRoomRequest("Tokyo", "theirs", null, null));
        operator.hathora().faults().add(Fault.on(Operation.GET_ROOM_INFO,
                new FaultKind.Status(404, "no Route matched with those values", null, false)).forRoom(theirs)
                .times(times));

        operator.apply("theirs", "region: Tokyo\nroomConfig: ours\nroomId: " + theirs);

        operator.awaitReason("theirs", "RoomIdConflict");
        await("struck").until(() -> operator.hathora().faults().struck().isEmpty());
        operator.resource("theirs").delete();
        operator.awaitGone("theirs");
        assertThat(operator.room(theirs).destroyedAt()).isNull();
        assertThat(operator.room(theirs).roomConfig()).isEqualTo("theirs");
    }

    /** Whoever waits for a pause to end does not notice that the clock was put forward. */
    private void touchAll() {
        this.rooms.keySet().forEach(name -> operator.annotate(name, HathoraRoom.ABANDON_ROOM,
                "touched-" + clock.instant().toEpochMilli()));
    }
}
