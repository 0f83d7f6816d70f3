package dev.hathora.operator.benchmark.host;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.hathora.operator.benchmark.ChildJvm;

/** A server in a JVM of its own, with a heap of 256 MiB. */
final class HostJvm implements AutoCloseable {
    /** What all servers here run with. */
    private static final List<String> JVM = List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED");
    /** What the image runs with (pom.xml). Without them, compiling takes the processors that booting games need. */
    static final List<String> IN_THE_IMAGE = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    private static final Duration LONGEST_START = Duration.ofMinutes(4);

    private final ChildJvm jvm;

    private HostJvm(ChildJvm jvm) {
        this.jvm = jvm;
    }

    /** Starts one, and waits until it listens. */
    static HostJvm start(Path log, String classPath, List<String> jvmOptions, List<String> command,
            Map<String, String> environment) throws InterruptedException {
        List<String> options = new java.util.ArrayList<>(JVM);
        options.addAll(jvmOptions);
        HostJvm started = new HostJvm(ChildJvm.start(log, classPath, options, command, environment));
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (!started.jvm.output().contains(SimulatedHost.LISTENING)) {
            if (!started.jvm.isAlive() || System.nanoTime() - end > 0) {
                started.close();
                throw new IllegalStateException("it does not start: " + started.jvm.lastWords());
            }
            Thread.sleep(5);
        }
        return started;
    }

    /** Where it says that it listens. */
    URI uri(String what) {
        return jvm.output().lines().filter(line -> line.startsWith(what)).findFirst()
                .map(line -> URI.create(line.substring(what.length()))).orElseThrow();
    }

    URI uri() {
        return uri(SimulatedHost.LISTENING);
    }

    ChildJvm jvm() {
        return jvm;
    }

    @Override
    public void close() {
        jvm.close();
    }
}
