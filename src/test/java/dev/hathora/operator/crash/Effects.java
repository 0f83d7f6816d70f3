package dev.hathora.operator.crash;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;

/**
 * Everything that one instance of the operator does to the world, in order, and the point at which it dies. From then on
 * it is cut off: nothing it sends arrives, and nothing that is answered reaches it.
 */
final class Effects {
    /** How the last effect of an instance goes. */
    enum Death {
        /** It does not take place. */
        BEFORE,
        /** It takes place, but the answer never arrives. */
        AFTER,
        /** It takes place seconds after the instance has died. */
        LATE
    }

    /**
     * A point in the life of an instance.
     *
     * @param effect what it does: an operation of Hathora, or a write to Kubernetes
     * @param occurrence 1 where it does that for the first time
     */
    record Point(String effect, int occurrence) {
        boolean changesSomething() {
            return !effect.startsWith("get");
        }

        @Override
        public String toString() {
            return occurrence == 1 ? effect : effect + " #" + occurrence;
        }
    }

    /** Where and how an instance dies. */
    record Fate(Point at, Death how) {
        @Override
        public String toString() {
            return "dies " + switch (how) {
                case BEFORE -> "before " + at;
                case AFTER -> "after " + at + ", unanswered";
                case LATE -> "in " + at + ", which lands later";
            };
        }
    }

    private final @Nullable Fate fate;
    private final List<Point> points = new ArrayList<>();
    private final Map<String, Integer> occurrences = new HashMap<>();
    private final CountDownLatch death = new CountDownLatch(1);
    private boolean counting;
    private boolean dead;

    /** @param fate where the instance dies; null: nowhere */
    Effects(@Nullable Fate fate) {
        this.fate = fate;
    }

    /** Counts from now on. */
    synchronized void count() {
        counting = true;
    }

    /** What was done so far, since it is counted. */
    synchronized List<Point> points() {
        return List.copyOf(points);
    }

    /** The latch that opens when the instance is dead and its last effect is over. */
    CountDownLatch death() {
        return death;
    }

    synchronized boolean isDead() {
        return dead;
    }

    /**
     * An effect begins.
     *
     * @return how this instance dies in it; null: it does not
     * @throws Died when it does not take place
     */
    synchronized @Nullable Death begins(String effect) {
        requireAlive();
        if (!counting) {
            return null;
        }
        Point point = new Point(effect, occurrences.merge(effect, 1, Integer::sum));
        points.add(point);
        if (fate == null || !fate.at().equals(point)) {
            return null;
        }
        dead = true;
        if (fate.how() == Death.BEFORE) {
            throw dies();
        }
        return fate.how();
    }

    /** The last effect is over. */
    Died dies() {
        death.countDown();
        return new Died();
    }

    synchronized void requireAlive() {
        if (dead) {
            throw new Died();
        }
    }

    /** What a dead instance gets instead of an answer. */
    static final class Died extends RuntimeException {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        Died() {
            super("this instance of the operator is dead", null, false, false);
        }
    }
}
