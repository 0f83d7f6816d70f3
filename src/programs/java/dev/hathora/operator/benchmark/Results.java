package dev.hathora.operator.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** What was measured, and what was not. */
final class Results {
    private final List<Measurement> measurements = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * One number.
     *
     * @param rooms how many rooms there were
     */
    record Measurement(Contestant contestant, int rooms, Figure figure, double value) {}

    void add(Contestant contestant, int rooms, Figure figure, double value) {
        measurements.add(new Measurement(contestant, rooms, figure, value));
    }

    /** Adds to a number. */
    void count(Contestant contestant, int rooms, Figure figure, double more) {
        double before = get(contestant, rooms, figure).orElse(0);
        measurements.removeIf(m -> m.contestant() == contestant && m.rooms() == rooms && m.figure() == figure);
        add(contestant, rooms, figure, before + more);
    }

    /** Something was not measured. */
    void missing(String what) {
        missing.add(what);
    }

    /** Something has to be known to read the numbers. */
    void note(String what) {
        notes.add(what);
    }

    OptionalDouble get(Contestant contestant, int rooms, Figure figure) {
        return measurements.stream()
                .filter(m -> m.contestant() == contestant && m.rooms() == rooms && m.figure() == figure)
                .mapToDouble(Measurement::value).findFirst();
    }

    /** All numbers of rooms that something was measured with, ascending. */
    List<Integer> rooms() {
        return measurements.stream().map(Measurement::rooms).distinct().sorted().toList();
    }

    List<Measurement> measurements() {
        return List.copyOf(measurements);
    }

    List<String> missing() {
        return List.copyOf(missing);
    }

    List<String> notes() {
        return List.copyOf(notes);
    }
}
