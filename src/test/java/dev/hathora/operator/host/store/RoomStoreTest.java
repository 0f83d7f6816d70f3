package dev.hathora.operator.host.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.HostedRoom;
import dev.hathora.operator.host.model.Placed;
import dev.hathora.operator.host.model.ProcessState;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Execution(ExecutionMode.CONCURRENT)
class RoomStoreTest extends RoomStoreFixture {
    @RegisterExtension
    static final Databases DATABASES = new Databases();

    @Override
    Databases databases() {
        return DATABASES;
    }

    @ParameterizedTest
    @EnumSource
    void aRoomFindsAPlaceOnAProcessThatHasOneElseOnANewOne(Database.Dialect dialect) {
        open(dialect);
        Placed first = create("r1", 2);
        Placed second = create("r2", 2);
        Placed third = create("r3", 2);

        assertThat(first.fresh()).isTrue();
        assertThat(first.process().initialRoomId()).isEqualTo("r1");
        assertThat(second.fresh()).as("the process of the first has a place").isFalse();
        assertThat(second.process().processId()).isEqualTo(first.process().processId());
        assertThat(second.process().rooms()).isEqualTo(2);
        assertThat(third.fresh()).as("that process is full").isTrue();
        assertThat(third.process().ports()).extracting(ExposedPort::transportType).containsExactly("tcp", "udp");
        assertThat(active(first.process().processId())).extracting(Room::roomId)
                .containsExactlyInAnyOrder("r1", "r2");
    }

    @ParameterizedTest
    @EnumSource
    void placesAreNotSharedAcrossDeploymentsRegionsAndStates(Database.Dialect dialect) {
        open(dialect);
        GameProcess process = create("r1", 10).process();
        var others = List.of(
                new HostedRoom("other-region", "app-1", "dep-1", "Tokyo", null, RoomStatus.SCHEDULING, null, NOW, null),
                new HostedRoom("other-deployment", "app-1", "dep-2", "Seattle", null, RoomStatus.SCHEDULING, null, NOW,
                        null));
        others.forEach(room -> assertThat(rooms.create(room, newProcess(10, 0), NOW).orElseThrow().fresh())
                .as(room.roomId()).isTrue());

        processes.stop(process.processId(), "told", true, NOW);
        assertThat(create("r2", 10).fresh()).as("a process that ends takes no rooms").isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void roomsOfAnOldDeploymentShareItsProcesses(Database.Dialect dialect) {
        open(dialect);
        String full = create("r0", 4).process().processId();
        List.of("r1", "r2", "r3").forEach(id -> create(id, 4));
        processes.drain(full);
        List.of("r1", "r2").forEach(id -> rooms.suspend("app-1", id, NOW));

        assertThat(
                List.of("r1", "r2").stream().map(id -> rooms.resume("app-1", id, newProcess(4, 0), NOW).orElseThrow()))
                .as("resumed").allMatch(placed -> placed.process().processId().equals(full));
        Placed beside = create("r4", 4);
        assertThat(beside.fresh()).as("it is full").isTrue();
        rooms.suspend("app-1", "r3", NOW);
        assertThat(rooms.resume("app-1", "r3", newProcess(4, 0), NOW).orElseThrow().process().processId())
                .as("one that does not drain comes first").isEqualTo(beside.process().processId());
    }

    @ParameterizedTest
    @EnumSource
    void anIdIsTakenForEver(Database.Dialect dialect) {
        open(dialect);
        create("r1", 2);
        assertThat(rooms.create(wanted("r1"), newProcess(2, 0), NOW)).isEmpty();

        assertThat(rooms.destroy("app-1", "r1", NOW)).isTrue();
        assertThat(rooms.create(wanted("r1"), newProcess(2, 0), NOW)).isEmpty();
        assertThat(rooms.destroy("app-1", "r1", NOW)).as("it is gone").isFalse();
        Room gone = rooms.describe("app-1", "r1").orElseThrow();
        assertThat(gone.status()).isEqualTo(RoomStatus.DESTROYED);
        assertThat(gone.roomConfig()).as("its metadata is deleted").isNull();
        assertThat(gone.allocations()).singleElement().satisfies(a -> assertThat(a.unscheduledAt()).isEqualTo(NOW));
    }

    @ParameterizedTest
    @EnumSource
    void aSuspendedRoomGivesItsPlaceBackAndFindsAnotherOne(Database.Dialect dialect) {
        open(dialect);
        GameProcess before = create("r1", 1).process();
        assertThat(rooms.suspend("app-1", "r1", NOW.plusSeconds(1))).isTrue();
        assertThat(rooms.suspend("app-1", "r1", NOW.plusSeconds(2))).as("twice is once").isTrue();
        assertThat(processes.find(before.processId()).orElseThrow().rooms()).isZero();
        assertThat(processes.find(before.processId()).orElseThrow().idleSince()).isEqualTo(NOW.plusSeconds(1));
        assertThat(lists.inactive("app-1", before.processId())).extracting(Room::status)
                .containsExactly(RoomStatus.SUSPENDED);

        processes.noteEnded(before.processId(), true, "idle", NOW.plusSeconds(3));
        Placed again = rooms.resume("app-1", "r1", newProcess(1, 0), NOW.plusSeconds(4)).orElseThrow();
        assertThat(again.fresh()).isTrue();
        assertThat(again.room().processId()).isEqualTo(again.process().processId());
        Room room = rooms.describe("app-1", "r1").orElseThrow();
        assertThat(room.status()).as("it outlived its process").isEqualTo(RoomStatus.ACTIVE);
        assertThat(room.roomConfig()).isEqualTo("{}");
        assertThat(room.allocations()).hasSize(2);
        assertThat(rooms.resume("app-1", "r1", newProcess(1, 0), NOW.plusSeconds(5)).orElseThrow().process())
                .as("a room that has a place is only described").isEqualTo(again.process());
    }

    @ParameterizedTest
    @EnumSource
    void ofAllRoomsThatAProcessHadTheNewestAreTold(Database.Dialect dialect) {
        open(dialect);
        String process = create("r-last", 1).process().processId();
        rooms.destroy("app-1", "r-last", NOW);
        database.write(h -> h.execute("with recursive n(i) as (select 1 union all select i + 1 from n where i < 1200)"
                + " insert into rooms (room_id, app_id, deployment_id, region, status, created_at, destroyed_at)"
                + " select 'r' || i, 'app-1', 'dep-1', 'Seattle', 'destroyed', i, i from n"));
        database.write(h -> h.execute(
                "insert into allocations (allocation_id, app_id, room_id, process_id, scheduled_at,"
                        + " unscheduled_at) select 'a-' || room_id, app_id, room_id, ?, 0, 0 from rooms where room_id <> 'r-last'",
                process));

        assertThat(lists.inactive("app-1", process)).hasSize(RoomsOfProcess.INACTIVE)
                .satisfies(all -> assertThat(all.getLast().roomId()).isEqualTo("r-last"))
                .satisfies(all -> assertThat(all.getFirst().roomId()).isEqualTo("r202"));
    }

    @ParameterizedTest
    @EnumSource
    void theRoomsOfAProcessEndWithIt(Database.Dialect dialect) {
        open(dialect);
        GameProcess process = create("r1", 2).process();
        create("r2", 2);

        assertThat(processes.stop(process.processId(), "idle", false, NOW)).as("it holds rooms").isFalse();
        processes.noteEnded(process.processId(), false, "exit code 1", NOW);

        assertThat(List.of("r1", "r2")).allSatisfy(id -> assertThat(rooms.describe("app-1", id).orElseThrow().status())
                .isEqualTo(RoomStatus.DESTROYED));
        assertThat(processes.find(process.processId()).orElseThrow()).satisfies(p -> {
            assertThat(p.state()).isEqualTo(ProcessState.FAILED);
            assertThat(p.exitReason()).isEqualTo("exit code 1");
            assertThat(p.rooms()).isZero();
        });
        assertThat(create("r3", 2).fresh()).as("nothing is placed on what has ended").isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void whatEndedLongAgoIsRemovedButIdsStayUsed(Database.Dialect dialect) {
        open(dialect);
        RetentionStore retention = new RetentionStore(database);
        String old = create("gone", 2).process().processId();
        create("suspended", 2);
        rooms.suspend("app-1", "suspended", NOW);
        processes.noteEnded(old, true, "exit code 0", NOW);
        String later = create("later", 1).process().processId();
        processes.noteEnded(later, true, "exit code 0", NOW.plusSeconds(2));
        String living = create("lives", 1).process().processId();

        assertThat(retention.removeEndedBefore(NOW.plusSeconds(1))).as("two allocations and a process").isEqualTo(3);

        assertThat(processes.find(old)).isEmpty();
        assertThat(List.of(later, living)).allMatch(id -> processes.find(id).isPresent());
        assertThat(rooms.describe("app-1", "gone").orElseThrow().allocations()).isEmpty();
        assertThat(rooms.describe("app-1", "later").orElseThrow().allocations()).hasSize(1);
        assertThat(rooms.create(wanted("gone"), newProcess(1, 0), NOW)).as("its id stays used").isEmpty();
        assertThat(rooms.resume("app-1", "suspended", newProcess(1, 0), NOW)).as("it lives").isPresent();
    }

    /** A list may be read more slowly than its rooms change. */
    @ParameterizedTest
    @EnumSource
    void aListGoesOnWhereItStopped(Database.Dialect dialect) {
        open(dialect);
        String config = "x".repeat(10_000);
        for (int i = 10; i < 50; i++) {
            assertThat(rooms.create(new HostedRoom("r" + i, "app-1", "dep-1", "Seattle", config, RoomStatus.SCHEDULING,
                    null, NOW.plusMillis(i / 3), null), newProcess(100, 0), NOW)).isPresent();
        }
        String process = processes.living().getFirst().processId();
        RoomsOfProcess.Page first = lists.active("app-1", process, RoomsOfProcess.After.START);
        RoomsOfProcess.After end = Objects.requireNonNull(first.end());
        assertThat(first.rooms()).extracting(Room::roomId).first().isEqualTo("r10");
        assertThat(first.rooms()).as("not many more than the characters that are read at once")
                .hasSizeLessThan(RoomsOfProcess.LONGEST / 10_000 + 2);

        rooms.suspend("app-1", "r10", NOW);
        rooms.suspend("app-1", "r49", NOW);
        rooms.create(wanted("s"), newProcess(100, 0), NOW);
        rooms.suspend("app-1", end.roomId(), NOW);

        List<String> told = new ArrayList<>(first.rooms().stream().map(Room::roomId).toList());
        for (RoomsOfProcess.After after = end; after != null;) {
            RoomsOfProcess.Page page = lists.active("app-1", process, after);
            told.addAll(page.rooms().stream().map(Room::roomId).toList());
            after = page.end();
        }
        assertThat(told).as("in the order of their making, each once, as they were then")
                .containsExactlyElementsOf(IntStream.range(10, 49).mapToObj(i -> "r" + i).toList());
    }

    @ParameterizedTest
    @EnumSource
    void anApplicationReachesNoOthersRooms(Database.Dialect dialect) {
        open(dialect);
        create("r1", 1);
        assertThat(rooms.describe("app-2", "r1")).isEmpty();
        assertThat(rooms.locate("app-2", "r1")).isEmpty();
        assertThat(rooms.suspend("app-2", "r1", NOW)).isFalse();
        assertThat(rooms.destroy("app-2", "r1", NOW)).isFalse();
        assertThat(rooms.configure("app-2", "r1", "x")).isFalse();
        assertThat(rooms.resume("app-2", "r1", newProcess(1, 0), NOW)).isEmpty();
        assertThat(rooms.describe("app-1", "r1").orElseThrow().status()).isEqualTo(RoomStatus.ACTIVE);
    }

    @ParameterizedTest
    @EnumSource
    void portNumbersAreUsedUpAndComeBack(Database.Dialect dialect) {
        open(dialect, new PortNumbers(20_000, 20_004));
        GameProcess one = create("r1", 1).process();
        create("r2", 1);
        assertThatThrownBy(() -> create("r3", 1)).isInstanceOf(NoCapacityException.class)
                .hasMessageContaining("HOST_PORTS");
        assertThat(rooms.describe("app-1", "r3")).as("nothing of it was kept").isEmpty();

        processes.noteEnded(one.processId(), true, "idle", NOW);
        assertThat(create("r3", 1).process().ports()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void aNumberThatAStrangerHasBoundIsReplaced(Database.Dialect dialect) {
        open(dialect, new PortNumbers(20_000, 20_003));
        GameProcess process = create("r1", 1).process();
        int taken = process.ports().getFirst().port();

        GameProcess changed = processes.replacePort(process, taken);

        assertThat(changed.ports().getFirst().port()).isNotEqualTo(taken);
        assertThat(changed.ports().getLast()).isEqualTo(process.ports().getLast());
    }
}
