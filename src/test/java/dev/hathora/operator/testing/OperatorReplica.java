package dev.hathora.operator.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.hathora.operator.Main;
import dev.hathora.operator.controller.kubernetes.LeaseName;
import org.awaitility.Awaitility;

/** The operator as a process of its own, in the classes of this build, on the cluster of HATHORA_IT_KUBECONFIG. */
public final class OperatorReplica implements AutoCloseable {
    /** On a busy machine, the start alone takes most of a minute. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Pattern PORT = Pattern.compile("health and metrics on port (\\d+)");

    private final Process process;
    private final Path log;
    private final long logBegin;

    private OperatorReplica(Process process, Path log, long logBegin) {
        this.process = process;
        this.log = log;
        this.logBegin = logBegin;
    }

    /**
     * Starts it.
     *
     * @param log where its output is added
     * @param namespace the namespace that it watches
     * @param jvm arguments for the JVM
     * @param flags settings beyond those that every test needs
     */
    public static OperatorReplica start(Path log, String namespace, URI hathora, List<String> jvm,
            List<String> flags) {
        return start(log, RealApiServerExtension.kubeconfig().orElseThrow().toPath(), namespace, hathora, jvm, flags);
    }

    /** Starts it on an API server that it reaches in a way of its own. */
    public static OperatorReplica start(Path log, Path kubeconfig, String namespace, URI hathora, List<String> jvm,
            List<String> flags) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "run",
                "--watch-namespaces", namespace, "--hathora-api-url", hathora.toString(), "--hathora-app-id",
                OperatorFixture.APP, "--poll-interval", "1s", "--http-port", "0"));
        command.addAll(flags);
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            long logBegin = Files.exists(log) ? Files.size(log) : 0;
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().put("KUBECONFIG", kubeconfig.toString());
            builder.environment().put("HATHORA_DEV_TOKEN", "dev-token");
            // whoever is killed would keep the next one waiting for as long as its lease lasts
            builder.environment().put("LEADER_ELECTION", "false");
            return new OperatorReplica(builder.start(), log, logBegin);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The flags of a replica of several, whose lease is in this namespace under {@link LeaseName#DEFAULT}. */
    public static List<String> replicaIn(String namespace) {
        return List.of("--leader-election", "--leader-election-namespace", namespace);
    }

    /**
     * Waits until it works or stands by.
     *
     * @throws AssertionError when it ended instead
     */
    public void awaitStarted() {
        Awaitility.await("operator started").atMost(PATIENCE).until(() -> logged().contains("Started")
                || !process.isAlive());
        if (!process.isAlive()) {
            throw new AssertionError("the operator ended by itself:\n" + logged());
        }
    }

    private String logged() {
        try (InputStream in = Files.newInputStream(log)) {
            in.skipNBytes(logBegin);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many passes it has begun since it was started. */
    public long passes() {
        return counter("reconciliations_started_total");
    }

    /** How many passes it has put off since it was started, because a resource had been reconciled too often. */
    public long delayedPasses() {
        return counter("hathora_reconciles_delayed_total");
    }

    private long counter(String name) {
        // It may just have been started.
        Matcher port = Awaitility.await("its log tells where it serves metrics: " + log).atMost(PATIENCE)
                .until(() -> PORT.matcher(logged()), Matcher::find);
        URI metrics = URI.create("http://127.0.0.1:" + port.group(1) + "/metrics");
        try (HttpClient client = HttpClient.newHttpClient()) {
            String text = client.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body();
            return new Scrape(text).value(name).orElseThrow().longValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Sends it a signal, such as STOP, CONT or TERM. */
    public void signal(String name) {
        try {
            int exit = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
            if (exit != 0) {
                throw new IllegalStateException("kill -" + name + " ended with " + exit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends it as a power cut would, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for its end, and says its exit code. */
    public int awaitExit() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("still runs; its log is " + log);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        kill();
    }
}
