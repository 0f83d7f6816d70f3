package dev.hathora.operator.chaos;

import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import dev.hathora.operator.simulator.Simulator;
import dev.hathora.operator.testing.OperatorFixture;

/** The results of a run, as text and as Markdown. */
final class Figures {
    private final Map<String, String> lines = new LinkedHashMap<>();

    Figures(String hathora, long seed, Lives lives, Simulator simulator, Hazards hazards, Verdict verdict) {
        lines.put("Hathora", hathora);
        line("seed", seed);
        line("kills", lives.kills());
        line("of those, in lives that were cut off from the API server for up to 1 s", lives.silences());
        line("calls to Hathora", simulator.stats().total());
        lines.put("of those in the storm failed on purpose", String.format(Locale.ROOT, "%.1f %%", hazards.share()));
        hazards.figures().forEach((kind, times) -> line("wrong: " + kind, times));
        line("rooms made", simulator.rooms().size());
        verdict.judged().forEach((promise, times) -> line("judged: " + promise, times));
        line("duplicates", verdict.count(Promise.Cost.DUPLICATE));
        line("leaks", verdict.count(Promise.Cost.LEAK));
        line("lost", verdict.count(Promise.Cost.LOST));
        line("other promises broken", verdict.count(Promise.Cost.OTHER));
    }

    /** How everything settled. */
    void calm(long passes, int resources, Duration longest, Duration whole) {
        line("passes after the last fault until settled", passes);
        line("    of resources", resources);
        line("settled after the last kill, s", longest.toSeconds());
        line("whole run, s", whole.toSeconds());
    }

    private void line(String what, long figure) {
        lines.put(what, Long.toString(figure));
    }

    void print(PrintStream out) {
        lines.forEach((what, figure) -> out.printf("%-84s %8s%n", what, figure));
    }

    String markdown() {
        return lines.entrySet().stream().map(e -> "| " + e.getKey().strip() + " | " + e.getValue() + " |")
                .collect(Collectors.joining("\n", "| what | figure |\n| --- | --- |\n", "\n"));
    }

    /** The complete history of the rooms with a broken promise. */
    static void tell(PrintStream out, Verdict.Broken broken, OperatorFixture world, List<User> users) {
        out.printf("%nBROKEN: %s: %s%n", broken.promise(), broken.how());
        broken.roomIds().forEach(id -> {
            out.println("  what happened to room " + id);
            world.hathora().history(id).forEach(entry -> out.println("    " + entry));
        });
        users.stream().filter(
                user -> broken.how().startsWith(user.name() + "'s ") || broken.how().startsWith(user.name() + " ")
                        || broken.roomIds().stream()
                                .anyMatch(id -> user.resources().stream().flatMap(r -> r.rooms().stream())
                                        .anyMatch(room -> room.roomId().equals(id))))
                .forEach(user -> {
                    out.println("  what " + user.name() + " did");
                    user.log().forEach(entry -> out.println("    " + entry));
                    out.println("  events: " + world.eventReasons(user.name()));
                    out.println("  status: " + world.status(user.name()));
                });
    }
}
