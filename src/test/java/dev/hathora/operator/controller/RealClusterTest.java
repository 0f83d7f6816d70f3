package dev.hathora.operator.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.room.Timing;
import dev.hathora.operator.simulator.HistoryEntry;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What only a real API server shows: conflicts, order of events, optimistic locking, the end of a namespace. */
@RealApiServer
@NullUnmarked // a null where there should be none fails the test by itself
class RealClusterTest {
    /** Between an answer of Hathora and what the operator does about it. */
    private static final Duration MARGIN = Duration.ofMillis(200);

    private final TestCluster cluster;
    private OperatorFixture operator;

    RealClusterTest(TestCluster cluster) {
        this.cluster = cluster;
        this.operator = start(cluster, Duration.ofMillis(300));
    }

    private static OperatorFixture start(TestCluster cluster, Duration boot) {
        return new OperatorFixture(cluster.client(), cluster.namespace(), SimulatorOptions.defaults().withBoot(boot),
                Duration.ofSeconds(1));
    }

    @AfterEach
    void stop() {
        cluster.client().resources(HathoraRoom.class).inNamespace(cluster.namespace()).delete();
        await().atMost(Duration.ofSeconds(60)).until(() -> cluster.client().resources(HathoraRoom.class)
                .inNamespace(cluster.namespace()).list().getItems().isEmpty());
        operator.close();
    }

    @Test
    void aWholeLife() {
        operator.apply("lobby", "region: Frankfurt\nroomConfigJson: {mode: ranked, rounds: 3}");
        HathoraRoomStatus active = operator.awaitReason("lobby", "Active");

        operator.edit("lobby", "roomConfigJson: {mode: casual}");
        await().until(() -> operator.liveRooms().get(0).roomConfig().contains("casual"));
        operator.edit("lobby", "state: Suspended");
        operator.awaitReason("lobby", "Suspended");
        operator.edit("lobby", "state: Active");
        operator.awaitReason("lobby", "Active");
        operator.hathora().destroyAsGame(active.roomId());
        operator.await("lobby", "second room", s -> s.restarts() == 1 && s.connection() != null);
        operator.resource("lobby").delete();
        operator.awaitGone("lobby");

        assertThat(operator.liveRooms()).isEmpty();
        assertThat(operator.hathora().rooms()).hasSize(2);
        assertThat(operator.hathora().wakeUps(active.roomId())).isZero();
        await().untilAsserted(() -> assertThat(operator.eventReasons("lobby")).contains("RoomClaimed", "RoomCreated",
                "RoomActive", "RoomConfigUpdated", "RoomSuspended", "RoomResumed", "RoomEnded", "RoomDestroyed"));
    }

    @ParameterizedTest(name = "a room that is up after {0} ms")
    @ValueSource(ints = {0, 300, 2500})
    void whatARoomCosts(int bootMillis) {
        operator.close();
        operator = start(cluster, Duration.ofMillis(bootMillis));
        try (WriteCounter counter = new WriteCounter(cluster)) {
            String name = "cost-" + bootMillis;
            operator.apply(name, "region: Frankfurt");
            String roomId = operator.awaitReason(name, "Active").roomId();
            long looks = operator.calls(Operation.GET_ROOM_INFO);
            assertThat(looks).describedAs("getRoomInfo until ready").isLessThanOrEqualTo(1);
            long settled = operator.looks();
            await("rest").until(() -> operator.looks() >= settled + 3);

            long writes = counter.writes(name);
            assertWrites(writes, roomId);
            assertThat(operator.calls(Operation.CREATE_ROOM)).isEqualTo(1);
            assertThat(operator.calls(Operation.GET_CONNECTION_INFO))
                    .describedAs(
                            "readiness polls, from 250 ms apart, slowly growing so that none comes late by more than a quarter of the boot")
                    .isLessThanOrEqualTo(bootMillis == 0 ? 0 : bootMillis == 300 ? 2 : 8);

            operator.stopOperator();
            operator.startOperator();
            long before = operator.looks();
            await("rest after a restart").until(() -> operator.looks() >= before + 2);
            assertThat(operator.calls(Operation.GET_ROOM_INFO)).describedAs("one list instead").isEqualTo(looks);
            assertThat(counter.writes(name)).describedAs("after a restart").isEqualTo(writes);
        }
    }

    /**
     * A room costs two writes of its resource, the claim and Active, and a third one, Starting, if it is not up before
     * that is written. When it was seen to be up is in Hathora's record, since on a busy machine that may be late.
     */
    private void assertWrites(long writes, String roomId) {
        Instant starting = answers(roomId, Operation.CREATE_ROOM).getFirst().plus(Timing.HOLD_BACK);
        boolean upBefore = answers(roomId, Operation.GET_ROOM_INFO).getFirst().isBefore(starting.minus(MARGIN));
        long asked = answers(roomId, Operation.GET_CONNECTION_INFO).stream()
                .filter(at -> at.isAfter(starting.plus(MARGIN))).count();
        // the last of these polls found it up; after a single other one, the operator may have stood still until then
        boolean startedLong = asked > 2;
        assertThat(writes).describedAs("writes of the resource; up before Starting: %s, long after: %s", upBefore,
                startedLong).isBetween(startedLong ? 3L : 2L, upBefore ? 2L : 3L);
    }

    /** When Hathora answered these calls for a room, oldest first. */
    private List<Instant> answers(String roomId, Operation operation) {
        return operator.hathora().history(roomId).stream()
                .filter(entry -> entry.status() != 0 && entry.operation().equals(operation.hathoraName()))
                .map(HistoryEntry::at).toList();
    }

    @Test
    void noEditOfSpecAroundAStatusWriteIsEverLost() {
        List<String> names = IntStream.range(0, 100).mapToObj(i -> "edit-" + i).toList();
        try (EditOnWrite editor = new EditOnWrite(cluster, operator)) {
            names.parallelStream().forEach(name -> operator.apply(name, "region: Tokyo\nroomConfig: first"));

            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(operator.liveRooms())
                    .hasSize(100).allSatisfy(room -> assertThat(room.roomConfig()).startsWith("edited-")));
            await().untilAsserted(() -> assertThat(names).allSatisfy(name -> {
                Long generation = operator.resource(name).get().getMetadata().getGeneration();
                assertThat(operator.status(name).observedGeneration()).isEqualTo(generation);
                assertThat(operator.readyReason(name)).isEqualTo("Active");
            }));
            assertThat(editor.edited()).hasSize(100);
        }
        assertThat(operator.hathora().rooms()).hasSize(100);
    }

    /** Edits each resource once, at the moment its claim (even numbers) or its status (odd) is seen to be written. */
    private static final class EditOnWrite implements AutoCloseable, Watcher<HathoraRoom> {
        private final Set<String> edited = ConcurrentHashMap.newKeySet();
        private final OperatorFixture operator;
        private final Watch watch;

        EditOnWrite(TestCluster cluster, OperatorFixture operator) {
            this.operator = operator;
            this.watch = cluster.client().resources(HathoraRoom.class).inNamespace(cluster.namespace()).watch(this);
        }

        Set<String> edited() {
            return edited;
        }

        @Override
        public void eventReceived(Action action, HathoraRoom room) {
            String name = room.getMetadata().getName();
            boolean even = Integer.parseInt(name.substring("edit-".length())) % 2 == 0;
            boolean written = even ? room.hasFinalizer(HathoraRoom.FINALIZER) : room.getStatus() != null;
            if (action == Action.MODIFIED && written && edited.add(name)) {
                Thread.ofVirtual().start(() -> operator.edit(name, "roomConfig: edited-" + name));
            }
        }

        @Override
        public void onClose(WatcherException cause) {}

        @Override
        public void close() {
            watch.close();
        }
    }

    /** Counts the writes of resources, by the versions that a watch tells. */
    private static final class WriteCounter implements AutoCloseable {
        private final List<String> modified = new CopyOnWriteArrayList<>();
        private final Watch watch;

        WriteCounter(TestCluster cluster) {
            watch = cluster.client().resources(HathoraRoom.class).inNamespace(cluster.namespace())
                    .watch(new Watcher<>() {
                        @Override
                        public void eventReceived(Action action, HathoraRoom room) {
                            if (action == Action.MODIFIED) {
                                modified.add(room.getMetadata().getName());
                            }
                        }

                        @Override
                        public void onClose(WatcherException cause) {}
                    });
        }

        long writes(String name) {
            return modified.stream().filter(name::equals).count();
        }

        @Override
        public void close() {
            watch.close();
        }
    }
}
