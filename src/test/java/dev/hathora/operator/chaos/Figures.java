package dev.hathora.operator.chaos;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.hathora.operator.simulator.Simulator;
import dev.hathora.operator.testing.OperatorFixture;

/** What a run has to show. */
final class Figures {
    private final Simulator hathora;

    Figures(Simulator hathora) {
        this.hathora = hathora;
    }

    void print(PrintStream out, int kills, Map<String, Integer> faults, Verdict verdict, Duration longest,
            Duration whole) {
        line(out, "kills", kills);
        line(out, "calls to Hathora", hathora.stats().total());
        line(out, "of them failed on purpose", faults.values().stream().mapToInt(Integer::intValue).sum());
        faults.forEach((kind, times) -> line(out, "    " + kind, times));
        line(out, "rooms made", hathora.rooms().size());
        line(out, "duplicates", verdict.count(Verdict.Kind.DUPLICATE));
        line(out, "leaks", verdict.count(Verdict.Kind.LEAK));
        line(out, "lost", verdict.count(Verdict.Kind.LOST));
        line(out, "other promises broken", verdict.count(Verdict.Kind.OTHER));
        line(out, "settled, after the last kill, s", longest.toSeconds());
        line(out, "whole run, s", whole.toSeconds());
    }

    private static void line(PrintStream out, String what, long figure) {
        out.printf("%-34s %8d%n", what, figure);
    }

    /** The whole story of the rooms that show a broken promise. */
    static void tell(PrintStream out, Verdict.Broken broken, OperatorFixture world, List<User> users) {
        out.printf("%nBROKEN: %s%n", broken.promise());
        broken.roomIds().forEach(id -> {
            out.println("  what happened to room " + id);
            world.hathora().history(id).forEach(entry -> out.println("    " + entry));
        });
        users.stream().filter(user -> broken.promise().startsWith(user.name()) || broken.roomIds().stream()
                .anyMatch(id -> user.rooms().stream().anyMatch(room -> room.roomId().equals(id)))).forEach(user -> {
                    out.println("  what " + user.name() + " did");
                    user.log().forEach(entry -> out.println("    " + entry));
                    out.println("  events: " + world.eventReasons(user.name()));
                    out.println("  status: " + world.status(user.name()));
                });
    }
}
