package dev.hathora.operator.crash;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.hathora.operator.crash.Effects.Fate;
import dev.hathora.operator.crash.Effects.Mishap;
import dev.hathora.operator.crash.Effects.Point;
import dev.hathora.operator.testing.TestCluster;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * One transition of a set, in which an instance of the operator meets its fate, and the next one settles it.
 *
 * @param transition what happens
 * @param fate where something goes wrong; null: nowhere
 */
record SetCase(SetTransition transition, @Nullable Fate fate) {
    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final Duration HOLDS = Duration.ofMillis(1200);
    /** An instance that has had nothing to do for so long will not meet its fate any more. */
    private static final Duration IDLE = Duration.ofSeconds(4);

    /**
     * What became of it.
     *
     * @param points what the first instance did
     * @param reached whether it met its fate
     * @param most the most rooms at a time
     * @param samples how often rooms and resources were compared
     */
    record Result(SetCase played, List<Point> points, boolean reached, int most, int samples) {}

    /** Plays it and checks the promises. */
    Result play(TestCluster cluster) {
        try (SetScene scene = new SetScene(cluster)) {
            try {
                return play(scene);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(this + ": " + e.getMessage() + "\n" + scene.record(), e);
            }
        }
    }

    private Result play(SetScene scene) {
        Effects first = new Effects(fate);
        scene.start(first);
        transition.given().accept(scene);
        first.count();
        CompletableFuture<Void> action = CompletableFuture.runAsync(() -> transition.action().accept(scene),
                task -> Thread.ofVirtual().start(task));
        boolean reached = fate != null && strikes(scene, first, action);
        Instant calm = Instant.now().plusMillis(500);
        if (fate != null && reached && fate.how().kills()) {
            calm = fate.how() == Mishap.LATE ? calm.plus(HathoraCalls.LATE) : calm;
            scene.start(new Effects(null));
        }
        Instant landed = calm;
        Awaitility.await("settled").atMost(LONGEST).pollInterval(Duration.ofMillis(100))
                .until(() -> isSettled(scene, action));
        Awaitility.await("late calls land").atMost(LONGEST).until(() -> Instant.now().isAfter(landed));
        Awaitility.await("stays settled").atMost(LONGEST).during(HOLDS).pollInterval(Duration.ofMillis(100))
                .until(() -> isSettled(scene, action));
        scene.judge().check(transition.allowed());
        return new Result(this, first.points(), reached, scene.judge().most(), scene.judge().samples());
    }

    /** Whether the instance gets to where its fate strikes; it does not where it comes to rest before. */
    private boolean strikes(SetScene scene, Effects instance, CompletableFuture<Void> action) {
        Instant settledSince = null;
        Instant end = Instant.now().plus(LONGEST);
        while (Instant.now().isBefore(end)) {
            if (await(instance)) {
                return true;
            }
            settledSince = !isSettled(scene, action)
                    ? null
                    : settledSince == null ? Instant.now() : settledSince;
            if (settledSince != null && Instant.now().isAfter(settledSince.plus(IDLE))) {
                return false;
            }
        }
        throw new AssertionError("neither met its fate nor settled within " + LONGEST);
    }

    private boolean isSettled(SetScene scene, CompletableFuture<Void> action) {
        if (action.isCompletedExceptionally()) {
            action.join();
        }
        return action.isDone() && transition.outcome().test(scene);
    }

    private static boolean await(Effects instance) {
        try {
            return instance.struck().await(100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return transition + (fate == null ? "" : ", " + fate);
    }
}
