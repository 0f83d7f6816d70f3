package dev.hathora.operator.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Bar charts, as SVG: for each figure the medians of the contestants beside each other, with the spread of the rounds. */
record Plot(Results results, Options options) {
    private static final int COLUMNS = 3;
    private static final int CHART_WIDTH = 380;
    private static final int CHART_HEIGHT = 270;
    private static final int HEAD = 44;
    private static final int PLOT_TOP = 62;
    private static final int PLOT_BOTTOM = 222;
    private static final int MARGIN = 30;

    /** How a value becomes a height. */
    private enum Scale {
        LINEAR,
        LOG
    }

    /** One bar; a bar that was not measured is left out. */
    private record Bar(Contestant contestant, Rounds values) {
        double value() {
            return values.median();
        }
    }

    private static String colour(Contestant contestant) {
        return switch (contestant) {
            case FLOOR -> "#9aa5b1";
            case OURS -> "#2f6f9f";
            case BEFORE -> "#8fb8d6";
            case NAIVE -> "#d98e3f";
        };
    }

    /** Bars that belong together. */
    private record Group(String label, List<Bar> bars) {}

    private record Chart(String title, String subtitle, Scale scale, List<Group> groups) {}

    String svg() {
        List<Chart> charts = charts();
        int rows = (charts.size() + COLUMNS - 1) / COLUMNS;
        StringBuilder svg = new StringBuilder("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
                <rect width="100%%" height="100%%" fill="white"/>
                """.formatted(COLUMNS * CHART_WIDTH, HEAD + rows * CHART_HEIGHT));
        legend(svg);
        for (int i = 0; i < charts.size(); i++) {
            svg.append("<g transform=\"translate(%d %d)\">%n".formatted(i % COLUMNS * CHART_WIDTH + MARGIN,
                    HEAD + i / COLUMNS * CHART_HEIGHT));
            chart(svg, charts.get(i));
            svg.append("</g>\n");
        }
        return svg.append("</svg>\n").toString();
    }

    private List<Chart> charts() {
        int limited = results.rooms().stream().filter(rooms -> !results.get(Contestant.OURS, rooms,
                Figure.LIMITED_FIRST).isEmpty()).findFirst().orElse(0);
        String calls = SimulatedHathora.CALLS_PER_SECOND + " calls/s";
        return Stream.of(
                new Chart("Burst: rooms ready per second", "higher is better", Scale.LINEAR,
                        bySize(Figure.READY_PER_SECOND)),
                new Chart("At rest: Hathora calls", "per process and interval; lower is better", Scale.LINEAR,
                        bySize(Figure.CALLS_AT_REST)),
                new Chart("At rest: CPU", "µs per room and second, logarithmic; lower is better", Scale.LOG,
                        bySize(Figure.CPU_AT_REST)),
                new Chart("One new room in quiet", "time to ready, median, ms, by boot time; lower is better",
                        Scale.LINEAR, groups(Schedule.QUIET, List.of("at once", "1 s", "2.5 s"), Figure.TIME_TO_READY,
                                Figure.BOOT_1S, Figure.BOOT_2500MS)),
                new Chart("New rooms while %,d idle, %s".formatted(options.largest(), calls),
                        "time to ready, ms; lower is better", Scale.LINEAR,
                        groups(options.largest(), List.of("median", "p99", "slowest"), Figure.NEW_ROOM,
                                Figure.NEW_ROOM_P99, Figure.NEW_ROOM_SLOWEST)),
                new Chart("Burst of %,d rooms, %s".formatted(limited, calls), "logarithmic; lower is better",
                        Scale.LOG, groups(limited, List.of("429 answers", "rooms stuck"),
                                Figure.LIMITED_THROTTLED, Figure.LIMITED_STUCK)),
                new Chart("Restart: until all are observed, s", "lower is better", Scale.LINEAR,
                        bySize(Figure.RESTART)),
                new Chart("All configurations changed, s", "lower is better", Scale.LINEAR,
                        bySize(Figure.CONFIG_CHANGE)),
                new Chart("Start: until the first createRoom, s", "lower is better", Scale.LINEAR,
                        groups(Schedule.QUIET, List.of("without rooms"), Figure.START)),
                new Chart("Resident memory at rest, MiB", "lower is better", Scale.LINEAR,
                        Stream.concat(groups(Schedule.QUIET, List.of("0 rooms"), Figure.RESIDENT).stream(),
                                bySize(Figure.RESIDENT).stream()).toList()),
                new Chart("All deleted, s", "lower is better", Scale.LINEAR, bySize(Figure.DELETION)))
                .filter(chart -> !chart.groups().isEmpty()).toList();
    }

    private List<Group> bySize(Figure figure) {
        return options.sizes().stream().flatMap(rooms -> groups(rooms, List.of(String.format(Locale.ROOT, "%,d rooms",
                rooms)), figure).stream()).toList();
    }

    private List<Group> groups(int rooms, List<String> labels, Figure... figures) {
        List<Group> groups = new ArrayList<>();
        for (int i = 0; i < figures.length; i++) {
            Figure figure = figures[i];
            List<Bar> bars = Arrays.stream(Contestant.values())
                    .map(contestant -> new Bar(contestant, results.get(contestant, rooms, figure)))
                    .filter(bar -> !bar.values().isEmpty()).toList();
            if (!bars.isEmpty()) {
                groups.add(new Group(labels.get(i), bars));
            }
        }
        return groups;
    }

    private static void chart(StringBuilder svg, Chart chart) {
        int width = CHART_WIDTH - 2 * MARGIN;
        svg.append("<text y=\"22\" font-size=\"15\" font-weight=\"bold\">%s</text>%n".formatted(chart.title()));
        svg.append("<text y=\"40\" fill=\"#555\">%s</text>%n".formatted(chart.subtitle()));
        double[] values = chart.groups().stream().flatMap(group -> group.bars().stream())
                .flatMap(bar -> bar.values().values().values().stream()).mapToDouble(Double::doubleValue)
                .filter(value -> value > 0).toArray();
        double most = Arrays.stream(values).max().orElse(1);
        // a power of ten well below the smallest bar, so that it is still one, and lines can be drawn at each
        double least = chart.scale() == Scale.LINEAR
                ? 0
                : Math.pow(10, Math.floor(Math.log10(Arrays.stream(values).min().orElse(1) / 2)));
        for (double line = least * 10; chart.scale() == Scale.LOG && line <= most; line *= 10) {
            double y = PLOT_BOTTOM - height(line, least, most);
            svg.append(String.format(Locale.ROOT,
                    "<line x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/><text x=\"-4\" y=\"%.1f\" text-anchor=\"end\" font-size=\"9\" fill=\"#777\">%s</text>%n",
                    width, y, y, y + 3, Figure.text(line)));
        }
        svg.append("<line x2=\"%d\" y1=\"%d\" y2=\"%d\" stroke=\"#555\"/>%n".formatted(width, PLOT_BOTTOM,
                PLOT_BOTTOM));
        double place = width / (double) chart.groups().size();
        for (int i = 0; i < chart.groups().size(); i++) {
            group(svg, chart.groups().get(i), i * place, place, least, most);
        }
    }

    /** @param least what the axis begins with; 0: it is linear */
    private static double height(double value, double least, double most) {
        double share = least == 0 ? value / most : Math.log(value / least) / Math.log(most / least);
        return value <= least ? 0 : share * (PLOT_BOTTOM - PLOT_TOP);
    }

    private static void group(StringBuilder svg, Group group, double left, double width, double least, double most) {
        double bar = Math.min(40, width / (group.bars().size() + 0.4));
        double x = left + (width - bar * group.bars().size()) / 2;
        for (Bar b : group.bars()) {
            double height = height(b.value(), least, most);
            svg.append(String.format(Locale.ROOT,
                    "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>%n", x,
                    PLOT_BOTTOM - height, bar - 3, height, colour(b.contestant())));
            svg.append(String.format(Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" font-size=\"11\">%s</text>%n",
                    x + (bar - 3) / 2, PLOT_BOTTOM - height(b.values().highest(), least, most) - 4,
                    Figure.text(b.value())));
            svg.append(String.format(Locale.ROOT,
                    "<line x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$.1f\" y2=\"%3$.1f\" stroke=\"#222\"/>%n",
                    x + (bar - 3) / 2, PLOT_BOTTOM - height(b.values().lowest(), least, most),
                    PLOT_BOTTOM - height(b.values().highest(), least, most)));
            x += bar;
        }
        svg.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
                left + width / 2, PLOT_BOTTOM + 18, group.label()));
    }

    private void legend(StringBuilder svg) {
        int x = MARGIN;
        for (Contestant contestant : options.contestants()) {
            svg.append("<rect x=\"%d\" y=\"16\" width=\"12\" height=\"12\" fill=\"%s\"/>%n".formatted(x,
                    colour(contestant)));
            svg.append("<text x=\"%d\" y=\"26\">%s</text>%n".formatted(x + 18, contestant));
            x += 90;
        }
    }
}
