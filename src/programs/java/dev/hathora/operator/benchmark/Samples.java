package dev.hathora.operator.benchmark;

import java.util.List;

/**
 * Times of the same thing, done again and again.
 *
 * @param sorted ascending, at least one
 */
public record Samples(List<Double> sorted) {
    /** They are sorted here. */
    public Samples {
        sorted = sorted.stream().sorted().toList();
    }

    /** How many. */
    public int size() {
        return sorted.size();
    }

    /** The middle one. */
    public double median() {
        return quantile(0.5);
    }

    /** The last one. */
    public double slowest() {
        return sorted.getLast();
    }

    /** By nearest rank: the least of the samples that this share of them does not exceed. */
    public double quantile(double share) {
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }
}
