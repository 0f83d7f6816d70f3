package dev.hathora.operator.host.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.HostedRoom;
import dev.hathora.operator.host.model.NewProcess;
import dev.hathora.operator.host.model.Placed;
import dev.hathora.operator.host.model.ProcessState;
import dev.hathora.operator.host.model.RuntimeId;
import dev.hathora.operator.host.model.Transport;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Execution(ExecutionMode.CONCURRENT)
@SuppressWarnings("NullAway.Init") // JUnit sets the folder, and each test opens the rest
class RoomStoreTest {
    @RegisterExtension
    static final Databases DATABASES = new Databases();

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    @TempDir
    Path folder;

    private Database database;
    private RoomStore rooms;
    private ProcessStore processes;

    private void open(Database.Dialect dialect, PortNumbers numbers) {
        database = dialect == Database.Dialect.SQLITE ? DATABASES.sqlite(folder) : DATABASES.postgresql();
        Random random = new Random(1);
        rooms = new RoomStore(database, numbers, random);
        processes = new ProcessStore(database, numbers, random);
        new RuntimeStore(database, processes).register(new RuntimeId("runtime-1", "here"));
        database.write(h -> h.createUpdate("insert into applications (app_id, name, secret, created_at)"
                + " values ('app-1', 'one', 'secret-1', 0), ('app-2', 'two', 'secret-2', 0)").execute());
        database.write(
                h -> h.createUpdate("insert into deployments (deployment_id, app_id, number, content, created_at)"
                        + " values ('dep-1', 'app-1', 1, '{}', 0), ('dep-2', 'app-1', 2, '{}', 0)").execute());
    }

    private void open(Database.Dialect dialect) {
        open(dialect, new PortNumbers(20_000, 29_999));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static HostedRoom wanted(String roomId) {
        return new HostedRoom(roomId, "app-1", "dep-1", "Seattle", "{}", RoomStatus.SCHEDULING, null, NOW, null);
    }

    private static NewProcess newProcess(int capacity, int maxProcesses) {
        return new NewProcess(UUID.randomUUID().toString(), "runtime-1", capacity, "127.0.0.1",
                List.of(new Deployment.Port("default", 7777, Transport.TCP),
                        new Deployment.Port("query", 7778, Transport.UDP)),
                maxProcesses);
    }

    private Placed create(String roomId, int capacity) {
        return rooms.create(wanted(roomId), newProcess(capacity, 0), NOW).orElseThrow();
    }

    private List<Room> active(String processId) {
        List<Room> all = new ArrayList<>();
        for (RoomStore.After after = RoomStore.After.START; after != null;) {
            RoomStore.Page page = rooms.active("app-1", processId, after);
            all.addAll(page.rooms());
            after = page.end();
        }
        return all;
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
        assertThat(rooms.inactive("app-1", before.processId())).extracting(Room::status)
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

        assertThat(rooms.inactive("app-1", process)).hasSize(RoomStore.INACTIVE)
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
        RoomStore.Page first = rooms.active("app-1", process, RoomStore.After.START);
        RoomStore.After end = Objects.requireNonNull(first.end());
        assertThat(first.rooms()).extracting(Room::roomId).first().isEqualTo("r10");
        assertThat(first.rooms()).as("not many more than the characters that are read at once")
                .hasSizeLessThan(RoomStore.LONGEST / 10_000 + 2);

        rooms.suspend("app-1", "r10", NOW);
        rooms.suspend("app-1", "r49", NOW);
        rooms.create(wanted("s"), newProcess(100, 0), NOW);
        rooms.suspend("app-1", end.roomId(), NOW);

        List<String> told = new ArrayList<>(first.rooms().stream().map(Room::roomId).toList());
        for (RoomStore.After after = end; after != null;) {
            RoomStore.Page page = rooms.active("app-1", process, after);
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

    @ParameterizedTest
    @EnumSource
    void aLimitHoldsAlsoInABurst(Database.Dialect dialect) throws Exception {
        open(dialect);
        List<Optional<Placed>> placed = atOnce(24, i -> {
            try {
                return rooms.create(wanted("r" + i), newProcess(2, 5), NOW);
            } catch (NoCapacityException e) {
                return Optional.empty();
            }
        });
        assertThat(placed.stream().filter(Optional::isPresent).count()).isEqualTo(10);
        assertThat(processes.living("app-1", "Seattle")).hasSize(5).allSatisfy(p -> assertThat(p.rooms()).isEqualTo(2));
    }

    @ParameterizedTest(name = "{0}, at most {1} processes")
    @CsvSource({"SQLITE, 1", "SQLITE, 0", "POSTGRESQL, 1", "POSTGRESQL, 0"})
    void aBurstSharesTheProcessThatOneOfItRecords(Database.Dialect dialect, int maxProcesses) throws Exception {
        open(dialect);
        List<Optional<Placed>> placed = atOnce(10,
                i -> rooms.create(wanted("r" + i), newProcess(10, maxProcesses), NOW));
        assertThat(placed).allMatch(Optional::isPresent);
        assertThat(processes.living()).singleElement().satisfies(p -> assertThat(p.rooms()).isEqualTo(10));
    }

    @ParameterizedTest
    @EnumSource
    void noPlaceIsGivenTwice(Database.Dialect dialect) throws Exception {
        open(dialect);
        List<Optional<Placed>> placed = atOnce(60, i -> rooms.create(wanted("r" + i), newProcess(4, 0), NOW));
        Map<String, Long> byProcess = placed.stream().map(Optional::orElseThrow)
                .collect(Collectors.groupingBy(p -> p.process().processId(), Collectors.counting()));
        assertThat(byProcess.values()).allSatisfy(rooms -> assertThat(rooms).isLessThanOrEqualTo(4));
        assertThat(processes.living()).allSatisfy(p -> assertThat((long) p.rooms())
                .as("places that are counted as taken").isEqualTo(byProcess.get(p.processId())));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsSuspendedDestroyedAndEndedAtOnceStaysCountedRight(Database.Dialect dialect) throws Exception {
        open(dialect);
        List<Placed> placed = new ArrayList<>();
        IntStream.range(0, 16).forEach(i -> placed.add(create("r" + i, 4)));
        List<Boolean> unused = atOnce(48, i -> switch (i % 3) {
            case 0 -> rooms.suspend("app-1", "r" + i % 16, NOW);
            case 1 -> rooms.destroy("app-1", "r" + i % 16, NOW);
            default -> {
                processes.noteEnded(placed.get(i % 4).process().processId(), true, "exit code 0", NOW);
                yield true;
            }
        });
        assertThat(unused).hasSize(48);
        assertThat(processes.living()).allSatisfy(p -> assertThat(p.rooms())
                .isEqualTo(active(p.processId()).size()));
    }

    /** Each would be undone after a second, and tried again. */
    @Test
    void roomsThatEndWhileTheirProcessEndsDoNotLockEachOtherOut() throws Exception {
        open(Database.Dialect.POSTGRESQL);
        for (int round = 0; round < 30; round++) {
            String prefix = "r" + round + "-";
            List<Placed> placed = IntStream.range(0, 8).mapToObj(i -> create(prefix + i, 8)).toList();
            String process = placed.getFirst().process().processId();
            List<Boolean> unused = atOnce(9, i -> {
                if (i == 4) {
                    processes.noteEnded(process, true, "exit code 0", NOW);
                    return true;
                }
                String id = prefix + (i > 4 ? i - 1 : i);
                return i % 2 == 0 ? rooms.destroy("app-1", id, NOW) : rooms.suspend("app-1", id, NOW);
            });
            assertThat(unused).hasSize(9);
        }
        assertThat(deadlocks()).isZero();
    }

    /** Each finds full what looked free, and looks at the next. */
    @ParameterizedTest(name = "{0} ports")
    @CsvSource({"10000", "100"})
    void burstsDoNotLockEachOtherOut(int ports) throws Exception {
        open(Database.Dialect.POSTGRESQL, new PortNumbers(20_000, 20_000 + ports - 1));
        for (int round = 0; round < 20; round++) {
            String prefix = "r" + round + "-";
            List<Placed> placed = atOnce(32,
                    i -> rooms.create(wanted(prefix + i), newProcess(2, 0), NOW).orElseThrow());
            processes.living().forEach(p -> processes.noteEnded(p.processId(), true, "exit code 0", NOW));
            assertThat(placed).hasSize(32);
        }
        assertThat(deadlocks()).isZero();
    }

    /** So far. The server counts those of a session at the latest when it ends. */
    private long deadlocks() throws SQLException {
        String name = database.read(h -> h.createQuery("select current_database()").mapTo(String.class).one());
        database.close();
        Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> DATABASES.number(
                "select count(*) from pg_stat_activity where datname = '" + name + "'") == 0);
        return DATABASES.number("select deadlocks from pg_stat_database where datname = '" + name + "'");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsReadWhileItChangesFitsTogether(Database.Dialect dialect) throws Exception {
        open(dialect);
        create("r1", 1);
        AtomicBoolean done = new AtomicBoolean();
        try (var threads = Executors.newFixedThreadPool(2)) {
            Future<?> changes = threads.submit(() -> {
                for (int i = 0; i < 300; i++) {
                    rooms.suspend("app-1", "r1", NOW);
                    rooms.resume("app-1", "r1", newProcess(1, 0), NOW);
                }
                done.set(true);
            });
            while (!done.get() && !changes.isDone()) {
                Room room = rooms.describe("app-1", "r1").orElseThrow();
                assertThat(room.currentAllocation() != null).as("%s", room)
                        .isEqualTo(room.status() == RoomStatus.ACTIVE);
                RoomStore.Located located = rooms.locate("app-1", "r1").orElseThrow();
                assertThat(located.process() != null).as("%s", located)
                        .isEqualTo(located.room().status() == RoomStatus.ACTIVE);
            }
            changes.get();
        }
    }

    private interface Work<T> {
        T at(int index) throws Exception;
    }

    private static <T> List<T> atOnce(int times, Work<T> work) throws InterruptedException, ExecutionException {
        try (var threads = Executors.newFixedThreadPool(8)) {
            List<Callable<T>> all = IntStream.range(0, times).<Callable<T>>mapToObj(i -> () -> work.at(i)).toList();
            List<T> results = new ArrayList<>();
            for (Future<T> one : threads.invokeAll(all)) {
                @Nullable
                T result = one.get();
                results.add(result);
            }
            return results;
        }
    }
}
