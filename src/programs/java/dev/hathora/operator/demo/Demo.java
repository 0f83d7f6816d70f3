package dev.hathora.operator.demo;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

import io.fabric8.kubernetes.api.model.Event;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the script and exits with code 0, or with 1 as soon as a scene does not have the expected outcome. With the
 * system property {@code demo.keep=true} it then keeps running until Ctrl-C.
 */
final class Demo {
    private static final Logger log = LoggerFactory.getLogger(Demo.class);
    private static final Duration REFRESH = Duration.ofMillis(100);

    private final Stage stage;
    private final Screen screen;
    private final Narrator narrator;
    private final Duration patience;
    private final Duration pause;
    private final RoomTable table = new RoomTable();

    /**
     * @param patience how long a scene may take
     * @param pause time to read, after each scene
     */
    Demo(Stage stage, Screen screen, Duration patience, Duration pause) {
        this.stage = stage;
        this.screen = screen;
        this.narrator = new Narrator(screen);
        this.patience = patience;
        this.pause = pause;
    }

    /** Starts the demo. */
    public static void main(String[] args) throws InterruptedException {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        Screen screen = new Screen(out, isTerminal());
        new Narrator(screen).opens();
        boolean done = false;
        AtomicBoolean interrupted = new AtomicBoolean();
        try (Stage stage = new Stage(Duration.ofSeconds(1))) {
            // game servers would survive Ctrl-C
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                interrupted.set(true);
                stage.endGames();
            }));
            Demo demo = new Demo(stage, screen, Duration.ofSeconds(40), Duration.ofSeconds(1));
            done = demo.plays(Script.scenes());
            if (done && Boolean.getBoolean("demo.keep")) {
                demo.goesOn();
            }
        } catch (RuntimeException e) {
            // threads that are still running would keep the JVM alive
            log.error("The demo failed", e);
            if (!interrupted.get()) {
                screen.say("\nFAILED: " + e + "; the log in target/demo.log says more.");
            }
        }
        System.exit(done ? 0 : 1);
    }

    @SuppressWarnings("SystemConsoleNull") // the demo is started with a switch that makes it null, as it used to be
    private static boolean isTerminal() {
        return System.console() != null && !"dumb".equals(System.getenv("TERM"));
    }

    /** Runs the scenes, and returns whether all of them had the expected outcome. */
    boolean plays(List<Scene> scenes) throws InterruptedException {
        int number = 0;
        for (Scene scene : scenes) {
            number++;
            narrator.announces(number, scene);
            if (!plays(scene)) {
                return false;
            }
        }
        narrator.closes(stage);
        return true;
    }

    private boolean plays(Scene scene) throws InterruptedException {
        Set<String> before = stage.events(scene.room()).stream().map(Demo::id).collect(Collectors.toSet());
        scene.action().accept(stage);
        boolean asExpected = watch(patience, () -> scene.outcome().test(stage)
                && reasons(since(before, scene)).containsAll(scene.events()));
        if (asExpected) {
            narrator.reports(scene, stage, since(before, scene));
            watch(pause, () -> false);
        } else {
            narrator.misses(scene, stage, since(before, scene), patience.toSeconds());
        }
        return asExpected;
    }

    /** Keeps everything running for the user. */
    private void goesOn() throws InterruptedException {
        narrator.invites(stage);
        watch(null, () -> false);
    }

    /** Updates the table until a condition is met, and returns whether it was met in time. */
    private boolean watch(@Nullable Duration longest, BooleanSupplier until) throws InterruptedException {
        Instant end = longest == null ? Instant.MAX : Instant.now().plus(longest);
        while (true) {
            boolean reached = until.getAsBoolean();
            screen.show(table.of(stage.resources()));
            if (reached) {
                return true;
            }
            if (Instant.now().isAfter(end)) {
                return false;
            }
            Thread.sleep(REFRESH);
        }
    }

    private List<Event> since(Set<String> before, Scene scene) {
        return stage.events(scene.room()).stream().filter(event -> !before.contains(id(event))).toList();
    }

    /** A repeated event is the same object with a greater count. */
    private static String id(Event event) {
        return event.getMetadata().getName() + " " + event.getCount();
    }

    private static List<String> reasons(List<Event> events) {
        return events.stream().map(Event::getReason).toList();
    }
}
