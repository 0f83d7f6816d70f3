package dev.hathora.operator.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.hathora.operator.crash.Case.Result;
import dev.hathora.operator.crash.Effects.Fate;
import dev.hathora.operator.crash.Effects.Point;
import dev.hathora.operator.simulator.Simulator;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.Thorough;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
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
@Order(1)
class CrashPointsTest {
    /** Only some transitions, and some of their cases, are played where time is short. */
    private static final int TRANSITIONS = Thorough.Rows.isThorough() ? 1 : 4;
    private static final int EVERY = Thorough.Rows.isThorough() ? 1 : 3;

    private final CrashPoints crash = new CrashPoints(
            boot -> Simulator.start(SimulatorOptions.defaults().withBoot(boot)));
    private final ConcurrentSkipListMap<String, CrashTable.Row> table = new ConcurrentSkipListMap<>();

    static Stream<Transition> transitions() {
        String part = System.getProperty("crash.transition");
        List<Transition> all = Transitions.all().toList();
        return part == null
                ? IntStream.range(0, all.size()).filter(i -> i % TRANSITIONS == 0).mapToObj(all::get)
                : all.stream().filter(transition -> transition.name().contains(part));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("transitions")
    void onePromiseKeptWhereverItDies(Transition transition) throws Exception {
        List<List<Point>> undisturbed = crash.points(transition, 3);
        List<Point> points = undisturbed.getFirst();
        List<Fate> fates = CrashPoints.fates(points).toList();
        List<Result> results = crash.play(IntStream.range(0, fates.size()).filter(i -> i % EVERY == 0)
                .mapToObj(i -> new Case(transition, List.of(fates.get(i)))));

        table.put(transition.name(), CrashTable.Row.of(transition.name(), points, results));
        assertThat(results).as("points that were not reached").filteredOn(result -> result.reached() < 1)
                .filteredOn(result -> CrashPoints.mustBeReached(result.played().fates().getFirst().at(), undisturbed))
                .isEmpty();
    }

    @Thorough
    @ParameterizedTest(name = "{0}")
    @MethodSource("twice")
    void theSecondInstanceMayDieAsWell(Transition transition) throws Exception {
        List<Result> once = crash.play(
                CrashPoints.deaths(crash.points(transition, 1).getFirst())
                        .map(fate -> new Case(transition, List.of(fate))));
        List<Result> twice = crash.play(once.stream().flatMap(first -> CrashPoints.deaths(first.last())
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
    }

}
