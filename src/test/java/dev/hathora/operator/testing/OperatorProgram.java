package dev.hathora.operator.testing;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringWriter;
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
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import dev.hathora.operator.Main;
import dev.hathora.operator.settings.Setting;
import org.awaitility.Awaitility;

/** {@code run} as its users start it: in a JVM of its own, configured by the environment, with all that it prints. */
public final class OperatorProgram implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("health and metrics on port (\\d+)");
    /** On a busy machine, the start alone takes minutes. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Process process;
    /** Written by one thread and read by another, which it allows. */
    private final StringWriter output = new StringWriter();
    private final Thread reader;

    /**
     * Starts it.
     *
     * @param environment settings, and {@code KUBECONFIG}
     * @param logback the configuration of logback, a resource or a file
     */
    public OperatorProgram(Map<String, String> environment, String logback) {
        this(environment, logback, List.of());
    }

    /** The same, with more options for the JVM. */
    public OperatorProgram(Map<String, String> environment, String logback, List<String> jvmOptions) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                .toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dlogback.configurationFile=" + logback));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "run"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        for (Setting setting : Setting.values()) {
            builder.environment().remove(setting.variable());
        }
        builder.environment().keySet().removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
        builder.environment().put("HTTP_PORT", "0");
        // nobody answers there
        builder.environment().put("HATHORA_API_URL", "http://127.0.0.1:9");
        // whoever is killed would keep the next one waiting for as long as its lease lasts
        builder.environment().put(Setting.LEADER_ELECTION.variable(), "false");
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // it blocks in native code all its life, so a virtual thread would have no advantage
        reader = Thread.ofPlatform().daemon().start(this::read);
    }

    /** A kubeconfig for an API server that asks for no credentials. */
    public static Path kubeconfig(Path directory, String server) throws IOException {
        return kubeconfigFor(directory, server, "{}");
    }

    /** A kubeconfig with a token, for an API server whose certificate is not looked at. */
    public static Path kubeconfig(Path directory, String server, String token) throws IOException {
        return kubeconfigFor(directory, server, "{token: \"%s\"}".formatted(token));
    }

    private static Path kubeconfigFor(Path directory, String server, String user) throws IOException {
        return Files.writeString(directory.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: test, cluster: {server: "%s", insecure-skip-tls-verify: %b}}]
                users: [{name: test, user: %s}]
                contexts: [{name: test, context: {cluster: test, user: test}}]
                current-context: test
                """.formatted(server, server.startsWith("https:"), user));
    }

    private void read() {
        char[] buffer = new char[8192];
        try (Reader from = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                output.write(buffer, 0, count);
            }
        } catch (IOException e) {
            output.write(e.toString());
        }
    }

    /** What it has printed until now, to both streams. */
    public String output() {
        return output.toString();
    }

    /** Waits until it serves metrics and has printed this. */
    public void awaitOutput(String text) {
        Awaitility.await(text).atMost(PATIENCE).until(() -> output().contains(text));
    }

    /** Where it serves health and metrics. */
    public int port() {
        return PORT.matcher(output()).results().map((MatchResult match) -> Integer.valueOf(match.group(1))).findFirst()
                .orElseThrow();
    }

    /** What Prometheus would be told now. */
    public String metrics() {
        return get("/metrics");
    }

    /** What is answered at a path such as {@code /healthz}. */
    public String get(String path) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path)).build(),
                    BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits until it ends by itself, and returns its exit code. */
    public int awaitExit() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("it still runs:\n" + output);
        }
        reader.join();
        return process.exitValue();
    }

    /** Ends it as a signal would, and waits for its last words. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            reader.join();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
