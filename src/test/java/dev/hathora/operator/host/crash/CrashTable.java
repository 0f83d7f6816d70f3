package dev.hathora.operator.host.crash;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.hathora.operator.host.crash.Case.Result;

/** What happened, as tables of Markdown. */
final class CrashTable {
    private CrashTable() {}

    /** Each case. */
    static String all(Collection<Result> results) {
        return Stream.concat(
                Stream.of("| operation | database | the host dies | found after the restart | settled in |",
                        "| --- | --- | --- | --- | ---: |"),
                results.stream()
                        .sorted(Comparator.comparing((Result result) -> result.played().operation().name())
                                .thenComparing(result -> result.played().database()))
                        .map(CrashTable::row))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String row(Result result) {
        return String.format(Locale.ROOT, "| %s | %s | %s%s | %s | %.1f s |", result.played().operation(),
                result.played().database(), result.played().fate(), result.met() ? "" : " (not met)", result.found(),
                result.settled().toMillis() / 1000.0);
    }

    /** Each operation with its effects, each once, in the order of their names. */
    static String effects(Map<String, List<Point>> points, List<Operation> operations) {
        return Stream.concat(Stream.of("| operation | effects |", "| --- | --- |"),
                operations.stream().sorted(Comparator.comparing(Operation::name))
                        .map(operation -> "| %s | %s |".formatted(operation,
                                effects(points.getOrDefault(operation.name(), List.of()), operation))))
                .collect(Collectors.joining("\n"));
    }

    private static String effects(List<Point> points, Operation operation) {
        return Stream.concat(points.stream().filter(point -> !operation.dependsOnTheMoment(point)).map(Point::name),
                operation.atTimes().stream()).distinct().sorted()
                .map(name -> "`" + name + "`" + (operation.atTimes().contains(name) ? " at times" : ""))
                .collect(Collectors.joining(", "));
    }

    /** How many of what. */
    static String sum(Map<String, List<Point>> points, Collection<Result> results) {
        return String.format(Locale.ROOT, "%d operations, %d points, %d cases (%s), %d not met; settled within %.1f s",
                points.size(), points.values().stream().mapToInt(List::size).sum(), results.size(),
                results.stream().collect(Collectors.groupingBy(result -> result.played().database(),
                        Collectors.counting())),
                results.stream().filter(result -> !result.met()).count(),
                results.stream().mapToLong(result -> result.settled().toMillis()).max().orElse(0) / 1000.0);
    }
}
