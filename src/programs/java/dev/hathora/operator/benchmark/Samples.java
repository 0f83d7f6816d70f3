package dev.hathora.operator.benchmark;

import java.util.List;

/**
 * Times of the same thing, done again and again.
 *
 * @param sorted ascending, at least one
 */
record Samples(List<Double> sorted) {
    Samples {
        sorted = sorted.stream().sorted().toList();
    }

    int size() {
        return sorted.size();
    }

    double median() {
        return quantile(0.5);
    }

    double slowest() {
        return sorted.getLast();
    }

    /** By nearest rank: the least of the samples that this share of them does not exceed. */
    double quantile(double share) {
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }
}
