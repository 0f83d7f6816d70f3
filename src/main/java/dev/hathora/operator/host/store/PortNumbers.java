package dev.hathora.operator.host.store;

import java.util.random.RandomGenerator;

/**
 * The outside port numbers that processes get.
 *
 * @param first the lowest
 * @param last the highest
 */
public record PortNumbers(int first, int last) {
    /** Refuses a range that holds no number. */
    public PortNumbers {
        if (first < 1 || last > 65535 || first > last) {
            throw new IllegalArgumentException("ports " + first + "-" + last);
        }
    }

    int size() {
        return last - first + 1;
    }

    /** Any of them: where most are free, the first guess is. */
    int guess(RandomGenerator random) {
        return first + random.nextInt(size());
    }
}
