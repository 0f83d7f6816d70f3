package dev.hathora.operator.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.hathora.operator.crash.Case.Result;
import dev.hathora.operator.crash.Effects.Fate;
import dev.hathora.operator.crash.Effects.Mishap;
import dev.hathora.operator.crash.Effects.Point;
import dev.hathora.operator.testing.MockCluster;
import dev.hathora.operator.testing.Thorough;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The operator dies at every point of every transition: before it does something, after it did and before it hears of
 * it, and with a call on its way that lands when it is long dead. The next instance remembers nothing, and keeps the
 * promises. At each write to Kubernetes it also lives on, with a 503 or without an answer. A first run of each transition, in which nobody dies, tells which points there are.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
class CrashPointsTest {
    /** Most of them wait for something nearly all of the time; more of them than this starve each other. */
    private static final int AT_ONCE = 24;

    /**
     * To die before or after a read is to die between two changes, which those cases cover already; so reads are taken in
     * only where there is time, by {@code -Dcrash.reads=true}. getConnectionInfo is no read: it can wake a room.
     */
    private static final boolean READS = Boolean.getBoolean("crash.reads");
    private static final Set<String> MAY_LAND_LATE = Set.of("createRoom", "destroyRoom", "suspendRoom", "resumeRoom",
            "updateRoomConfig", "getConnectionInfo");

    /** A call for a new room is never sent again by chance: a second one is a second room that the transition asks for. */
    private static final String NEVER_REPEATED = "createRoom";

    private final MockCluster cluster = new MockCluster();
    private final AtomicInteger number = new AtomicInteger();
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final ConcurrentSkipListMap<String, CrashTable.Row> table = new ConcurrentSkipListMap<>();

    static Stream<Transition> transitions() {
        return Transitions.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("transitions")
    void onePromiseKeptWhereverItDies(Transition transition) throws Exception {
        List<List<Point>> undisturbed = points(transition, 3);
        List<Point> points = undisturbed.getFirst();
        List<Result> results = play(fates(points).map(fate -> new Case(transition, List.of(fate))));

        table.put(transition.name(), CrashTable.Row.of(transition.name(), points, results));
        assertThat(results).as("points that were not reached").filteredOn(result -> result.reached() < 1)
                .filteredOn(result -> mustBeReached(result.played().fates().getFirst().at(), undisturbed)).isEmpty();
    }

    /**
     * What every undisturbed run did for the first time has to come up in a run with a mishap. Three things depend on the
     * moment and are not asked for: reads; a repetition (a Secret that changes while a call is prepared, a release that met
     * another write); and a status that a release outdates.
     */
    private static boolean mustBeReached(Point point, List<List<Point>> undisturbed) {
        boolean outdated = point.effect().equals("write status")
                && undisturbed.stream().allMatch(points -> points.getLast().effect().equals("release"));
        boolean repetition = point.occurrence() > 1 && !point.effect().equals(NEVER_REPEATED);
        return point.changesSomething() && undisturbed.stream().allMatch(points -> points.contains(point))
                && !outdated && !repetition;
    }

    @Thorough
    @ParameterizedTest(name = "{0}")
    @MethodSource("twice")
    void theSecondInstanceMayDieAsWell(Transition transition) throws Exception {
        List<Result> once = play(
                deaths(points(transition, 1).getFirst()).map(fate -> new Case(transition, List.of(fate))));
        List<Result> twice = play(once.stream().flatMap(first -> deaths(first.last())
                .map(second -> new Case(transition, List.of(first.played().fates().getFirst(), second)))));

        table.put(transition.name() + ", twice", CrashTable.Row.of(transition.name() + ", twice", List.of(), twice));
        assertThat(twice).filteredOn(result -> result.reached() == 2).hasSizeGreaterThan(once.size());
    }

    static Stream<Transition> twice() {
        return Stream.of(Transitions.creation(), Transitions.deletion());
    }

    @AfterAll
    void print() throws IOException {
        System.out.println(CrashTable.text(table.values()));
        Files.writeString(Path.of("target", "crash.md"), CrashTable.markdown(table.values()));
        cluster.close();
    }

    /** What the operator does in so many runs without a mishap. */
    private List<List<Point>> points(Transition transition, int runs) throws Exception {
        return play(IntStream.range(0, runs).mapToObj(run -> new Case(transition, List.of()))).stream()
                .map(result -> untilLastChange(result.last())).toList();
    }

    /** What follows is routine: looks at a room with which all is well. */
    private static List<Point> untilLastChange(List<Point> points) {
        assertThat(points).as("what the operator does").anyMatch(Point::changesSomething);
        int last = points.indexOf(points.reversed().stream().filter(Point::changesSomething).findFirst().orElseThrow());
        return points.subList(0, last + 1);
    }

    private static Stream<Fate> fates(List<Point> points) {
        // how often a booting room is asked for its port, and when lists are read, is a matter of time
        return points.stream().filter(p -> p.occurrence() == 1 || !p.effect().equals("getConnectionInfo"))
                .filter(p -> !p.effect().endsWith("RoomsForProcess"))
                .filter(p -> READS || p.changesSomething() || MAY_LAND_LATE.contains(p.effect()))
                .flatMap(point -> Stream.of(Mishap.values()).filter(how -> canStrike(how, point))
                        .map(how -> new Fate(point, how)));
    }

    private static Stream<Fate> deaths(List<Point> points) {
        return fates(points).filter(fate -> fate.how().kills());
    }

    private static boolean canStrike(Mishap how, Point point) {
        return switch (how) {
            case BEFORE, AFTER -> true;
            case LATE -> MAY_LAND_LATE.contains(point.effect());
            case REFUSED, UNHEARD -> point.isWrite();
        };
    }

    private List<Result> play(Stream<Case> cases) throws Exception {
        List<Future<Result>> running = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            cases.forEach(played -> running.add(threads.submit(() -> {
                places.acquire();
                try {
                    return played.play(cluster, number);
                } finally {
                    places.release();
                }
            })));
        }
        List<Result> results = new ArrayList<>();
        for (Future<Result> result : running) {
            results.add(result.get());
        }
        return results;
    }
}
