package dev.hathora.operator.host.crash;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * An operation in which a host dies, and the next one goes on.
 *
 * @param fate where; null: it dies when all is done
 */
record Case(Operation operation, String database, @Nullable Fate fate) {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(150);

    /** All is well means so for this long. */
    private static final Duration HOLDS = Duration.ofMillis(500);

    /**
     * What became of it.
     *
     * @param points what the host that died did until then
     * @param fates where it could have died
     * @param met whether it died where it was to
     * @param found what was found afterwards
     * @param settled how long the next host took
     */
    record Result(Case played, List<Point> points, List<Fate> fates, boolean met, String found, Duration settled) {}

    /** @param starts who may start a host: the processors are busy with that */
    Result play(Scene scene, Semaphore starts) throws Exception {
        try {
            return new Playing(scene, new Aftermath(scene), starts).play();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(this + ": " + e.getMessage() + "\n" + scene, e);
        }
    }

    private final class Playing {
        private final Scene scene;
        private final Aftermath aftermath;
        private final Semaphore starts;

        Playing(Scene scene, Aftermath aftermath, Semaphore starts) {
            this.scene = scene;
            this.aftermath = aftermath;
            this.starts = starts;
        }

        Result play() throws Exception {
            if (operation.atStart()) {
                operation.given().accept(scene);
            }
            starts.acquire();
            MortalHostProgram mortal;
            try {
                mortal = scene.startMortal(fate, operation.atStart());
            } finally {
                starts.release();
            }
            if (!operation.atStart()) {
                operation.given().accept(scene);
                awaitSettled("before it begins");
                mortal.count();
            }
            boolean done = act();
            boolean met = fate != null && awaitDeath(mortal, done);
            if (fate == null) {
                awaitOutcome();
            }
            mortal.close();
            scene.runHost();
            Instant begin = Instant.now();
            List<String> forgotten = aftermath.forgotten();
            if (!forgotten.isEmpty()) {
                throw new AssertionError("what was acknowledged is forgotten: " + forgotten);
            }
            if (!done) {
                operation.action().accept(scene);
            }
            awaitOutcome();
            Duration settled = Duration.between(begin, Instant.now());
            if (met && fate != null && fate.when() == Fate.When.LATE) {
                scene.letLateGamesBegin();
                awaitOutcome();
            }
            if (!aftermath.forgotten().isEmpty()) {
                throw new AssertionError("what was acknowledged is forgotten: " + aftermath.forgotten());
            }
            String found = scene.records().summary() + (done ? "" : "; not acknowledged");
            if (!aftermath.reusable().isEmpty()) {
                throw new AssertionError("ids that can be used again: " + aftermath.reusable());
            }
            return new Result(Case.this, mortal.points(), mortal.fates(), met, found, settled);
        }

        /** @return whether it was acknowledged */
        private boolean act() {
            try {
                operation.action().accept(scene);
                return true;
            } catch (UncheckedIOException e) {
                return false;
            }
        }

        /** @return false: all is done, and it lives */
        private boolean awaitDeath(MortalHostProgram mortal, boolean done) {
            Instant end = Instant.now().plus(PATIENCE);
            Instant settledSince = null;
            while (Instant.now().isBefore(end)) {
                if (!mortal.isAlive()) {
                    return true;
                }
                boolean settled = done && isSettled();
                settledSince = settled ? settledSince == null ? Instant.now() : settledSince : null;
                if (settledSince != null && Instant.now().isAfter(settledSince.plus(HOLDS.multipliedBy(2)))) {
                    return false;
                }
                pause();
            }
            throw new AssertionError("it neither died nor settled: " + aftermath.complaints() + "\n" + mortal.output());
        }

        private static void pause() {
            try {
                Thread.sleep(LOOK);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        private boolean isSettled() {
            return scene.isSo(operation.outcome()) && aftermath.complaints().isEmpty();
        }

        private void awaitSettled(String when) {
            await(when, () -> aftermath.complaints().isEmpty());
        }

        /** For a while, also where something goes on in between. */
        private void awaitOutcome() {
            await("all is done", this::isSettled);
        }

        private void await(String what, java.util.concurrent.Callable<Boolean> condition) {
            try {
                Awaitility.await(what).atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(LOOK).during(HOLDS)
                        .until(condition);
            } catch (ConditionTimeoutException e) {
                throw new AssertionError(what + ", not within " + PATIENCE + ": " + aftermath.complaints(), e);
            }
        }
    }

    @Override
    public String toString() {
        return operation + " on " + database + (fate == null ? "" : ", dead " + fate);
    }
}
