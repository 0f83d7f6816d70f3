package dev.hathora.operator.demo;

import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.simulator.HistoryEntry;
import io.fabric8.kubernetes.api.model.Event;

/** Prints what happens, and what the operator does about it. */
final class Narrator {
    private final Screen screen;

    Narrator(Screen screen) {
        this.screen = screen;
    }

    void opens() {
        screen.say("""
                %s
                The operator runs in this JVM, with a Kubernetes API server and a simulated Hathora Cloud.
                After each step: the events of one resource, and the calls that Hathora received for its rooms.
                (The operator looks at its rooms every second here, so that you need not wait. Its default is 30 s.)"""
                .formatted(screen.bold("Hathora rooms, declared in Kubernetes")));
    }

    void announces(int number, Scene scene) {
        screen.say("\n" + screen.bold(number + ". " + scene.title()) + "\n   $ " + scene.command());
    }

    /** Prints the outcome of a scene. */
    void reports(Scene scene, Stage stage, List<Event> events, Instant begin) {
        Comparator<Event> asTold = Comparator.comparing(event -> scene.events().indexOf(event.getReason()));
        String told = events.stream().sorted(asTold)
                .map(event -> "%n   %-17s  %s".formatted(event.getReason(), event.getMessage()))
                .collect(Collectors.joining());
        screen.say("   Events of %s%s\n   Calls to Hathora: %s".formatted(scene.room(), told,
                calls(scene, stage, begin)));
    }

    private static String calls(Scene scene, Stage stage, Instant begin) {
        Map<String, Long> calls = stage.roomsOf(scene.room()).stream()
                .flatMap(room -> stage.hathora().history(room.roomId()).stream())
                .filter(entry -> entry.status() != 0 && !entry.at().isBefore(begin))
                .sorted(Comparator.comparing(HistoryEntry::at))
                .collect(Collectors.groupingBy(entry -> entry.operation() + " " + entry.status(), LinkedHashMap::new,
                        Collectors.counting()));
        return calls.entrySet().stream()
                .map(call -> call.getKey() + (call.getValue() == 1 ? "" : " ×" + call.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** Prints the expected outcome that did not happen. */
    void misses(Scene scene, Stage stage, List<Event> events, long seconds) {
        screen.say("""
                FAILED: this did not lead to what it should within %d s.
                Events of %s expected: %s; seen: %s
                Its status: %s
                The log is in target/demo.log.""".indent(3).formatted(seconds, scene.room(), scene.events(),
                events.stream().map(Event::getReason).toList(), stage.status(scene.room())));
    }

    void closes(Stage stage) {
        String calls = Arrays.stream(Operation.values()).filter(op -> stage.hathora().stats().count(op) > 0)
                .map(op -> op.hathoraName() + " " + stage.hathora().stats().count(op))
                .collect(Collectors.joining(", "));
        screen.say("""

                %s %d rooms run on Hathora, each accounted for by one resource.
                All calls: %s
                The operator's log is in target/demo.log."""
                .formatted(screen.bold("That was all."), stage.livingRooms().size(), calls));
    }

    /** Prints how to continue on your own. */
    void invites(Stage stage) {
        screen.say("""

                %s
                  ROOMS=%s
                  HATHORA=%s
                  curl $ROOMS/minimal                                  # a resource, with its status
                  curl -X PATCH $ROOMS/minimal -H 'Content-Type: application/merge-patch+json' \\
                       -d '{"spec":{"state":"Suspended"}}'              # or Active
                  curl -X DELETE $ROOMS/own-id
                  curl $HATHORA/_sim/rooms                             # every room that was ever made
                  curl -X POST $HATHORA/_sim/rooms/$ROOM/destroy       # the game ends its match"""
                .formatted(screen.bold("The stage is yours, until Ctrl-C. In another terminal:"),
                        stage.resourcesUrl(), stage.hathora().uri()));
    }
}
