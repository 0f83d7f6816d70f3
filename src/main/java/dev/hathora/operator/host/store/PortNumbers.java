package dev.hathora.operator.host.store;

import java.util.random.RandomGenerator;

/**
 * The range of public port numbers for processes.
 *
 * @param first the lowest
 * @param last the highest
 * @param oncePerNode whether several processes may have a number, because they run on different nodes; otherwise one
 */
public record PortNumbers(int first, int last, boolean oncePerNode) {
    /** Numbers of one machine. */
    public PortNumbers(int first, int last) {
        this(first, last, false);
    }

    /** The same numbers, each of which can be used once on each node. */
    public PortNumbers ofManyNodes() {
        return new PortNumbers(first, last, true);
    }

    /** Refuses a range that holds no number. */
    public PortNumbers {
        if (first < 1 || last > 65535 || first > last) {
            throw new IllegalArgumentException("ports " + first + "-" + last);
        }
    }

    int size() {
        return last - first + 1;
    }

    /** A random number of the range. If most are free, the first guess usually is. */
    int guess(RandomGenerator random) {
        return first + random.nextInt(size());
    }
}
