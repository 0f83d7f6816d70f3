package dev.hathora.operator.chaos;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

import dev.hathora.operator.simulator.Simulator;
import dev.hathora.operator.testing.OperatorReplica;

/** One short life of the operator after the other, each ended with SIGKILL in the midst of what it does. */
final class Lives {
    private static final Duration START = Duration.ofSeconds(60);

    /** Some live long enough to see the end of a wait for calls of those before. */
    private static final int LONG_ONE_IN = 25;
    private static final Duration LONG = Duration.ofSeconds(34);
    private static final List<String> JVM = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto");

    private final Path log;
    private final String namespace;
    private final Simulator hathora;
    private final Random random;
    private int kills;

    Lives(Path log, String namespace, Simulator hathora, long seed) {
        this.log = log;
        this.namespace = namespace;
        this.hathora = hathora;
        this.random = new Random(seed);
    }

    /** Starts the operator. */
    OperatorReplica start() {
        URI uri = hathora.uri();
        return OperatorReplica.start(log, namespace, uri, JVM, List.of());
    }

    /** Starts it, and kills it up to 1.5 s after it began to do something. */
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
            LockSupport.parkNanos(life.toNanos());
            operator.kill();
            kills++;
        }
    }

    int kills() {
        return kills;
    }
}
