package dev.hathora.operator.benchmark.host;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.hathora.operator.benchmark.Samples;

/** What was measured, run by run. */
final class Results {
    private final Map<Figure, List<Double>> figures = new EnumMap<>(Figure.class);
    private final Map<String, List<Double>> others = new LinkedHashMap<>();
    private final List<String> missing = new ArrayList<>();

    void add(Figure figure, double value) {
        figures.computeIfAbsent(figure, key -> new ArrayList<>()).add(value);
        System.out.printf(Locale.ROOT, "  %s: %s %s%n", figure.text(), number(value), figure.unit());
    }

    /** A number that no figure is made of alone. */
    void add(String what, double value) {
        others.computeIfAbsent(what, key -> new ArrayList<>()).add(value);
        System.out.printf(Locale.ROOT, "    %s: %s%n", what, number(value));
    }

    void missing(String what) {
        missing.add(what);
    }

    List<String> missing() {
        return List.copyOf(missing);
    }

    /** As a document has it. */
    String tables() {
        StringBuilder text = new StringBuilder("""
                | figure | to reach | median | runs | |
                | --- | --- | ---: | --- | --- |
                """);
        figures.forEach((figure, runs) -> {
            double median = new Samples(runs).median();
            text.append("| %s | %s | %s %s | %s | %s |%n".formatted(figure.text(), figure.reach(), number(median),
                    figure.unit(), list(runs), figure.isMet(median) ? "met" : "NOT MET"));
        });
        text.append("\n| measured | median | runs |\n| --- | ---: | --- |\n");
        others.forEach((what, runs) -> text.append(
                "| %s | %s | %s |%n".formatted(what, number(new Samples(runs).median()), list(runs))));
        missing.forEach(what -> text.append("\nNot measured: ").append(what).append('\n'));
        return text.toString();
    }

    private static String list(List<Double> runs) {
        return String.join(", ", runs.stream().map(Results::number).toList());
    }

    /** With three digits, or without a fraction. */
    static String number(double value) {
        double size = Math.abs(value);
        String format = size == 0 || size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
