package dev.hathora.operator.benchmark;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import dev.hathora.operator.Main;

/** The contestants. Each is started with the same environment variables and the same heap size. */
enum Contestant {
    /** Only the calls and writes that can't be avoided. */
    FLOOR(List.of(FloorClient.class.getName())),

    /** The operator, as users run it. */
    OURS(List.of(Main.class.getName(), "run")),

    /** An earlier build of it. */
    BEFORE(OURS.command),

    /** An operator written as in the framework's documentation. */
    NAIVE(List.of(NaiveOperator.class.getName()));

    static final String APP = "app-af469a92-5b45-4565-b3c4-b79878de67d2";

    static final String HEAP = "256m";

    /** As in the operator's image. {@link Options#jvm(Contestant)} adds to it. */
    static final List<String> JVM = List.of("-Xmx" + HEAP, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

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
     * @param callsPerSecond its rate limit, if it has one
     * @param more options of the JVM
     */
    ChildJvm start(Options options, Stand stand, URI hathora, int callsPerSecond, List<String> more) {
        return ChildJvm.start(options.directory().resolve(this + ".log"), options.classPath(this),
                Stream.concat(options.jvm(this).stream(), more.stream()).toList(),
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

    /** Whether it looks at settled rooms process by process, and otherwise one by one. */
    boolean looksAtProcesses() {
        return switch (this) {
            case OURS, BEFORE -> true;
            case FLOOR, NAIVE -> false;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
