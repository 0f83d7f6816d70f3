package dev.hathora.operator.host.store;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.host.model.Address;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.HostedRoom;
import dev.hathora.operator.host.model.NewProcess;
import dev.hathora.operator.host.model.Placed;
import dev.hathora.operator.host.model.RuntimeId;
import dev.hathora.operator.host.model.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Rooms on processes that run already, which PostgreSQL places with one statement, and what is known of their addresses. */
@Execution(ExecutionMode.CONCURRENT)
@SuppressWarnings("NullAway.Init") // JUnit sets the folder, and each test opens the rest
class WarmPlacementTest {
    @RegisterExtension
    static final Databases DATABASES = new Databases();

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final PortNumbers NUMBERS = new PortNumbers(20_000, 29_999);

    @TempDir
    Path folder;

    private Database database;
    private RoomStore rooms;
    private ProcessStore processes;

    private void open(Database.Dialect dialect) {
        database = dialect == Database.Dialect.SQLITE ? DATABASES.sqlite(folder) : DATABASES.postgresql();
        rooms = new RoomStore(database, NUMBERS, new Random(1));
        processes = new ProcessStore(database, NUMBERS, new Random(1));
        new RuntimeStore(database, processes).register(new RuntimeId("runtime-1", "here"));
        database.write(h -> h.createUpdate("insert into applications (app_id, name, secret, created_at)"
                + " values ('app-1', 'one', 'secret-1', 0)").execute());
        database.write(
                h -> h.createUpdate("insert into deployments (deployment_id, app_id, number, content, created_at)"
                        + " values ('dep-1', 'app-1', 1, '{}', 0)").execute());
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static NewProcess newProcess(int capacity) {
        return new NewProcess(UUID.randomUUID().toString(), "runtime-1", capacity, "127.0.0.1",
                List.of(new Deployment.Port("default", 7777, Transport.TCP)), 0);
    }

    /** A process that waits for rooms. */
    private String warm(int capacity) {
        GameProcess process = processes.create("app-1", "dep-1", "Tokyo", newProcess(capacity), NOW);
        processes.noteRunning(process.processId(), process.ports(), NOW);
        return process.processId();
    }

    private Optional<Placed> create(String roomId) {
        return rooms.create(new HostedRoom(roomId, "app-1", "dep-1", "Tokyo", "{}", RoomStatus.SCHEDULING, null, NOW,
                null), newProcess(1), NOW);
    }

    private int roomsOn(String processId) {
        return processes.find(processId).orElseThrow().rooms();
    }

    @ParameterizedTest
    @EnumSource
    void aRoomIsRecordedWithItsAllocationOnTheFullestProcess(Database.Dialect dialect) {
        open(dialect);
        String one = warm(3);
        create("r1");
        String other = warm(3);

        Placed placed = create("r2").orElseThrow();

        assertThat(placed.fresh()).isFalse();
        assertThat(placed.process().processId()).as("others run empty, and can end").isEqualTo(one);
        assertThat(placed.process().rooms()).isEqualTo(2);
        assertThat(placed.room().status()).isEqualTo(RoomStatus.ACTIVE);
        assertThat(rooms.describe("app-1", "r2").orElseThrow()).satisfies(room -> {
            assertThat(room.status()).isEqualTo(RoomStatus.ACTIVE);
            assertThat(room.roomConfig()).isEqualTo("{}");
            assertThat(room.allocations()).singleElement()
                    .satisfies(allocation -> assertThat(allocation.processId()).isEqualTo(one));
        });
        assertThat(processes.find(one).orElseThrow().idleSince()).isNull();
        assertThat(roomsOn(other)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void anIdThatWasUsedTakesNoPlace(Database.Dialect dialect) {
        open(dialect);
        String process = warm(3);
        create("r1");
        assertThat(create("r1")).isEmpty();
        rooms.destroy("app-1", "r1", NOW);
        assertThat(create("r1")).as("also when it was destroyed").isEmpty();
        assertThat(roomsOn(process)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aBurstFillsProcessesAndNoMore(Database.Dialect dialect) throws Exception {
        open(dialect);
        List<String> warm = List.of(warm(10), warm(10), warm(10));

        List<Placed> placed = atOnce(40);

        assertThat(placed).filteredOn(Placed::fresh).hasSize(10);
        assertThat(warm).allSatisfy(process -> {
            assertThat(roomsOn(process)).isEqualTo(10);
            assertThat(lists.active("app-1", process, RoomsOfProcess.After.START).rooms()).hasSize(10);
        });
    }

    private List<Placed> atOnce(int times) throws InterruptedException, ExecutionException {
        List<Placed> all = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(times)) {
            List<Future<Placed>> futures = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                String id = "r" + i;
                futures.add(threads.submit(() -> create(id).orElseThrow()));
            }
            for (Future<Placed> future : futures) {
                all.add(future.get());
            }
        }
        return all;
    }

    /** Whatever is done in whatever order: an address that is known is the one that is recorded. */
    @ParameterizedTest
    @EnumSource
    void whatIsKnownIsWhatIsRecorded(Database.Dialect dialect) {
        open(dialect);
        Random random = new Random(7);
        int known = 0;
        for (int i = 0; i < 400; i++) {
            String room = "r" + random.nextInt(4);
            List<GameProcess> living = processes.living();
            String process = living.isEmpty() ? "" : living.get(random.nextInt(living.size())).processId();
            String done = switch (random.nextInt(living.isEmpty() ? 3 : 20)) {
                case 0 -> "warm " + warm(2);
                case 1 -> "create " + create(room + "-" + i / 50);
                case 2 -> "resume " + rooms.resume("app-1", room + "-" + i / 50, newProcess(2), NOW);
                case 3 -> "suspend " + rooms.suspend("app-1", room + "-" + i / 50, NOW);
                case 4 -> "destroy " + rooms.destroy("app-1", room + "-" + i / 50, NOW);
                case 5 -> {
                    processes.noteEnded(process, true, "ended", NOW);
                    yield "end " + process;
                }
                case 6 -> "stop " + processes.stop(process, "stopped", random.nextBoolean(), NOW);
                case 7 -> "replace a port of " + processes.find(process)
                        .map(p -> processes.replacePort(p, p.ports().getFirst().port()));
                case 8 -> {
                    processes.find(process).ifPresent(p -> processes.noteRunning(process, p.ports(), NOW));
                    yield "up " + process;
                }
                default -> "look " + rooms.locate("app-1", room + "-" + i / 50);
            };
            known += requireKnownRight(i, done);
        }
        assertThat(known).as("or nothing was tested").isGreaterThan(50);
    }

    private int requireKnownRight(int i, String done) {
        int known = 0;
        for (int room = 0; room < 4; room++) {
            String id = "r" + room + "-" + i / 50;
            Optional<Address> address = rooms.address("app-1", id);
            if (address.isPresent()) {
                assertThat(address).as("%s after %d: %s", id, i, done).isEqualTo(rooms.locate("app-1", id)
                        .map(RoomStore.Located::process).map(Address::of));
                known++;
            }
        }
        return known;
    }
}
