package dev.hathora.operator.benchmark;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Writes results down: as a table, as JSON, as a plot.
 *
 * @param took how long the run took
 */
record Report(Results results, Duration took) {
    private static final List<Contestant> ORDER = List.of(Contestant.FLOOR, Contestant.OURS, Contestant.NAIVE);

    void write(Path directory, PrintStream out) throws IOException {
        out.print(table());
        Files.writeString(directory.resolve("results.json"), json());
        Files.writeString(directory.resolve("results.svg"), new Plot(results).svg());
        out.printf("%nIn %s: results.json, results.svg, and the logs of all processes%n", directory);
    }

    private static String machine() {
        return "%d CPUs, load %.1f, %s %s, JDK %s".formatted(Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(), System.getProperty("os.name"),
                System.getProperty("os.arch"), System.getProperty("java.version"));
    }

    /** In Markdown. */
    String table() {
        StringBuilder text = new StringBuilder();
        text.append("%n%s; %d min%n%n| figure | measured | to reach | |%n| --- | ---: | --- | --- |%n"
                .formatted(machine(), took.toMinutes()));
        for (Reach row : Reach.of(results)) {
            text.append("| %s | %s | %s | %s |%n".formatted(row.figure(),
                    row.measured() ? Figure.text(row.value()) : "", row.target(), row.verdict()));
        }
        text.append("%n| measured | rooms | floor | ours | naive |%n| --- | ---: | ---: | ---: | ---: |%n".formatted());
        for (Figure figure : Figure.values()) {
            for (int rooms : results.sizes()) {
                Map<Contestant, OptionalDouble> values = values(figure, rooms);
                if (values.values().stream().anyMatch(OptionalDouble::isPresent)) {
                    text.append("| %s, %s | %,d | %s |%n".formatted(figure.title(), figure.unit(), rooms,
                            ORDER.stream().map(values::get).map(Report::text).collect(Collectors.joining(" | "))));
                }
            }
        }
        results.notes().forEach(note -> text.append("%nNote: %s".formatted(note)));
        results.missing().forEach(part -> text.append("%nNot measured: %s".formatted(part)));
        return text.append('\n').toString();
    }

    private Map<Contestant, OptionalDouble> values(Figure figure, int rooms) {
        Map<Contestant, OptionalDouble> values = new EnumMap<>(Contestant.class);
        ORDER.forEach(contestant -> values.put(contestant, results.get(contestant, rooms, figure)));
        return values;
    }

    private static String text(OptionalDouble value) {
        return value.isPresent() ? Figure.text(value.getAsDouble()) : "";
    }

    private String json() throws IOException {
        JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        ObjectNode json = mapper.createObjectNode().put("machine", machine()).put("minutes", took.toSeconds() / 60.0);
        ArrayNode reach = json.putArray("reach");
        for (Reach row : Reach.of(results)) {
            ObjectNode node = reach.addObject().put("figure", row.figure()).put("target", row.target());
            if (row.measured()) {
                node.put("value", row.value());
            }
            node.put("verdict", row.verdict());
        }
        ArrayNode all = json.putArray("measurements");
        results.measurements().forEach(m -> all.addObject().put("contestant", m.contestant().toString())
                .put("rooms", m.rooms()).put("figure", m.figure().name().toLowerCase(Locale.ROOT))
                .put("value", m.value()).put("unit", m.figure().unit()));
        ArrayNode notes = json.putArray("notes");
        results.notes().forEach(notes::add);
        ArrayNode missing = json.putArray("missing");
        results.missing().forEach(missing::add);
        return mapper.writeValueAsString(json) + "\n";
    }
}
