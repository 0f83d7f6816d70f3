package dev.hathora.operator.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * helm or kubectl, working on the cluster of the tests: the one that {@code HATHORA_IT_HELM} or {@code HATHORA_IT_KUBECTL}
 * names, or the one on the PATH.
 *
 * @param name what it is called
 * @param executable where it is
 */
public record CommandLineTool(String name, String executable) {
    /**
     * The result of a call.
     *
     * @param exitCode the exit code; 0 means success
     * @param out everything that was printed, errors included
     */
    public record Result(int exitCode, String out) {}

    /** Helm. */
    public static CommandLineTool helm() {
        return find("helm", "HATHORA_IT_HELM");
    }

    /** kubectl. */
    public static CommandLineTool kubectl() {
        return find("kubectl", "HATHORA_IT_KUBECTL");
    }

    /** The shell, for the scripts that users are given. */
    public static CommandLineTool shell() {
        return new CommandLineTool("sh", "/bin/sh");
    }

    /** promtool, the one of these that works on no cluster and that nobody needs to have. */
    public static Optional<CommandLineTool> promtool() {
        return search("promtool", "HATHORA_IT_PROMTOOL");
    }

    private static CommandLineTool find(String name, String variable) {
        return search(name, variable).orElseThrow(() -> new IllegalStateException(
                "%s is needed for tests on a real API server: put it on the PATH, or set %s to its path"
                        .formatted(name, variable)));
    }

    private static Optional<CommandLineTool> search(String name, String variable) {
        String named = System.getenv(variable);
        if (named != null && !named.isBlank()) {
            return Optional.of(new CommandLineTool(name, named));
        }
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(directory -> Path.of(directory, name)).filter(Files::isExecutable).findFirst()
                .map(path -> new CommandLineTool(name, path.toString()));
    }

    /** Runs it and gives back what it printed; an exit code other than 0 is a failure of the test. */
    public String run(String... arguments) {
        Result result = attempt(arguments);
        if (result.exitCode() != 0) {
            throw new AssertionError("%s %s ended with %d:%n%s".formatted(name, String.join(" ", arguments),
                    result.exitCode(), result.out()));
        }
        return result.out();
    }

    /** Runs it, whatever comes of it. */
    public Result attempt(String... arguments) {
        return read("", arguments);
    }

    /** Runs it with these variables, whatever comes of it. */
    public Result attemptWith(Map<String, String> environment, String... arguments) {
        return call("", environment, arguments);
    }

    /** Runs it with something to read. */
    public Result read(String input, String... arguments) {
        return call(input, Map.of(), arguments);
    }

    private Result call(String input, Map<String, String> environment, String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of(executable), List.of(arguments).stream())
                .toList()).redirectErrorStream(true);
        builder.environment().put("KUBECONFIG",
                Objects.requireNonNull(System.getenv("HATHORA_IT_KUBECONFIG"), "HATHORA_IT_KUBECONFIG"));
        // lets kubectl remember what it applied, as Argo CD and Flux do
        builder.environment().put("KUBECTL_APPLYSET", "true");
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("%s %s does not end".formatted(name, String.join(" ", arguments)));
            }
            return new Result(process.exitValue(), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
