package dev.hathora.operator.demo;

import java.util.Comparator;
import java.util.List;

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
                The operator runs in this JVM, with a Kubernetes API server and a host, which serves Hathora's API. The
                host starts the game examples/games/Guess.java as a child process for each region that has rooms.
                After each step: the events of one resource, and the operator's calls to Hathora that change rooms.
                (The operator looks at its rooms every second here, so that you need not wait. Its default is 30 s.)"""
                .formatted(screen.bold("Hathora rooms, declared in Kubernetes")));
    }

    void announces(int number, Scene scene) {
        screen.say("\n" + screen.bold(number + ". " + scene.title()) + "\n   $ " + scene.command());
    }

    /** Prints the outcome of a scene. */
    void reports(Scene scene, Stage stage, List<Event> events) {
        Comparator<Event> asTold = Comparator.comparing(event -> scene.events().indexOf(event.getReason()));
        StringBuilder told = new StringBuilder();
        stage.takeTalk().forEach(line -> told.append("   ").append(line).append('\n'));
        if (!scene.events().isEmpty()) {
            told.append("   Events of ").append(scene.room()).append('\n');
            events.stream().sorted(asTold)
                    .map(event -> "   %-17s  %s%n".formatted(event.getReason(), event.getMessage()))
                    .forEach(told::append);
            told.append("   Calls to Hathora: ").append(stage.calls().takeChanges());
        }
        screen.say(told.toString());
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
        screen.say("""

                %s %d rooms run on the host, each accounted for by one resource.
                The operator made %d calls. Its log is in target/demo.log."""
                .formatted(screen.bold("That was all."), stage.runningRooms().size(), stage.calls().total()));
    }

    /** Prints how to continue on your own. */
    void invites(Stage stage) {
        screen.say("""

                %s
                  ROOMS=%s
                  HATHORA=%s                            # Hathora's API, with the token dev-token
                  curl $ROOMS/minimal                                  # a resource, with its status
                  curl -X PATCH $ROOMS/minimal -H 'Content-Type: application/merge-patch+json' \\
                       -d '{"spec":{"state":"Suspended"}}'              # or Active
                  curl -X DELETE $ROOMS/own-id
                  nc HOST PORT                                         # joins a room, at an address above; then write:
                                                                       # join ROOM NAME, and a number in each line"""
                .formatted(screen.bold("The stage is yours, until Ctrl-C. In another terminal:"),
                        stage.resourcesUrl(), stage.hathoraUrl()));
    }
}
