package dev.hathora.operator.host.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import dev.hathora.operator.host.HostProgram;
import org.awaitility.Awaitility;

/** A {@link MortalHost} in a JVM of its own, with all that it prints. */
final class MortalHostProgram implements AutoCloseable {
    static final String COUNTS = "effects count";
    private static final String LISTENING = "listening on ";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Process process;
    private final List<String> output = new CopyOnWriteArrayList<>();
    private final Thread reader;

    /**
     * Starts it.
     *
     * @param path where it looks for programs first
     * @param options of its JVM
     * @param arguments of {@code host}
     */
    MortalHostProgram(MortalJvm jvm, Path path, List<String> options, List<String> arguments) {
        List<String> command = new ArrayList<>(jvm.command(options, "host"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("HOST_") || name.startsWith("HATHORA_"));
        builder.environment().put("HATHORA_DEV_TOKEN", HostProgram.TOKEN);
        builder.environment().merge("PATH", path.toString(), (old, first) -> first + ":" + old);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // it blocks in native code all its life, so a virtual thread would have no advantage
        reader = Thread.ofPlatform().daemon().start(this::read);
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(output::add);
        } catch (UncheckedIOException | IOException e) {
            output.add(e.toString());
        }
    }

    /** What it has printed until now. */
    String output() {
        return String.join("\n", output);
    }

    /** Waits until it can be used, and says where; empty: it has died. */
    Optional<URI> awaitUri() {
        Awaitility.await("it listens").atMost(PATIENCE).pollInterval(Duration.ofMillis(20))
                .until(() -> !isAlive() || said(LISTENING).findAny().isPresent());
        return said(LISTENING).findAny().map(URI::create);
    }

    private Stream<String> said(String prefix) {
        return output.stream().filter(line -> line.startsWith(prefix)).map(line -> line.substring(prefix.length()));
    }

    /** Effects count from now on. */
    void count() {
        try {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Awaitility.await(COUNTS).atMost(PATIENCE).pollInterval(Duration.ofMillis(5))
                .until(() -> said(COUNTS).findAny().isPresent());
    }

    /** The effects so far. */
    List<Point> points() {
        return output.stream().flatMap(line -> Stream.of(CrashPoints.BEGINS, CrashPoints.FOLLOWS)
                .filter(line::startsWith).map(prefix -> Point.parse(line.substring(prefix.length())))).toList();
    }

    /**
     * Where it could have died so that it would make a difference: not after what has failed, and not between an effect and
     * the next one of the same thread, which is after the first one already.
     */
    List<Fate> fates() {
        return output.stream().flatMap(MortalHostProgram::fate).toList();
    }

    private static Stream<Fate> fate(String line) {
        return Stream.of(Map.entry(CrashPoints.BEGINS, Fate.When.BEFORE), Map.entry(CrashPoints.ENDS, Fate.When.AFTER))
                .filter(entry -> line.startsWith(entry.getKey()))
                .map(entry -> new Fate(entry.getValue(), Point.parse(line.substring(entry.getKey().length()))));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Has it end by itself. */
    void end() throws IOException {
        process.getOutputStream().close();
        process.onExit().join();
    }

    /** Ends it as kill -9 does, if it has not died yet. */
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
