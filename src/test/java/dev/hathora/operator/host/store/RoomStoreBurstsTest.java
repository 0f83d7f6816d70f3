package dev.hathora.operator.host.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.host.model.Placed;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What is done at once by many: nothing is given twice, and nobody locks others out. */
@Execution(ExecutionMode.CONCURRENT)
class RoomStoreBurstsTest extends RoomStoreFixture {
    @RegisterExtension
    static final Databases DATABASES = new Databases();

    @Override
    Databases databases() {
        return DATABASES;
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
        assertThat(processes.living()).hasSize(5).allSatisfy(p -> assertThat(p.rooms()).isEqualTo(2));
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
