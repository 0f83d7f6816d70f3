package dev.hathora.operator.benchmark;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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
    private static final List<Contestant> ORDER = List.of(Contestant.FLOOR, Contestant.OURS, Contestant.BEFORE,
            Contestant.NAIVE);

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
        return results.missing().isEmpty() && goals().stream().allMatch(Reach::measured);
    }

    private List<Reach> goals() {
        return new Goals(results, options).rows();
    }

    /** In Markdown. */
    String table() {
        Tables tables = new Tables(results, ORDER.stream().filter(options.contestants()::contains).toList());
        StringBuilder text = new StringBuilder();
        text.append("%n`%s`%n%n%s; took %d min %d s%n%n".formatted(options.command(), machine, took.toMinutes(),
                took.toSecondsPart()));
        text.append(Tables.reach(goals())).append('\n').append(tables.figures()).append('\n').append(tables.work())
                .append('\n');
        notes().forEach(note -> text.append("- %s%n".formatted(note)));
        results.missing().forEach(part -> text.append("- Not measured: %s%n".formatted(part)));
        return text.toString();
    }

    /** Notes for interpreting the numbers: how they were measured, what can't be reached, and what was special. */
    private List<String> notes() {
        List<String> notes = new ArrayList<>(List.of(
                options.runs() == 1
                        ? "Each figure is measured once, except for starts, so none can be trusted."
                        : "What the goals compare is measured in %d rounds, the rest in one. In each round the contestants follow each other, and each round begins with another one. Figures are medians, with the lowest and the highest in parentheses. What is compared is from the same round, and then the median is taken."
                                .formatted(options.runs()),
                "JVM options of all: `%s`; of ours also: `%s`; of *before*, an earlier build of the operator: `%s`."
                        .formatted(String.join(" ", Contestant.JVM), beyond(Contestant.OURS),
                                beyond(Contestant.BEFORE)),
                "Each call to Hathora takes %d ms, and a process holds %d rooms. Rooms are up at once unless stated otherwise. Each booting room has its own process."
                        .formatted(SimulatedHathora.LATENCY.toMillis(), SimulatedHathora.ROOMS_PER_PROCESS),
                "Requests are those that the API server counts, refused ones and those without an effect included; changes are what a watch tells.",
                "Rates of a burst are those of its first %d s. At rest and on restart all have the rooms that one operator made, in turns."
                        .formatted(ManyRooms.BURST_WINDOW.toSeconds()),
                "Configurations are changed and deletions asked for while the contestant is stopped; time begins with its first call for them. The floor's deletion has the look that proves it.",
                "The work per room is counted from the first call or write for a room on, without the start of the JVM. Requests and reconciles include those of the start, except for leases. Bytes are all that the process reads and writes: Kubernetes, Hathora, files and its log. Allocations are those of all threads.",
                "Resident memory is VmRSS and VmHWM of the process some seconds after a start, when all rooms are observed. A start lasts from the start of the JVM, with a resource that waits, until Hathora receives createRoom.",
                "A percentile is by nearest rank: of 200 samples, p99 is the third slowest, of 100 the second slowest."));
        notes.addAll(limits());
        notes.addAll(results.notes());
        return notes;
    }

    private String beyond(Contestant contestant) {
        return String.join(" ", options.jvm().getOrDefault(contestant, List.of()));
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

    private String json() throws IOException {
        JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        ObjectNode json = mapper.createObjectNode().put("command", options.command());
        json.set("machine", mapper.valueToTree(machine));
        json.put("minutes", took.toSeconds() / 60.0).put("latencyMillis", SimulatedHathora.LATENCY.toMillis())
                .put("roomsPerProcess", SimulatedHathora.ROOMS_PER_PROCESS)
                .put("intervalSeconds", options.interval().toSeconds())
                .put("jvmOptions", String.join(" ", Contestant.JVM))
                .put("jvmOptionsOfOurs", beyond(Contestant.OURS))
                .put("jvmOptionsOfBefore", beyond(Contestant.BEFORE));
        json.put("rounds", options.runs());
        List<Reach> rows = goals();
        json.put("verdict", Tables.count(rows));
        ArrayNode reach = json.putArray("reach");
        for (Reach row : rows) {
            ObjectNode node = reach.addObject().put("figure", row.figure()).put("target", row.target());
            if (row.measured()) {
                node.put("value", row.values().median());
                ArrayNode rounds = node.putArray("rounds");
                row.values().values().values().forEach(value -> rounds.add(value));
            }
            node.put("verdict", row.verdict());
        }
        ArrayNode all = json.putArray("measurements");
        results.measurements().forEach(m -> all.addObject().put("contestant", m.contestant().toString())
                .put("rooms", m.rooms()).put("round", m.round()).put("figure", m.measure().key())
                .put("value", m.value()).put("unit", m.measure().unit()));
        ArrayNode notes = json.putArray("notes");
        notes().forEach(notes::add);
        ArrayNode missing = json.putArray("missing");
        results.missing().forEach(missing::add);
        return mapper.writeValueAsString(json) + "\n";
    }
}
