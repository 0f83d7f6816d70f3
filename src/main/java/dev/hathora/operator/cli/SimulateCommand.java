package dev.hathora.operator.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

import dev.hathora.operator.simulator.Simulator;
import dev.hathora.operator.simulator.SimulatorOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code simulate}: runs a simulated Hathora on this machine until a signal stops it. It prints one line,
 * {@code listening on http://127.0.0.1:N}, when it is ready.
 */
@Command(name = "simulate", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Runs a simulated Hathora, for development and tests.")
public final class SimulateCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Option(names = "--host", paramLabel = "H", defaultValue = "127.0.0.1",
            description = "Address to listen on (${DEFAULT-VALUE}). 0.0.0.0 listens on all addresses.")
    private String host = "";

    @Option(names = "--port", paramLabel = "N", required = true, description = "Port to listen on. 0 picks a free "
            + "port.")
    private int port;

    @Option(names = "--token", paramLabel = "T", defaultValue = "${env:HATHORA_DEV_TOKEN}",
            description = "Token that calls must send (HATHORA_DEV_TOKEN).")
    private @Nullable String token;

    @Option(names = "--app-id", paramLabel = "A",
            description = "Application that exists. May be repeated. Without it, every application exists.")
    private Set<String> appIds = Set.of();

    @Option(names = "--latency", paramLabel = "D", defaultValue = "0ms", converter = DurationConverter.class,
            description = "Minimum duration of every call (${DEFAULT-VALUE}).")
    private Duration latency = Duration.ZERO;

    @Option(names = "--boot", paramLabel = "D", defaultValue = "1s", converter = DurationConverter.class,
            description = "Time from the start of a process until players can connect to its rooms (${DEFAULT-VALUE}).")
    private Duration boot = Duration.ZERO;

    @Option(names = "--rooms-per-process", paramLabel = "N", defaultValue = "4",
            description = "Maximum number of rooms per process (${DEFAULT-VALUE}).")
    private int roomsPerProcess;

    @Option(names = "--rate-limit", paramLabel = "RPS", defaultValue = "0",
            description = "Calls per second above which the simulator answers 429 (${DEFAULT-VALUE}). 0 means no "
                    + "limit.")
    private double rateLimit;

    /** Ends only if the port can't be used (exit code 1) or by a signal (0). */
    @Override
    public Integer call() throws InterruptedException {
        SimulatorOptions options = options();
        Simulator simulator;
        try {
            simulator = Simulator.start(options);
        } catch (UncheckedIOException e) {
            spec.commandLine().getErr()
                    .println("can't listen on port %d of %s: %s".formatted(port, host, e.getCause()));
            return 1;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            simulator.close();
            // a signal is the normal way to stop: exit with 0, not with 143 as the JVM would
            Runtime.getRuntime().halt(0);
        }));
        PrintWriter out = spec.commandLine().getOut();
        out.println("listening on " + simulator.uri());
        out.flush();
        new CountDownLatch(1).await();
        return 0;
    }

    private SimulatorOptions options() {
        if (token == null || token.isEmpty()) {
            throw new ParameterException(spec.commandLine(),
                    "the token is missing: set --token or the environment variable HATHORA_DEV_TOKEN");
        }
        try {
            return new SimulatorOptions(host, port, token, appIds, latency, boot, roomsPerProcess, rateLimit);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
