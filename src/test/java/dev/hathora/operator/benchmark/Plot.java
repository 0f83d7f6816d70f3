package dev.hathora.operator.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Three bar charts beside each other, as SVG. */
record Plot(Results results) {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 330;
    private static final int CHART = WIDTH / 3;
    private static final int TOP = 70;
    private static final int BOTTOM = 270;
    private static final int MARGIN = 24;
    private static final int QUIET = 0;

    /** One bar; a bar that was not measured is left out. */
    private record Bar(Contestant contestant, double value) {
        String colour() {
            return switch (contestant) {
                case FLOOR -> "#9aa5b1";
                case OURS -> "#2f6f9f";
                case NAIVE -> "#d98e3f";
            };
        }
    }

    /** Bars that belong together. */
    private record Group(String label, List<Bar> bars) {}

    String svg() {
        List<Integer> sizes = results.sizes().stream().filter(rooms -> rooms != QUIET).toList();
        StringBuilder svg = new StringBuilder();
        svg.append("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
                <rect width="100%%" height="100%%" fill="white"/>
                """.formatted(WIDTH, HEIGHT));
        chart(svg, 0, "Burst: rooms ready per second", "higher is better", groups(sizes, Figure.READY_PER_SECOND));
        chart(svg, 1, "At rest: Hathora calls", "per process and interval; lower is better",
                groups(sizes, Figure.CALLS_AT_REST));
        List<Group> times = new ArrayList<>(groups(List.of(QUIET), Figure.TIME_TO_READY));
        times.addAll(groups(List.of(QUIET), Figure.TIME_TO_READY_P99));
        if (!sizes.isEmpty()) {
            times.addAll(groups(List.of(sizes.getLast()), Figure.NEW_ROOM_P99));
        }
        chart(svg, 2, "Time to ready, one new room, ms", "lower is better", times);
        legend(svg);
        return svg.append("</svg>\n").toString();
    }

    private List<Group> groups(List<Integer> sizes, Figure figure) {
        return sizes.stream().map(rooms -> new Group(label(figure, rooms), bars(figure, rooms)))
                .filter(group -> !group.bars().isEmpty()).toList();
    }

    private static String label(Figure figure, int rooms) {
        return switch (figure) {
            case TIME_TO_READY -> "quiet, median";
            case TIME_TO_READY_P99 -> "quiet, p99";
            case NEW_ROOM_P99 -> String.format(Locale.ROOT, "%,d idle, p99", rooms);
            default -> String.format(Locale.ROOT, "%,d rooms", rooms);
        };
    }

    private List<Bar> bars(Figure figure, int rooms) {
        List<Bar> bars = new ArrayList<>();
        for (Contestant contestant : Contestant.values()) {
            OptionalDouble value = results.get(contestant, rooms, figure);
            value.ifPresent(v -> bars.add(new Bar(contestant, v)));
        }
        return bars;
    }

    private static void chart(StringBuilder svg, int column, String title, String subtitle, List<Group> groups) {
        int left = column * CHART + MARGIN;
        int width = CHART - 2 * MARGIN;
        svg.append("<text x=\"%d\" y=\"28\" font-size=\"15\" font-weight=\"bold\">%s</text>%n".formatted(left, title));
        svg.append("<text x=\"%d\" y=\"46\" fill=\"#555\">%s</text>%n".formatted(left, subtitle));
        svg.append("<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#555\"/>%n".formatted(left, BOTTOM,
                left + width, BOTTOM));
        double most = groups.stream().flatMap(group -> group.bars().stream()).mapToDouble(Bar::value).max().orElse(1);
        for (int i = 0; i < groups.size(); i++) {
            double room = width / (double) groups.size();
            group(svg, groups.get(i), left + i * room, room, most);
        }
    }

    private static void group(StringBuilder svg, Group group, double left, double width, double most) {
        double bar = Math.min(34, width / 3.4);
        double x = left + (width - bar * group.bars().size()) / 2;
        for (Bar b : group.bars()) {
            double height = b.value() / most * (BOTTOM - TOP);
            svg.append(String.format(Locale.ROOT,
                    "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>%n", x, BOTTOM - height,
                    bar - 3, height, b.colour()));
            svg.append(String.format(Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" font-size=\"11\">%s</text>%n",
                    x + (bar - 3) / 2, BOTTOM - height - 4, Figure.text(b.value())));
            x += bar;
        }
        svg.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
                left + width / 2, BOTTOM + 18, group.label()));
    }

    private static void legend(StringBuilder svg) {
        int x = MARGIN;
        for (Contestant contestant : Contestant.values()) {
            svg.append("<rect x=\"%d\" y=\"304\" width=\"12\" height=\"12\" fill=\"%s\"/>%n".formatted(x,
                    new Bar(contestant, 0).colour()));
            svg.append("<text x=\"%d\" y=\"314\">%s</text>%n".formatted(x + 18, contestant));
            x += 90;
        }
    }
}
