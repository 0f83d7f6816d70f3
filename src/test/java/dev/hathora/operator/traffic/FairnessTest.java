package dev.hathora.operator.traffic;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * How long a new room of one tenant takes next to a tenant who needs far more calls than the limit allows, in virtual
 * time: at most one and a half times as long as alone.
 */
class FairnessTest {
    private static final double CALLS_PER_SECOND = 5;
    private static final Duration CALL = Duration.ofMillis(20);
    private static final Duration BOOT = Duration.ofSeconds(2);
    private static final Flow NEIGHBOUR = new Flow("neighbour", "app-n");

    /**
     * What a tenant wants: calls in one lane, for so many rooms, spread over namespaces and applications.
     *
     * @param again the pause before each room's next call
     * @param follow how many calls belong to each that is admitted
     */
    private record Load(Lane lane, int rooms, Flow first, int namespaces, int applications, Duration again,
            int follow) {
        static Load in(Lane lane, Flow flow) {
            return new Load(lane, 100, flow, 1, 1, Duration.ofSeconds(10), 0);
        }

        static Load in(Lane lane) {
            return in(lane, new Flow("tenant", "app-t"));
        }

        Load spread(int overNamespaces, int overApplications) {
            return new Load(lane, rooms, first, overNamespaces, overApplications, again, follow);
        }

        Load every(Duration pause) {
            return new Load(lane, rooms, first, namespaces, applications, pause, follow);
        }

        Load followedBy(int calls) {
            return new Load(lane, rooms, first, namespaces, applications, again, calls);
        }

        Load ofOneRoom() {
            return new Load(lane, 1, first, namespaces, applications, Duration.ZERO, follow);
        }

        private Flow flow(int room) {
            int namespace = room % namespaces;
            int application = room % applications;
            return new Flow(first.namespace() + (namespace == 0 ? "" : namespace),
                    first.appId() + (application == 0 ? "" : application));
        }

        void on(Admissions calls) {
            IntStream.range(0, rooms).forEach(room -> call(calls, flow(room)));
        }

        private void call(Admissions calls, Flow flow) {
            var unused = calls.ask(lane, flow).thenRun(() -> later(calls, CALL, () -> {
                IntStream.range(0, follow).forEach(i -> calls.limiter.follow(lane, flow));
                later(calls, again, () -> call(calls, flow));
            }));
        }
    }

    static Stream<Arguments> loads() {
        Load creates = Load.in(Lane.CHANGE);
        Load deletes = creates.followedBy(1);
        Load boots = Load.in(Lane.READINESS).every(Duration.ofSeconds(2));
        Load looks = Load.in(Lane.ROUTINE).every(Duration.ofSeconds(1));
        return Stream.of(
                arguments("creates that fail for an unknown application", List.of(creates)),
                arguments("one application in many namespaces", List.of(creates.spread(50, 1))),
                arguments("many applications in one namespace", List.of(creates.spread(1, 50))),
                arguments("the neighbour's application", List.of(Load.in(Lane.CHANGE, new Flow("t", "app-n")))),
                arguments("the neighbour's namespace", List.of(Load.in(Lane.CHANGE, new Flow("neighbour", "app-t")))),
                arguments("deletes en masse", List.of(deletes)),
                arguments("deletes en masse in many namespaces", List.of(deletes.spread(50, 1))),
                arguments("rooms that boot for ever", List.of(boots)),
                arguments("more settled rooms than can be looked after", List.of(looks)),
                arguments("one room that restarts in a loop", List.of(creates.followedBy(1).ofOneRoom())),
                arguments("everything at once", List.of(creates, deletes, boots, looks)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("loads")
    void aNeighboursNewRoomTakesAtMostOneAndAHalfTimesAsLongAsAlone(String tenant, List<Load> loads) {
        double alone = newRoom(List.of(), 0);
        assertThat(alone).as("seconds alone").isBetween(2.0, 2.6);

        List<Double> beside = IntStream.range(0, 10).mapToObj(i -> newRoom(loads, i * 40)).toList();

        assertThat(beside).as("seconds beside %s, whenever it begins", tenant)
                .allSatisfy(seconds -> assertThat(seconds).isLessThanOrEqualTo(1.5 * alone));
    }

    /** Seconds from when a room is wanted until it is known to be up. */
    private static double newRoom(List<Load> beside, int afterMillis) {
        Admissions calls = new Admissions(CALLS_PER_SECOND);
        beside.forEach(load -> load.on(calls));
        calls.pass(Duration.ofSeconds(5).plusMillis(afterMillis));
        double begin = calls.time.seconds();
        double[] end = {0};
        var unused = calls.ask(Lane.CHANGE, NEIGHBOUR).thenRun(
                () -> later(calls, CALL, () -> poll(calls, calls.time.seconds() + BOOT.toSeconds(), 250, end)));
        calls.pass(Duration.ofSeconds(30));
        assertThat(end[0]).as("the room is up").isPositive();
        return end[0] - begin;
    }

    /** As the watcher polls a room that boots. */
    private static void poll(Admissions calls, double up, long pause, double[] end) {
        later(calls, Duration.ofMillis(pause), () -> {
            var unused = calls.ask(Lane.READINESS, NEIGHBOUR).thenRun(() -> {
                boolean isUp = calls.time.seconds() >= up;
                later(calls, CALL, () -> {
                    if (isUp) {
                        calls.limiter.follow(Lane.READINESS, NEIGHBOUR);
                        later(calls, CALL, () -> end[0] = calls.time.seconds());
                    } else {
                        poll(calls, up, (long) (pause * 1.15), end);
                    }
                });
            });
        });
    }

    private static void later(Admissions calls, Duration pause, Runnable then) {
        var unused = calls.time.schedule(then, pause.toNanos(), TimeUnit.NANOSECONDS);
    }
}
