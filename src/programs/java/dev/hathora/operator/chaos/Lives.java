package dev.hathora.operator.chaos;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

import dev.hathora.operator.simulator.Simulator;
import dev.hathora.operator.testing.OperatorReplica;
import dev.hathora.operator.testing.Relay;

/** A sequence of short lives of the operator. Each is ended with SIGKILL during its work. */
final class Lives {
    private static final Duration START = Duration.ofSeconds(60);

    /** Some live long enough for the grace period of their predecessors' calls to end. */
    private static final int LONG_ONE_IN = 25;
    private static final Duration LONG = Duration.ofSeconds(34);

    /**
     * In other lives, the connection to the API server is cut for a while, so that the operator sees users' changes
     * later.
     */
    static final Duration LONGEST_SILENCE = Duration.ofSeconds(1);
    private static final int PARTED_ONE_IN = 3;
    private static final List<String> JVM = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto");

    private final Path log;
    private final String namespace;
    private final Simulator hathora;
    private final Random random;
    private final Relay line;
    private final Path kubeconfig;
    private int kills;
    private int silences;

    /** @param line the operators' way to the API server */
    Lives(Path log, Relay line, String namespace, Simulator hathora, long seed) throws IOException {
        this.log = log;
        this.line = line;
        this.kubeconfig = line.kubeconfig(Files.createTempDirectory("chaos").resolve("kubeconfig"));
        this.namespace = namespace;
        this.hathora = hathora;
        this.random = new Random(seed);
    }

    /** Starts the operator. */
    OperatorReplica start() {
        URI uri = hathora.uri();
        return OperatorReplica.start(log, kubeconfig, namespace, uri, JVM, List.of());
    }

    /**
     * Starts it, and kills it up to 1.5 s after its first action. For a third of some lives, its connection to the API
     * server is cut.
     */
    void liveAndDie() {
        Duration life = kills % LONG_ONE_IN == LONG_ONE_IN - 1
                ? LONG
                : Duration.ofMillis(random.nextInt(1500));
        try (OperatorReplica operator = start()) {
            long calls = hathora.stats().total();
            long end = System.nanoTime() + START.toNanos();
            while (hathora.stats().total() == calls && operator.isAlive() && System.nanoTime() < end) {
                LockSupport.parkNanos(1_000_000);
            }
            if (!operator.isAlive()) {
                throw new IllegalStateException("the operator ended by itself; " + log + " says why");
            }
            boolean parted = random.nextInt(PARTED_ONE_IN) == 0;
            if (parted) {
                LockSupport.parkNanos(life.toNanos() / 3);
                line.silence();
                LockSupport.parkNanos(Math.min(life.toNanos() / 3, LONGEST_SILENCE.toNanos()));
                line.mend();
                silences++;
            }
            LockSupport.parkNanos(parted ? life.toNanos() / 3 : life.toNanos());
            operator.kill();
            kills++;
        }
    }

    /** How often the connection to the API server was cut. */
    int silences() {
        return silences;
    }

    int kills() {
        return kills;
    }
}
