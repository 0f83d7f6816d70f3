package dev.hathora.operator.benchmark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What was measured, and what was not. */
final class Results {
    private final List<Measurement> measurements = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * One number.
     *
     * @param rooms how many rooms there were
     * @param round from 1
     */
    record Measurement(Contestant contestant, int rooms, int round, Measure measure, double value) {
        private boolean is(Contestant other, int otherRooms, Measure otherMeasure) {
            return contestant == other && rooms == otherRooms && measure.equals(otherMeasure);
        }
    }

    void add(Contestant contestant, int rooms, int round, Measure measure, double value) {
        measurements.add(new Measurement(contestant, rooms, round, measure, value));
    }

    /** Adds to a number that all rounds share. */
    void count(Contestant contestant, int rooms, Measure measure, double more) {
        Rounds before = get(contestant, rooms, measure);
        measurements.removeIf(m -> m.is(contestant, rooms, measure));
        add(contestant, rooms, 1, measure, more + (before.isEmpty() ? 0 : before.median()));
    }

    /** Something was not measured. */
    void missing(String what) {
        missing.add(what);
    }

    /** Something has to be known to read the numbers. */
    void note(String what) {
        notes.add(what);
    }

    Rounds get(Contestant contestant, int rooms, Measure measure) {
        SortedMap<Integer, Double> values = new TreeMap<>();
        measurements.stream().filter(m -> m.is(contestant, rooms, measure))
                .forEach(m -> values.put(m.round(), m.value()));
        return new Rounds(values);
    }

    /** All numbers of rooms that something was measured with, ascending. */
    List<Integer> rooms() {
        return measurements.stream().map(Measurement::rooms).distinct().sorted().toList();
    }

    /** The parts of a count of {@link PerRoom}, most first. */
    List<PerRoom> details(Contestant contestant, int rooms, PerRoom of) {
        return measurements.stream().filter(m -> m.contestant() == contestant && m.rooms() == rooms)
                .map(Measurement::measure)
                .flatMap(measure -> measure instanceof PerRoom part ? Stream.of(part) : Stream.empty())
                .filter(part -> part.transition() == of.transition() && part.count() == of.count()
                        && !part.detail().isEmpty())
                .distinct().sorted(Comparator.comparingDouble((PerRoom part) -> get(contestant, rooms, part).median())
                        .reversed())
                .toList();
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
