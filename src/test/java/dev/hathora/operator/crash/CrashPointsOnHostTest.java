package dev.hathora.operator.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

import dev.hathora.operator.crash.Case.Result;
import dev.hathora.operator.crash.Effects.Fate;
import dev.hathora.operator.crash.Effects.Point;
import dev.hathora.operator.host.store.PortNumbers;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.HostBehindSimulators;
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
 * {@link CrashPointsTest} with a host and real game servers instead of the simulator's rooms: the same transitions and
 * the same promises. The operator dies at its calls to Hathora, not at its writes to Kubernetes, of which a host sees
 * nothing.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
@Order(1)
class CrashPointsOnHostTest {
    private static final Set<String> ALWAYS = Thorough.Rows.isThorough()
            ? Set.of("create", "resume", "its game ends, Always", "delete, Destroy")
            : Set.of("create");

    /** More than there are cases, of which few have a slow boot. */
    private static final int CASES = Thorough.Rows.takesAll() ? 450 : 100;
    private static final int SLOW_CASES = Thorough.Rows.takesAll() ? 150 : 0;

    private final HostBehindSimulators host = new HostBehindSimulators(
            Map.of(options(Transitions.AT_ONCE), CASES, options(Transitions.A_WHILE), SLOW_CASES),
            new PortNumbers(16_000, 17_999));
    private final CrashPoints crash = new CrashPoints(boot -> host.start(options(boot)));
    private final ConcurrentSkipListMap<String, CrashTable.Row> table = new ConcurrentSkipListMap<>();

    private static SimulatorOptions options(Duration boot) {
        return SimulatorOptions.defaults().withBoot(boot);
    }

    static Stream<Transition> transitions() {
        Predicate<Transition> always = transition -> ALWAYS.contains(transition.name());
        return Thorough.Rows.takesAll()
                ? Transitions.onAnyHathora()
                : Transitions.onAnyHathora().filter(always);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("transitions")
    void onePromiseKeptWhereverItDies(Transition transition) throws Exception {
        List<List<Point>> undisturbed = crash.points(transition, 2);
        List<Point> points = undisturbed.getFirst();
        List<Result> results = crash.play(CrashPoints.deaths(points).filter(fate -> !fate.at().isWrite())
                .map(fate -> new Case(transition, List.of(fate))));

        table.put(transition.name(), CrashTable.Row.of(transition.name(), points, results));
        assertThat(results).as("points that were not reached").filteredOn(result -> result.reached() < 1)
                .extracting(result -> result.played().fates().getFirst()).map(Fate::at)
                .filteredOn(point -> CrashPoints.mustBeReached(point, undisturbed)).isEmpty();
    }

    @AfterAll
    void print() throws IOException {
        System.out.println(CrashTable.text(table.values()));
        Files.writeString(Path.of("target", "crash-host.md"), CrashTable.markdown(table.values()));
        host.close();
    }
}
