package dev.hathora.operator.crash;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import dev.hathora.operator.cloud.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one instance of the operator does to the world, in order, and the point at which it dies. From then on
 * it is cut off: nothing it sends arrives, and nothing that is answered reaches it.
 */
final class Effects {
    /** What goes wrong with an effect. */
    enum Mishap {
        /** The instance dies, and it does not take place. */
        BEFORE,
        /** It takes place, and the instance dies before the answer arrives. */
        AFTER,
        /** The instance dies, and it takes place seconds later. */
        LATE,
        /** A write to Kubernetes is refused with 503, and the instance lives on. */
        REFUSED,
        /** A write to Kubernetes takes place, its answer gets lost, and the instance lives on. */
        UNHEARD;

        boolean kills() {
            return this == BEFORE || this == AFTER || this == LATE;
        }
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

        /** Whether it goes to Kubernetes. */
        boolean isWrite() {
            return Stream.of(Operation.values()).map(Operation::hathoraName).noneMatch(effect::equals);
        }

        @Override
        public String toString() {
            return occurrence == 1 ? effect : effect + " #" + occurrence;
        }
    }

    /** Where and how something goes wrong. */
    record Fate(Point at, Mishap how) {
        @Override
        public String toString() {
            return switch (how) {
                case BEFORE -> "dies before " + at;
                case AFTER -> "dies after " + at + ", unanswered";
                case LATE -> "dies in " + at + ", which lands later";
                case REFUSED -> "gets a 503 for " + at;
                case UNHEARD -> "does not hear of " + at;
            };
        }
    }

    private final @Nullable Fate fate;
    private final List<Point> points = new ArrayList<>();
    private final Map<String, Integer> occurrences = new HashMap<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private boolean counting;
    private boolean dead;

    /** @param fate where something goes wrong; null: nowhere */
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

    /** The latch that opens when its fate has struck: where it kills, when the last effect is over. */
    CountDownLatch struck() {
        return over;
    }

    /**
     * An effect begins.
     *
     * @return what goes wrong with it; null: nothing
     * @throws Died when this instance dies, and it does not take place
     */
    synchronized @Nullable Mishap begins(String effect) {
        requireAlive();
        if (!counting) {
            return null;
        }
        Point point = new Point(effect, occurrences.merge(effect, 1, Integer::sum));
        points.add(point);
        if (fate == null || !fate.at().equals(point)) {
            return null;
        }
        dead = fate.how().kills();
        if (fate.how() == Mishap.BEFORE) {
            throw dies();
        }
        return fate.how();
    }

    /** The last effect is over. */
    Died dies() {
        over.countDown();
        return new Died();
    }

    /** The effect that went wrong is over, and the instance lives. */
    void survives() {
        over.countDown();
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
