package dev.hathora.operator.host.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.hathora.operator.host.HostProgram;
import dev.hathora.operator.host.crash.Case.Result;
import dev.hathora.operator.host.crash.Fate.When;
import dev.hathora.operator.host.store.PortNumbers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The host dies at every point of every operation: before it writes or does something, and after that and before it hears
 * of it. The next one remembers nothing but the records and the games that run, and keeps the promises. A first run of each
 * operation, in which it dies at the end, tells which points there are.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(value = HostProgram.OTHER_GAMES, mode = ResourceAccessMode.READ)
@Timeout(900)
@SuppressWarnings("NullAway.Init") // JUnit sets it before the first test
@Order(1)
class HostCrashPointsTest {
    /** Most of them wait for something nearly all of the time. */
    private static final int AT_ONCE = 24;
    /** What a host needs most is time to start. */
    private static final int STARTS = 3;
    /** Whether something happens may depend on the moment. */
    private static final int TRIES = 3;
    private static final boolean EVERYWHERE = Boolean.getBoolean("crash.everywhere");
    private static final String SQLITE = "SQLite";
    private static final Pattern IS_ABOUT_THE_DATABASE = Pattern.compile(" (Database|Flyway|Statement)\\.\\w+$");
    private static final int PORTS = 10;
    private static final int FIRST_PORT = 21_000;
    private static final int LAST_PORT = 23_999;

    private MortalJvm jvm;
    private final Servers servers = new Servers();
    private final AtomicInteger number = new AtomicInteger();
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final Semaphore starts = new Semaphore(STARTS);
    private final Set<String> taken = ConcurrentHashMap.newKeySet();
    private final ConcurrentSkipListMap<String, List<Point>> points = new ConcurrentSkipListMap<>();
    private final ConcurrentLinkedQueue<Result> results = new ConcurrentLinkedQueue<>();

    @BeforeAll
    void prepare(@TempDir Path shared) throws IOException {
        jvm = MortalJvm.prepare(shared);
        try (MortalHostProgram first = new MortalHostProgram(jvm, shared, List.of(jvm.writesArchive()),
                List.of("--port",
                        "0", "--applications", shared.toString(), "--database",
                        "jdbc:sqlite:" + shared.resolve("first.db")))) {
            first.awaitUri();
            first.end();
        }
    }

    static Stream<Operation> operations() {
        return Operations.chosen();
    }

    static Stream<Operation> operationsOnPostgresql() {
        return Operations.chosenOnPostgresql();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void everyPromiseIsKept(Operation operation, @TempDir Path folder) throws Exception {
        play(operation, SQLITE, folder);
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("operationsOnPostgresql")
    void everyPromiseIsKeptOnPostgresql(Operation operation, @TempDir Path folder) throws Exception {
        play(operation, "PostgreSQL", folder);
    }

    private void play(Operation operation, String database, Path folder) throws Exception {
        Result undisturbed = play(Stream.of(new Case(operation, database, null)), folder).getFirst();
        assertThat(undisturbed.points()).as("effects of " + operation).isNotEmpty();
        points.putIfAbsent(operation.name(), undisturbed.points());

        List<Result> played = play(fates(operation, undisturbed.fates()).filter(fate -> isTaken(database, fate))
                .map(fate -> new Case(operation, database, fate)), folder);

        results.addAll(played);
        assertThat(played).as("points that were not reached").filteredOn(result -> !result.met())
                .filteredOn(result -> mustBeMet(result.played())).isEmpty();
    }

    /** How often something happens that depends on the moment is not known. */
    private static Stream<Fate> fates(Operation operation, List<Fate> possible) {
        return possible.stream().flatMap(fate -> operation.late() && fate.when() == When.AFTER
                && fate.point().name().endsWith("ProcessBuilder.start")
                        ? Stream.of(fate, new Fate(When.LATE, fate.point()))
                        : Stream.of(fate))
                .filter(fate -> fate.point().occurrence() == 1 || !operation.dependsOnTheMoment(fate.point()));
    }

    /**
     * To die where a game server is started, say, is much the same in each operation that starts one. So each point is taken
     * once on each side, in the operation that comes to it first; and what is done to the machine on SQLite only.
     */
    private boolean isTaken(String database, Fate fate) {
        return EVERYWHERE
                || ((database.equals(SQLITE) || IS_ABOUT_THE_DATABASE.matcher(fate.point().name()).find())
                        && taken.add(database + fate));
    }

    private static boolean mustBeMet(Case played) {
        return played.fate() != null && played.fate().point().occurrence() == 1
                && !played.operation().dependsOnTheMoment(played.fate().point());
    }

    private List<Result> play(Stream<Case> cases, Path folder) throws Exception {
        List<Future<Result>> running = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            cases.forEach(played -> running.add(threads.submit(() -> {
                places.acquire();
                try {
                    return playUntilMet(played, folder);
                } finally {
                    places.release();
                }
            })));
        }
        List<Result> all = new ArrayList<>();
        for (Future<Result> result : running) {
            all.add(result.get());
        }
        return all;
    }

    private Result playUntilMet(Case played, Path folder) throws Exception {
        Result result = playOnce(played, folder);
        for (int i = 1; i < TRIES && played.fate() != null && !result.met(); i++) {
            result = playOnce(played, folder);
        }
        return result;
    }

    private Result playOnce(Case played, Path folder) throws Exception {
        int n = number.incrementAndGet();
        Path home = Files.createDirectories(folder.resolve("case-" + n));
        int first = FIRST_PORT + n * PORTS % (LAST_PORT + 1 - FIRST_PORT);
        try (Scene scene = new Scene(jvm, home, servers.database(played.database(), home, "case_" + n),
                new PortNumbers(first, first + PORTS - 1), "app-crash-" + ProcessHandle.current().pid() + "-" + n,
                played.operation().spec())) {
            return played.play(scene, starts);
        }
    }

    @AfterAll
    void print() throws IOException {
        servers.close();
        Files.writeString(Path.of("target", "host-crash.md"), CrashTable.all(results));
        System.out.println(CrashTable.sum(points, results));
        if (points.size() == Operations.all().size()) {
            new DocumentedEffects(Path.of("docs/crash-safety.md"))
                    .require(CrashTable.effects(points, Operations.all()));
        }
    }
}
