package dev.hathora.operator.benchmark;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;

/**
 * The same number, measured in each round; empty: it was not measured.
 *
 * @param values by round
 */
record Rounds(SortedMap<Integer, Double> values) {
    Rounds {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    /** Of an even number of rounds, the mean of the two in the middle. */
    double median() {
        List<Double> sorted = samples().sorted();
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }

    double lowest() {
        return samples().sorted().getFirst();
    }

    double highest() {
        return samples().slowest();
    }

    private Samples samples() {
        return new Samples(List.copyOf(values.values()));
    }

    /** What the numbers of the same round give together, for those rounds that have both. */
    Rounds with(Rounds other, DoubleBinaryOperator operator) {
        SortedMap<Integer, Double> both = new TreeMap<>();
        values.forEach((round, value) -> {
            Double second = other.values.get(round);
            double result = second == null ? Double.NaN : operator.applyAsDouble(value, second);
            if (Double.isFinite(result)) {
                both.put(round, result);
            }
        });
        return new Rounds(both);
    }

    /** Ratios. */
    Rounds over(Rounds other) {
        return with(other, (a, b) -> a / b);
    }

    Rounds minus(Rounds other) {
        return with(other, (a, b) -> a - b);
    }

    /** The median, and from where to where the others are if they differ from it. */
    @Override
    public String toString() {
        if (isEmpty()) {
            return "";
        }
        String median = Figure.text(median());
        String spread = Figure.text(lowest()) + "–" + Figure.text(highest());
        return spread.equals(median + "–" + median) ? median : "%s (%s)".formatted(median, spread);
    }
}
