package dev.hathora.operator.crash;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

import dev.hathora.operator.crash.Case.Result;
import dev.hathora.operator.crash.Effects.Death;
import dev.hathora.operator.crash.Effects.Point;

/** The table of crash points and transitions, as text. */
final class CrashTable {
    private static final String LINE = "%-34s %6s %7s %6s %6s %8s %12s  %s%n";

    private CrashTable() {}

    /** One transition. */
    record Row(String transition, List<Point> points, long before, long after, long late, long unreached,
            Duration longest) {
        static Row of(String transition, List<Point> points, List<Result> results) {
            return new Row(transition, points, count(results, Death.BEFORE), count(results, Death.AFTER),
                    count(results, Death.LATE),
                    results.stream().filter(r -> r.reached() < r.played().fates().size()).count(),
                    results.stream().map(Result::settled).max(Duration::compareTo).orElse(Duration.ZERO));
        }

        private static long count(List<Result> results, Death how) {
            return results.stream().filter(r -> r.reached() == r.played().fates().size())
                    .filter(r -> r.played().fates().getLast().how() == how).count();
        }
    }

    static String of(Collection<Row> rows) {
        StringBuilder text = new StringBuilder("%n".formatted()).append(LINE.formatted("transition", "points", "before",
                "after", "late", "missed", "settles in", "what the operator does"));
        rows.forEach(row -> text.append(LINE.formatted(row.transition(),
                row.points().isEmpty() ? "" : row.points().size(), row.before(), row.after(), row.late(),
                row.unreached(), "%.1f s".formatted(row.longest().toMillis() / 1000.0),
                row.points().stream().map(Objects::toString).collect(Collectors.joining(", ")))));
        return text.append("%d cases, each with one live room per resource at most, at every instant%n"
                .formatted(rows.stream().mapToLong(r -> r.before() + r.after() + r.late()).sum())).toString();
    }
}
