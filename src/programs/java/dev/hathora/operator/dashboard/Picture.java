package dev.hathora.operator.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

import dev.hathora.operator.dashboard.Dashboard.Panel;
import dev.hathora.operator.dashboard.Dashboard.Place;
import dev.hathora.operator.dashboard.Day.Event;

/** Panels as SVG, much like Grafana draws them, with the events of the day as vertical lines through all of them. */
final class Picture {
    private static final List<String> COLOURS = List.of("#3274d9", "#e0752d", "#299c46", "#a352cc", "#d44a3a",
            "#1ba3a3",
            "#b8860b", "#7b5d45", "#e377c2", "#5f6b7a", "#0a437c", "#8ab000");
    private static final int COLUMN = 46;
    private static final int LINE = 26;
    private static final int GAP = 8;
    private static final int LEFT = 46;
    private static final int TOP = 28;
    private static final int LEGEND_LINE = 14;
    private static final int HEAD = 44;
    private static final double MEBIBYTE = 1 << 20;
    private static final double LETTER = 6.5;

    private final Instant from;
    private final double seconds;
    private final List<Event> events;
    private final StringBuilder body = new StringBuilder();
    private int bottom;

    /** What is drawn in one colour; a value is for a time in seconds from the epoch. */
    record Line(String name, SequencedMap<Double, Double> values) {
        double last() {
            return values.lastEntry().getValue();
        }
    }

    /** The part of a panel where lines are. */
    private record Area(int x, int y, int width, int height) {}

    Picture(Instant from, Instant to, List<Event> events) {
        this.from = from;
        this.seconds = Duration.between(from, to).toMillis() / 1000.0;
        this.events = events;
    }

    private int head() {
        return HEAD + (events.size() + 1) / 2 * 17 + 12;
    }

    void draw(Panel panel, List<Line> lines) {
        Place place = panel.place();
        int x = GAP + place.column() * COLUMN;
        int y = head() + place.line() * LINE;
        int width = place.columns() * COLUMN - GAP;
        int height = place.lines() * LINE - GAP;
        bottom = Math.max(bottom, y + height);
        if (panel.type().equals("row")) {
            text(x, y + 17, "font-size='15' font-weight='bold'", panel.title());
            return;
        }
        body.append(
                "<rect x='%d' y='%d' width='%d' height='%d' fill='white' stroke='#d5d9de'/>%n".formatted(x, y, width,
                        height));
        text(x + 8, y + 18, "font-weight='bold'", panel.title());
        if (panel.type().equals("stat")) {
            text(x + width / 2, y + height - 22, "font-size='30' text-anchor='middle' fill='#3274d9'",
                    lines.isEmpty() ? "no data" : value(lines.getFirst().last(), panel.unit()));
        } else {
            chart(panel, lines, x, y, width, height);
        }
    }

    private void chart(Panel panel, List<Line> lines, int x, int y, int width, int height) {
        List<Line> drawn = lines.stream().sorted(Comparator.comparing(Line::name)).toList();
        int legend = legend(drawn, x + 8, width - 16, y + height);
        Area area = new Area(x + LEFT, y + TOP, width - LEFT - 10, height - TOP - 20 - legend);
        double highest = panel.stacked()
                ? totals(drawn).values().stream().mapToDouble(v -> v).max().orElse(1)
                : drawn.stream().flatMap(line -> line.values().values().stream()).mapToDouble(v -> v).max().orElse(1);
        double top = panel.unit().equals("bytes") ? MEBIBYTE * ceiling(highest / MEBIBYTE) : ceiling(highest);
        grid(panel, area, top);
        if (drawn.isEmpty()) {
            text(area.x() + area.width() / 2, area.y() + area.height() / 2, "text-anchor='middle' fill='#888'",
                    "no data: nothing of that kind happened");
        }
        Map<Double, Double> below = new HashMap<>();
        for (int i = 0; i < drawn.size(); i++) {
            String colour = COLOURS.get(i % COLOURS.size());
            if (panel.stacked()) {
                stack(area, drawn.get(i), below, top, colour);
            } else {
                path(area, drawn.get(i).values(), top, "fill='none' stroke='" + colour + "' stroke-width='1.5'", "");
            }
        }
    }

    private static SequencedMap<Double, Double> totals(List<Line> lines) {
        SequencedMap<Double, Double> totals = new TreeMap<>();
        lines.forEach(line -> line.values().forEach((at, value) -> totals.merge(at, value, Double::sum)));
        return totals;
    }

    private void stack(Area area, Line line, Map<Double, Double> below, double top, String colour) {
        SequencedMap<Double, Double> upper = new TreeMap<>();
        StringBuilder back = new StringBuilder();
        line.values().forEach((at, value) -> {
            double base = below.getOrDefault(at, 0.0);
            back.insert(0, "L" + point(area, at, base, top));
            upper.put(at, base + value);
            below.put(at, base + value);
        });
        path(area, upper, top, "fill='" + colour + "' fill-opacity='0.55' stroke='none'", back + "Z");
    }

    private void path(Area area, SequencedMap<Double, Double> values, double top, String style, String end) {
        StringBuilder path = new StringBuilder();
        double before = Double.NaN;
        for (Map.Entry<Double, Double> value : values.entrySet()) {
            boolean joined = end.isEmpty() ? value.getKey() - before < 3.5 : !path.isEmpty();
            path.append(joined ? 'L' : 'M').append(point(area, value.getKey(), value.getValue(), top));
            before = value.getKey();
        }
        body.append("<path %s d='%s%s'/>%n".formatted(style, path, end));
    }

    private String point(Area area, double at, double value, double top) {
        double share = (at - from.toEpochMilli() / 1000.0) / seconds;
        return String.format(Locale.ROOT, "%.0f %.1f", area.x() + share * area.width(),
                area.y() + area.height() * (1 - Math.min(value, top) / top));
    }

    private void grid(Panel panel, Area area, double top) {
        for (int i = 0; i <= 2; i++) {
            int y = area.y() + area.height() * (2 - i) / 2;
            body.append("<line x1='%d' y1='%d' x2='%d' y2='%d' stroke='#e4e7eb'/>%n".formatted(area.x(), y,
                    area.x() + area.width(), y));
            text(area.x() - 5, y + 4, "text-anchor='end' fill='#666' font-size='10'",
                    value(top * i / 2, panel.unit()));
        }
        for (int minute = 0; minute * 60 <= seconds; minute++) {
            text(area.x() + (int) (area.width() * minute * 60 / seconds), area.y() + area.height() + 13,
                    "text-anchor='middle' fill='#666' font-size='10'", minute + " min");
        }
        for (Event event : events) {
            double share = Duration.between(from, event.at()).toMillis() / 1000.0 / seconds;
            if (share >= 0) {
                int x = area.x() + (int) (area.width() * share);
                body.append("<line x1='%d' y1='%d' x2='%d' y2='%d' stroke='#c4c9d0' stroke-dasharray='2 3'/>%n"
                        .formatted(x, area.y(), x, area.y() + area.height()));
                text(x, area.y() - 2, "text-anchor='middle' fill='#999' font-size='9'",
                        Integer.toString(events.indexOf(event) + 1));
            }
        }
    }

    /** Says how high it is. */
    private int legend(List<Line> lines, int left, int width, int below) {
        int rows = 1;
        double x = 0;
        double[] xs = new double[lines.size()];
        int[] row = new int[lines.size()];
        for (int i = 0; i < lines.size(); i++) {
            double needed = 18 + lines.get(i).name().length() * LETTER;
            if (x > 0 && x + needed > width) {
                rows++;
                x = 0;
            }
            xs[i] = x;
            row[i] = rows;
            x += needed + 8;
        }
        for (int i = 0; i < lines.size(); i++) {
            int y = below - 8 - (rows - row[i]) * LEGEND_LINE;
            body.append("<rect x='%.0f' y='%d' width='10' height='4' fill='%s'/>%n".formatted(left + xs[i], y - 5,
                    COLOURS.get(i % COLOURS.size())));
            text((int) (left + xs[i] + 14), y, "font-size='11'", lines.get(i).name());
        }
        return rows * LEGEND_LINE + 4;
    }

    /** 1, 2, 3 or 5 times a power of ten. */
    private static double ceiling(double value) {
        if (value <= 0) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        double steps = value / power;
        return power * (steps <= 1 ? 1 : steps <= 2 ? 2 : steps <= 3 ? 3 : steps <= 5 ? 5 : 10);
    }

    private static String value(double value, String unit) {
        return switch (unit) {
            case "percentunit" -> plain(value * 100) + " %";
            case "bytes" -> plain(value / MEBIBYTE) + " MiB";
            case "s" -> value == 0 ? "0 s" : value < 1 ? plain(value * 1000) + " ms" : plain(value) + " s";
            case "reqps", "ops" -> plain(value) + "/s";
            default -> plain(value);
        };
    }

    private static String plain(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, value < 0.1 ? "%.2f" : "%.1f", value);
    }

    private void text(int x, int y, String style, String text) {
        body.append("<text x='%d' y='%d' %s>%s</text>%n".formatted(x, y, style,
                text.replace("&", "&amp;").replace("<", "&lt;")));
    }

    String svg() {
        StringBuilder svg = new StringBuilder("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
                <rect width="100%%" height="100%%" fill="#f4f5f7"/>
                <text x="%d" y="28" font-size="19" font-weight="bold">Hathora operator</text>
                """.formatted(24 * COLUMN + GAP, bottom + GAP, GAP));
        for (int i = 0; i < events.size(); i++) {
            int rows = (events.size() + 1) / 2;
            svg.append("<text x='%d' y='%d' fill='#555'>%d  %s</text>%n".formatted(GAP + i / rows * 12 * COLUMN,
                    HEAD + 6 + i % rows * 17, i + 1, events.get(i).what()));
        }
        return svg.append(body).append("</svg>\n").toString();
    }
}
