package dev.hathora.operator.crash;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.crash.Effects.Fate;
import dev.hathora.operator.crash.Effects.Mishap;
import dev.hathora.operator.crash.Effects.Point;
import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.simulator.Simulator;
import dev.hathora.operator.testing.MockCluster;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One transition, in which one instance of the operator after the other meets its fate, until the last one settles it.
 *
 * @param transition what happens
 * @param fates where something goes wrong for the instances, one after the other
 */
record Case(Transition transition, List<Fate> fates) {
    private static final Duration LONGEST = Duration.ofMinutes(2);

    /** Settled means so for this long, with at least two looks at the room. */
    private static final Duration HOLDS = Duration.ofMillis(1200);

    /** How long after a room was wanted suspended a call from before may land that resumes it. */
    private static final Duration ON_ITS_WAY = HathoraCalls.LATE.plusSeconds(1);

    /** An instance that has had nothing to do for so long will not meet its fate any more. */
    private static final Duration IDLE = Duration.ofSeconds(4);

    /**
     * What became of it.
     *
     * @param last what the instance that settled it did until then
     * @param reached how many of the instances met their fate
     * @param settled how long it took from the last mishap, or from the beginning where there was none
     */
    record Result(Case played, List<Point> last, int reached, Duration settled) {}

    /**
     * Plays it and checks the promises.
     *
     * @param hathora starts one whose processes take so long to boot
     */
    Result play(MockCluster cluster, Function<Duration, Simulator> hathora, AtomicInteger number) {
        try (Scene scene = new Scene(cluster, "case-" + number.incrementAndGet(),
                hathora.apply(transition.boot()))) {
            try {
                return play(scene);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(this + ": " + e.getMessage() + "\n" + scene.record(), e);
            }
        }
    }

    private Result play(Scene scene) {
        Effects first = new Effects(fates.isEmpty() ? null : fates.getFirst());
        scene.start(first);
        transition.given().accept(scene);
        first.count();
        CompletableFuture<Void> action = CompletableFuture.runAsync(() -> transition.action().accept(scene),
                task -> Thread.ofVirtual().start(task));
        Effects instance = first;
        Instant begin = Instant.now();
        Instant landed = begin;
        int reached = 0;
        for (Fate fate : fates) {
            if (!strikes(scene, instance, action)) {
                break;
            }
            reached++;
            begin = Instant.now();
            if (!fate.how().kills()) {
                continue;
            }
            landed = fate.how() == Mishap.LATE ? begin.plus(HathoraCalls.LATE) : landed;
            instance = new Effects(reached < fates.size() ? fates.get(reached) : null);
            instance.count();
            scene.start(instance);
        }
        awaitSettled(scene, action);
        List<Point> points = instance.points();
        Duration settled = Duration.between(begin, Instant.now());
        Instant calm = landed.plusMillis(500);
        Awaitility.await("late calls land").atMost(LONGEST).until(() -> Instant.now().isAfter(calm));
        Awaitility.await("stays settled").atMost(LONGEST).during(HOLDS).pollInterval(Duration.ofMillis(100))
                .until(() -> isSettled(scene, action));
        check(scene);
        return new Result(this, points, reached, settled);
    }

    /** Whether an instance gets to where its fate strikes; it does not where it comes to rest before. */
    private boolean strikes(Scene scene, Effects instance, CompletableFuture<Void> action) {
        Instant settledSince = null;
        Instant end = Instant.now().plus(LONGEST);
        while (Instant.now().isBefore(end)) {
            if (await(instance)) {
                return true;
            }
            settledSince = !isSettled(scene, action) ? null : settledSince == null ? Instant.now() : settledSince;
            if (settledSince != null && Instant.now().isAfter(settledSince.plus(IDLE))) {
                return false;
            }
        }
        throw new AssertionError("neither met its fate nor settled within " + LONGEST);
    }

    private static boolean await(Effects instance) {
        try {
            return instance.struck().await(50, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void awaitSettled(Scene scene, CompletableFuture<Void> action) {
        Awaitility.await("settled").atMost(LONGEST).pollInterval(Duration.ofMillis(50))
                .until(() -> isSettled(scene, action));
    }

    private boolean isSettled(Scene scene, CompletableFuture<Void> action) {
        if (action.isCompletedExceptionally()) {
            action.join();
        }
        return action.isDone() && states(scene).equals(transition.live()) && transition.outcome().test(scene);
    }

    private static List<RoomStatus> states(Scene scene) {
        return scene.liveRooms().stream().map(SimulatedRoom::status).toList();
    }

    /** The promises, by Hathora's own record. */
    private void check(Scene scene) {
        SimulatedRoom before = null;
        for (SimulatedRoom room : scene.rooms()) {
            assertThat(before == null || endedBefore(before, room)).as("never two at a time").isTrue();
            assertThat(scene.suspensions().broken(scene.hathora().history(room.roomId()), ON_ITS_WAY))
                    .as("what brought back a room that was to stay suspended").isEmpty();
            before = room;
        }
        assertThat(states(scene)).as("exactly the rooms that are wanted").isEqualTo(transition.live());
        assertThat(transition.outcome().test(scene)).as("status says so").isTrue();
    }

    private static boolean endedBefore(SimulatedRoom earlier, SimulatedRoom later) {
        @Nullable
        Instant end = earlier.destroyedAt();
        return end != null && !end.isAfter(later.createdAt());
    }

    @Override
    public String toString() {
        return transition + fates.stream().map(fate -> ", " + fate).reduce("", String::concat);
    }
}
