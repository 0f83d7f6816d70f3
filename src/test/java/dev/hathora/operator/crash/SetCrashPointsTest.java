package dev.hathora.operator.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.hathora.operator.crash.Effects.Fate;
import dev.hathora.operator.crash.Effects.Point;
import dev.hathora.operator.crash.SetCase.Result;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import dev.hathora.operator.testing.Thorough;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The operator dies at every change that it makes for a set and for its rooms, as in {@link CrashPointsTest}, on a real
 * API server: only that deletes orphans and releases them. At each write to Kubernetes it also lives on, with a 503 or
 * without an answer.
 */
@RealApiServer
@Order(1)
class SetCrashPointsTest {
    /** Of the cases of a transition, only each fifth is played where time is short. */
    private static final int EVERY = Thorough.Rows.takesAll() ? 1 : Thorough.Rows.isThorough() ? 3 : 5;
    private static final int AT_ONCE = 8;

    private final TestCluster cluster;
    private final Semaphore places = new Semaphore(AT_ONCE);

    SetCrashPointsTest(TestCluster cluster) {
        this.cluster = cluster;
    }

    static Stream<SetTransition> transitions() {
        return SetTransition.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("transitions")
    void promisesAreKeptWhereverItDies(SetTransition transition) throws Exception {
        List<Point> points = play(Stream.of(new SetCase(transition, null))).getFirst().points();
        assertThat(points).as("what the operator does").anyMatch(Point::changesSomething);
        List<Fate> fates = CrashPoints.fates(points).toList();

        List<Result> results = play(IntStream.range(0, fates.size()).filter(i -> i % EVERY == 0)
                .mapToObj(i -> new SetCase(transition, fates.get(i))));

        System.out.printf("SETS %s: %d points, %d fates, %d played, %d struck, %d of them deaths; at most %d rooms, %d "
                + "allowed; %d comparisons%n", transition, points.size(), fates.size(), results.size(),
                results.stream().filter(Result::reached).count(),
                results.stream().filter(r -> r.reached() && r.played().fate() != null
                        && r.played().fate().how().kills()).count(),
                results.stream().mapToInt(Result::most).max().orElse(0), transition.allowed(),
                results.stream().mapToInt(Result::samples).sum());
        // how often status is written is a matter of time; most of the rest comes up in every run
        assertThat(results).filteredOn(Result::reached).hasSizeGreaterThan(results.size() / 2);
    }

    private List<Result> play(Stream<SetCase> cases) throws Exception {
        List<Future<Result>> running = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            cases.forEach(played -> running.add(threads.submit(() -> {
                places.acquire();
                try {
                    return played.play(cluster);
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
