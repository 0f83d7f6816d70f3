package dev.hathora.operator.benchmark;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
 * Writes the results as a table, as JSON and as a plot.
 *
 * @param took how long the run took
 */
record Report(Results results, Options options, Machine machine, Duration took) {
    private static final List<Contestant> ORDER = List.of(Contestant.FLOOR, Contestant.OURS, Contestant.NAIVE);

    void write(PrintStream out) throws IOException {
        String table = table();
        out.print(table);
        Path directory = options.directory();
        Files.writeString(directory.resolve("results.md"), table);
        Files.writeString(directory.resolve("results.json"), json());
        Files.writeString(directory.resolve("results.svg"), new Plot(results, options).svg());
        out.printf("%nIn %s: results.md, results.json, results.svg, and the last log of each process%n", directory);
    }

    /** Whether everything was measured. */
    boolean complete() {
        return results.missing().isEmpty() && Reach.of(results, options).stream().allMatch(Reach::measured);
    }

    /** In Markdown. */
    String table() {
        List<Reach> reach = Reach.of(results, options);
        StringBuilder text = new StringBuilder();
        text.append("%n`%s`%n%n%s; took %d min %d s%n%n| figure | measured | to reach | |%n| --- | ---: | --- | --- |%n"
                .formatted(options.command(), machine, took.toMinutes(), took.toSecondsPart()));
        for (Reach row : reach) {
            text.append("| %s | %s | %s | %s |%n".formatted(row.figure(),
                    row.measured() ? Figure.text(row.value()) : "", row.target(), row.verdict()));
        }
        text.append("%n%s%n".formatted(count(reach)));
        text.append("%n| measured | rooms | floor | ours | naive |%n| --- | ---: | ---: | ---: | ---: |%n".formatted());
        for (Figure figure : Figure.values()) {
            for (int rooms : results.rooms()) {
                Map<Contestant, OptionalDouble> values = values(figure, rooms);
                if (values.values().stream().anyMatch(OptionalDouble::isPresent)) {
                    text.append("| %s%s | %,d | %s |%n".formatted(figure.title(),
                            figure.unit().isEmpty() ? "" : ", " + figure.unit(), rooms,
                            ORDER.stream().map(values::get).map(Report::text).collect(Collectors.joining(" | "))));
                }
            }
        }
        text.append('\n');
        notes().forEach(note -> text.append("- %s%n".formatted(note)));
        results.missing().forEach(part -> text.append("- Not measured: %s%n".formatted(part)));
        return text.toString();
    }

    private static String count(List<Reach> rows) {
        Map<String, Long> verdicts = rows.stream().collect(Collectors.groupingBy(Reach::verdict,
                Collectors.counting()));
        return "Of %d: %d met, %d NOT MET, %d not measured".formatted(rows.size(), verdicts.getOrDefault("met", 0L),
                verdicts.getOrDefault("NOT MET", 0L), verdicts.getOrDefault("not measured", 0L));
    }

    /** Notes for interpreting the numbers: how they were measured, what can't be reached, and what was special. */
    private List<String> notes() {
        List<String> notes = new ArrayList<>(List.of(
                "One run, each figure measured once, in a fixed order. The same JVM options for all: `%s`."
                        .formatted(String.join(" ", Contestant.JVM)),
                "Each call to Hathora takes %d ms, and a process holds %d rooms. Rooms are up at once unless stated otherwise. Each booting room has its own process."
                        .formatted(SimulatedHathora.LATENCY.toMillis(), SimulatedHathora.ROOMS_PER_PROCESS),
                "Requests are those that the API server counts, refused ones and those without an effect included; changes are what a watch tells.",
                "Rates of a burst are those of its first %d s. At rest and on restart the naive operator has the rooms that ours made."
                        .formatted(ManyRooms.BURST_WINDOW.toSeconds()),
                "Configurations are changed and deletions asked for while the contestant is stopped; time begins with its first call for them. The floor's deletion has the look that proves it.",
                "A percentile is by nearest rank: of 200 samples, p99 is the third slowest, of 100 the second slowest."));
        notes.addAll(limits());
        notes.addAll(results.notes());
        return notes;
    }

    /** What a limit of calls allows, whoever makes them. */
    private List<String> limits() {
        int limit = SimulatedHathora.CALLS_PER_SECOND;
        List<String> limits = new ArrayList<>(
                List.of("With %d calls/s and 2 calls for each room, at most %d rooms/s become ready."
                        .formatted(limit, limit / 2)));
        for (int rooms : options.sizes()) {
            int processes = (rooms + SimulatedHathora.ROOMS_PER_PROCESS - 1) / SimulatedHathora.ROOMS_PER_PROCESS;
            double needed = processes / (double) options.interval().toSeconds();
            if (needed > limit) {
                limits.add(
                        "Out of reach: to look at %,d processes every %d s takes %s calls/s, more than the limit of %d; at that, a round takes %s s."
                                .formatted(processes, options.interval().toSeconds(), Figure.text(needed), limit,
                                        Figure.text(processes / (double) limit)));
            }
        }
        return limits;
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
        ObjectNode json = mapper.createObjectNode().put("command", options.command());
        json.set("machine", mapper.valueToTree(machine));
        json.put("minutes", took.toSeconds() / 60.0).put("latencyMillis", SimulatedHathora.LATENCY.toMillis())
                .put("roomsPerProcess", SimulatedHathora.ROOMS_PER_PROCESS)
                .put("intervalSeconds", options.interval().toSeconds())
                .put("jvmOptions", String.join(" ", Contestant.JVM));
        List<Reach> rows = Reach.of(results, options);
        json.put("verdict", count(rows));
        ArrayNode reach = json.putArray("reach");
        for (Reach row : rows) {
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
        notes().forEach(notes::add);
        ArrayNode missing = json.putArray("missing");
        results.missing().forEach(missing::add);
        return mapper.writeValueAsString(json) + "\n";
    }
}
