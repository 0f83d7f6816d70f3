package dev.hathora.operator.benchmark;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.hathora.operator.Main;

/** Who is measured. Each is started with the same variables, in the same heap. */
enum Contestant {
    /** Bare calls and writes, only those that can't be avoided. */
    FLOOR(List.of(FloorClient.class.getName())),

    /** The operator, as users run it. */
    OURS(List.of(Main.class.getName(), "run")),

    /** An operator as the framework's documentation teaches to write it. */
    NAIVE(List.of(NaiveOperator.class.getName()));

    static final String APP = "app-af469a92-5b45-4565-b3c4-b79878de67d2";

    /** How often settled rooms are looked at. */
    static final Duration INTERVAL = Duration.ofSeconds(30);
    static final String HEAP = "256m";

    /** As in the operator's image. */
    private static final List<String> JVM = List.of("-Xmx" + HEAP, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    /** More than anything can reach here. */
    static final int NO_LIMIT = 1_000_000;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> command;

    Contestant(List<String> command) {
        this.command = command;
    }

    /**
     * Starts it.
     *
     * @param callsPerSecond the limit that it has to keep itself, where it knows how to
     */
    ChildJvm start(Path directory, Path kubeconfig, String namespace, URI hathora, int callsPerSecond) {
        return ChildJvm.start(directory.resolve(this + ".log"),
                JVM,
                command,
                Map.of("KUBECONFIG", kubeconfig.toString(),
                        "HATHORA_API_URL", hathora.toString(),
                        "HATHORA_DEV_TOKEN", SimulatedHathora.TOKEN,
                        "HATHORA_APP_ID", APP,
                        "WATCH_NAMESPACES", namespace,
                        "POLL_INTERVAL", INTERVAL.toSeconds() + "s",
                        "HATHORA_RATE_LIMIT", Integer.toString(callsPerSecond),
                        "HTTP_PORT", "0"));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
