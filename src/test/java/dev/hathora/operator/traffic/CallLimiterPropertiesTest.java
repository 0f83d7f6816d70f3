package dev.hathora.operator.traffic;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.testing.VirtualTime;
import dev.hathora.operator.traffic.Admissions.Admission;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CallLimiterPropertiesTest {
    private static final List<Lane> LANES = List.of(Lane.values());

    /** @param afterMillis since who asked before */
    record Ask(Lane lane, Flow flow, int afterMillis, int chance) {
        boolean givesUp() {
            return chance == 0;
        }

        boolean bringsA429() {
            return chance == 1;
        }
    }

    @Provide
    Arbitrary<List<Ask>> asks() {
        Arbitrary<Flow> flows = Combinators.combine(Arbitraries.of("n1", "n2", "n3"), Arbitraries.of("a1", "a2", "a3"))
                .as(Flow::new);
        return Combinators.combine(Arbitraries.of(Lane.values()), flows, Arbitraries.integers().between(0, 300),
                Arbitraries.integers().between(0, 9)).as(Ask::new).list().ofMaxSize(150);
    }

    /** For all orders of requests, lanes, cancellations, 429 answers and timer delays. */
    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void neverMoreThanTheRateInTheirOrderAndAllInTheEnd(@ForAll @DoubleRange(min = 0.5, max = 500) double rate,
            @ForAll("asks") List<Ask> asks, @ForAll @IntRange(max = 100) int latestMillis,
            @ForAll long seed) {
        Random random = new Random(seed);
        Admissions admissions = new Admissions(rate,
                new VirtualTime(() -> Duration.ofMillis(random.nextInt(latestMillis + 1))));
        int gaveUp = 0;
        for (Ask ask : asks) {
            admissions.pass(Duration.ofMillis(ask.afterMillis()));
            CompletableFuture<Void> place = admissions.ask(ask.lane(), ask.flow());
            if (ask.givesUp() && place.cancel(false)) {
                gaveUp++;
            }
            if (ask.bringsA429()) {
                admissions.call(CallEnds.throttled(null));
            }
        }
        admissions.pass(Duration.ofHours(1));

        assertThat(admissions.admitted).as("all but who gave up").hasSize(asks.size() - gaveUp);
        assertThat(admissions.time.scheduled()).isZero();
        admissions.admitted.stream()
                .collect(Collectors.groupingBy(admission -> Map.entry(admission.lane(), admission.flow())))
                .forEach((line, admitted) -> assertThat(admitted).as("first come, first served in %s", line)
                        .isSortedAccordingTo(Comparator.comparing(Admission::number)));
        assertNeverMoreThan(rate, Math.max(1, rate / 5), admissions.admitted);
    }

    private static void assertNeverMoreThan(double rate, double burst, List<Admission> admitted) {
        for (int from = 0; from < admitted.size(); from++) {
            for (int to = from; to < admitted.size(); to++) {
                double window = admitted.get(to).seconds() - admitted.get(from).seconds();
                assertThat(to - from + 1.0).as("in %f s", window).isLessThanOrEqualTo(rate * window + burst + 1e-6);
            }
        }
    }

    /** The same in real time, from many threads, some of which cancel. */
    @Test
    void nobodyIsForgottenWhateverTheThreadsDo() throws InterruptedException {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
        timer.setRemoveOnCancelPolicy(true);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
                CallLimiter limiter = new CallLimiter(2000, timer)) {
            List<CompletableFuture<Void>> calls = IntStream.range(0, 1200)
                    .mapToObj(i -> CompletableFuture.runAsync(() -> call(limiter, i), callers))
                    .toList();
            assertThat(CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)))
                    .succeedsWithin(30, TimeUnit.SECONDS);
            for (Lane lane : LANES) {
                assertThat(limiter.waiting(lane)).isZero();
            }
            assertThat(timer.getQueue()).as("at rest").isEmpty();
        } finally {
            timer.shutdownNow();
        }
    }

    private static void call(CallLimiter limiter, int number) {
        CompletableFuture<Void> place = limiter.admit(LANES.get(number % LANES.size()), Admissions.ANY);
        if (number % 5 == 0 && place.cancel(false)) {
            return;
        }
        place.join();
        limiter.called(Operation.GET_ROOM_INFO, Admissions.ANY.appId(), CallEnds.success(), Duration.ofNanos(1));
    }
}
