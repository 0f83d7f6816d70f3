package dev.hathora.operator.benchmark;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

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

    static final String HEAP = "256m";

    /** As in the operator's image. */
    static final List<String> JVM = List.of("-Xmx" + HEAP, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

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
     * @param options how often settled rooms are looked at, and where its output goes
     * @param stand where its resources are
     * @param callsPerSecond the limit that it has to keep itself, where it knows how to
     * @param more options of the JVM
     */
    ChildJvm start(Options options, Stand stand, URI hathora, int callsPerSecond, List<String> more) {
        return ChildJvm.start(options.directory().resolve(this + ".log"),
                Stream.concat(JVM.stream(), more.stream()).toList(),
                command,
                Map.of("KUBECONFIG", stand.kubeconfig().toString(),
                        "HATHORA_API_URL", hathora.toString(),
                        "HATHORA_DEV_TOKEN", SimulatedHathora.TOKEN,
                        "HATHORA_APP_ID", APP,
                        "WATCH_NAMESPACES", stand.namespace(),
                        "LEADER_ELECTION_NAMESPACE", stand.namespace(),
                        "POLL_INTERVAL", options.interval().toSeconds() + "s",
                        "HATHORA_RATE_LIMIT", Integer.toString(callsPerSecond),
                        "HTTP_PORT", "0"));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
