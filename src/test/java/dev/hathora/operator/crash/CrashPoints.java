package dev.hathora.operator.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.hathora.operator.crash.Case.Result;
import dev.hathora.operator.crash.Effects.Fate;
import dev.hathora.operator.crash.Effects.Mishap;
import dev.hathora.operator.crash.Effects.Point;
import dev.hathora.operator.simulator.Simulator;
import dev.hathora.operator.testing.MockCluster;

import static org.assertj.core.api.Assertions.assertThat;

/** Finds the points of a transition at which something can go wrong, and plays many cases at a time. */
final class CrashPoints {
    /** Most of them wait for something nearly all of the time; more of them than this starve each other. */
    private static final int AT_ONCE = 32;

    /**
     * To die before or after a read is to die between two changes, which those cases cover already; so reads are taken in
     * only where there is time, by {@code -Dcrash.reads=true}. getConnectionInfo is no read: it can wake a room.
     */
    private static final boolean READS = Boolean.getBoolean("crash.reads");
    private static final Set<String> MAY_LAND_LATE = Set.of("createRoom", "destroyRoom", "suspendRoom", "resumeRoom",
            "updateRoomConfig", "getConnectionInfo");

    /** A call for a new room is never sent again by chance: a second one is a second room that the transition asks for. */
    private static final String NEVER_REPEATED = "createRoom";

    private final AtomicInteger number = new AtomicInteger();
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final Function<Duration, Simulator> hathora;

    /** @param hathora starts the Hathora of one case, whose processes take so long to boot */
    CrashPoints(Function<Duration, Simulator> hathora) {
        this.hathora = hathora;
    }

    /**
     * What every undisturbed run did for the first time has to come up in a run with a mishap. Three things depend on the
     * moment and are not asked for: reads; a repetition (a Secret that changes while a call is prepared, a release that met
     * another write); and a status that a release outdates.
     */
    static boolean mustBeReached(Point point, List<List<Point>> undisturbed) {
        boolean outdated = point.effect().equals("write status")
                && undisturbed.stream().allMatch(points -> points.getLast().effect().equals("release"));
        boolean repetition = point.occurrence() > 1 && !point.effect().equals(NEVER_REPEATED);
        return point.changesSomething() && undisturbed.stream().allMatch(points -> points.contains(point))
                && !outdated && !repetition;
    }

    /** What the operator does in so many runs without a mishap. */
    List<List<Point>> points(Transition transition, int runs) throws Exception {
        return play(IntStream.range(0, runs).mapToObj(run -> new Case(transition, List.of()))).stream()
                .map(result -> untilLastChange(result.last())).toList();
    }

    /** What follows is routine: looks at a room with which all is well. */
    private static List<Point> untilLastChange(List<Point> points) {
        assertThat(points).as("what the operator does").anyMatch(Point::changesSomething);
        int last = points.indexOf(points.reversed().stream().filter(Point::changesSomething).findFirst().orElseThrow());
        return points.subList(0, last + 1);
    }

    /** All that can go wrong at these points. */
    static Stream<Fate> fates(List<Point> points) {
        // how often a booting room is asked for its port, and when lists are read, is a matter of time
        return points.stream().filter(p -> p.occurrence() == 1 || !p.effect().equals("getConnectionInfo"))
                .filter(p -> !p.effect().endsWith("RoomsForProcess"))
                .filter(p -> READS || p.changesSomething() || MAY_LAND_LATE.contains(p.effect()))
                .flatMap(point -> Stream.of(Mishap.values()).filter(how -> canStrike(how, point))
                        .map(how -> new Fate(point, how)));
    }

    /** The part of it that an instance does not survive. */
    static Stream<Fate> deaths(List<Point> points) {
        return fates(points).filter(fate -> fate.how().kills());
    }

    private static boolean canStrike(Mishap how, Point point) {
        return switch (how) {
            case BEFORE, AFTER -> true;
            case LATE -> MAY_LAND_LATE.contains(point.effect());
            case REFUSED, UNHEARD -> point.isWrite();
        };
    }

    /** Plays cases, in a cluster of their own: the server reads all that it has for each request. */
    List<Result> play(Stream<Case> cases) throws Exception {
        List<Future<Result>> running = new ArrayList<>();
        try (MockCluster cluster = new MockCluster(); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            cases.forEach(played -> running.add(threads.submit(() -> {
                places.acquire();
                try {
                    return played.play(cluster, hathora, number);
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
