package dev.hathora.operator.crash;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.hathora.operator.crash.Case.Result;
import dev.hathora.operator.crash.Effects.Fate;
import dev.hathora.operator.crash.Effects.Mishap;
import dev.hathora.operator.crash.Effects.Point;

/** The table of crash points and transitions, as text and as Markdown. */
final class CrashTable {
    private static final String LINE = "%-48s %6s" + " %8s".repeat(Mishap.values().length) + " %6s %10s  %s%n";

    private CrashTable() {}

    /**
     * One transition.
     *
     * @param struck how many cases there were of each mishap
     * @param missed the fates that were not met
     */
    record Row(String transition, List<Point> points, Map<Mishap, Long> struck, List<Fate> missed, Duration longest) {
        static Row of(String transition, List<Point> points, List<Result> results) {
            Map<Boolean, List<Result>> met = results.stream().collect(
                    Collectors.partitioningBy(r -> r.reached() == r.played().fates().size()));
            return new Row(transition, points,
                    met.getOrDefault(true, List.of()).stream().map(CrashTable::last)
                            .collect(Collectors.groupingBy(Fate::how, Collectors.counting())),
                    met.getOrDefault(false, List.of()).stream().map(CrashTable::last).toList(),
                    results.stream().map(Result::settled).max(Duration::compareTo).orElse(Duration.ZERO));
        }

        private List<String> cells() {
            return Stream.of(Stream.of(transition, points.isEmpty() ? "" : String.valueOf(points.size())),
                    Arrays.stream(Mishap.values()).map(how -> String.valueOf(struck.getOrDefault(how, 0L))),
                    Stream.of(String.valueOf(missed.size()),
                            String.format(Locale.ROOT, "%.1f s", longest.toMillis() / 1000.0),
                            points.stream().map(Objects::toString).collect(Collectors.joining(", "))))
                    .flatMap(Function.identity()).toList();
        }
    }

    private static Fate last(Result result) {
        return result.played().fates().getLast();
    }

    private static List<String> head() {
        return Stream.of(Stream.of("transition", "points"),
                Arrays.stream(Mishap.values()).map(how -> how.name().toLowerCase(Locale.ROOT)),
                Stream.of("missed", "settles in", "what the operator does")).flatMap(Function.identity()).toList();
    }

    static String text(Collection<Row> rows) {
        StringBuilder text = new StringBuilder("%n".formatted());
        Stream.concat(Stream.of(head()), rows.stream().map(Row::cells))
                .forEach(cells -> text.append(String.format(Locale.ROOT, LINE, cells.toArray())));
        rows.forEach(row -> row.missed().forEach(
                fate -> text.append("missed in \"%s\": %s%n".formatted(row.transition(), fate))));
        return text.append(sum(rows)).append("%n".formatted()).toString();
    }

    static String markdown(Collection<Row> rows) {
        List<String> head = head();
        return Stream.of(Stream.of(line(head), line(head.stream().map(cell -> "---").toList())),
                rows.stream().map(row -> line(row.cells())), Stream.of("", sum(rows)))
                .flatMap(Function.identity()).collect(Collectors.joining("\n", "", "\n"));
    }

    private static String line(List<String> cells) {
        return cells.stream().collect(Collectors.joining(" | ", "| ", " |"));
    }

    private static String sum(Collection<Row> rows) {
        return "%d cases, each with one live room per resource at most, at every instant".formatted(
                rows.stream().flatMap(row -> row.struck().values().stream()).mapToLong(Long::longValue).sum());
    }
}
