package dev.hathora.operator.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.hathora.operator.benchmark.PerRoom.Count;

/**
 * The numbers in Markdown: medians, and the lowest and the highest where they differ.
 *
 * @param contestants in the order of the columns
 */
record Tables(Results results, List<Contestant> contestants) {
    /** Goals, and how many are met. */
    static String reach(List<Reach> rows) {
        return table(List.of("figure", "measured", "to reach", ""), 1, rows.stream()
                .map(row -> List.of(row.figure(), row.values().toString(), row.target(), row.verdict())))
                + "%n%s%n".formatted(count(rows));
    }

    static String count(List<Reach> rows) {
        Map<String, Long> verdicts = rows.stream().collect(Collectors.groupingBy(Reach::verdict,
                Collectors.counting()));
        return "Of %d: %d met, %d NOT MET, %d not measured".formatted(rows.size(), verdicts.getOrDefault("met", 0L),
                verdicts.getOrDefault("NOT MET", 0L), verdicts.getOrDefault("not measured", 0L));
    }

    /** A row for each figure and number of rooms. */
    String figures() {
        return table(head("measured", "rooms"), contestants.size() + 1, Arrays.stream(Figure.values())
                .flatMap(figure -> results.rooms().stream().map(rooms -> row(
                        figure.unit().isEmpty() ? figure.title() : figure.title() + ", " + figure.unit(), rooms,
                        figure)))
                .filter(Tables::hasValue));
    }

    private List<String> head(String... first) {
        return Stream.concat(Stream.of(first), contestants.stream().map(Contestant::toString)).toList();
    }

    private List<String> row(String title, int rooms, Measure measure) {
        return Stream.concat(Stream.of(title, "%,d".formatted(rooms)),
                contestants.stream().map(contestant -> results.get(contestant, rooms, measure).toString())).toList();
    }

    private static boolean hasValue(List<String> row) {
        return row.subList(2, row.size()).stream().anyMatch(cell -> !cell.isEmpty());
    }

    /** A row for each transition and contestant: the work for each room. Empty if none was measured. */
    String work() {
        List<List<String>> rows = Arrays.stream(Transition.values())
                .flatMap(transition -> results.rooms().stream().flatMap(size -> contestants.stream()
                        .map(contestant -> work(transition, size, contestant))))
                .filter(row -> hasValue(row.subList(1, row.size()))).toList();
        return rows.isEmpty()
                ? ""
                : table(Stream.concat(Stream.of("per room", "rooms", "by"), Arrays.stream(Count.values())
                        .map(Count::toString)).toList(), 0, rows.stream());
    }

    private List<String> work(Transition transition, int rooms, Contestant contestant) {
        return Stream.concat(Stream.of(transition.toString(), "%,d".formatted(rooms), contestant.toString()),
                Arrays.stream(Count.values())
                        .map(count -> work(contestant, rooms, new PerRoom(transition, count))))
                .toList();
    }

    /** With its parts behind it, if it has any. */
    private String work(Contestant contestant, int rooms, PerRoom measure) {
        String all = results.get(contestant, rooms, measure).toString();
        List<PerRoom> details = results.details(contestant, rooms, measure);
        return details.isEmpty()
                ? all
                : details.stream().map(detail -> "%s %s".formatted(results.get(contestant, rooms, detail),
                        detail.detail())).collect(Collectors.joining(", ", all + ": ", ""));
    }

    /** @param numbers how many columns after the first are aligned to the right */
    private static String table(List<String> head, int numbers, Stream<List<String>> rows) {
        StringBuilder lines = new StringBuilder(line(head));
        lines.append('|');
        for (int i = 0; i < head.size(); i++) {
            lines.append(i > 0 && i <= numbers ? " ---: |" : " --- |");
        }
        lines.append('\n');
        rows.forEach(row -> lines.append(line(row)));
        return lines.toString();
    }

    private static String line(List<String> cells) {
        return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
