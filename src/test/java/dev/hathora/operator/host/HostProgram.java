package dev.hathora.operator.host;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.hathora.operator.Main;
import org.awaitility.Awaitility;

/** {@code host} as its users start it: in a JVM of its own, with all that it prints. */
public final class HostProgram implements AutoCloseable {
    /** The developer token that it takes. */
    public static final String TOKEN = "token-of-the-developer";

    /** Tests that start many game servers run beside others, but two at a time: one of these, */
    public static final String GAMES = "game servers";
    /** and one of these. */
    public static final String OTHER_GAMES = "other game servers";

    private static final Pattern LISTENING = Pattern.compile("(?m)^listening on (http://\\S+)$");
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Process process;
    /** Written by one thread and read by another, which it allows. */
    private final StringWriter output = new StringWriter();
    private final Thread reader;

    private HostProgram(Path folder, List<String> prefix, List<String> program, Map<String, String> environment) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                .toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp",
                System.getProperty("java.class.path")));
        command.addAll(program);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("HOST_") || name.startsWith("HATHORA_"));
        builder.environment().put("HATHORA_DEV_TOKEN", TOKEN);
        // As a service is started.
        List.of("LANG", "LC_ALL", "LC_CTYPE").forEach(builder.environment()::remove);
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // it blocks in native code all its life, so a virtual thread would have no advantage
        reader = Thread.ofPlatform().daemon().start(this::read);
    }

    /** Starts it in a folder, with these arguments. */
    public static HostProgram start(Path folder, String... arguments) {
        return new HostProgram(folder, List.of(), host(arguments), Map.of());
    }

    /** Starts it with these variables. */
    public static HostProgram start(Path folder, Map<String, String> environment, String... arguments) {
        return new HostProgram(folder, List.of(), host(arguments), environment);
    }

    /** Starts it where no file can be longer, as on a disk that gets full. */
    public static HostProgram startOnASmallDisk(Path folder, int mebibytes, String... arguments) {
        // in blocks of 512 bytes
        return new HostProgram(folder, List.of("sh", "-c", "ulimit -f \"$0\" && exec \"$@\"",
                Integer.toString(mebibytes * 2048)), host(arguments), Map.of());
    }

    private static List<String> host(String... arguments) {
        List<String> command = new ArrayList<>(List.of(Main.class.getName(), "host"));
        command.addAll(List.of(arguments));
        return command;
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

    /** Waits until it can be used, and says where. */
    public URI awaitUri() {
        Awaitility.await("it listens").atMost(PATIENCE)
                .until(() -> LISTENING.matcher(output()).find());
        Matcher matcher = LISTENING.matcher(output());
        return URI.create(matcher.find() ? matcher.group(1) : "");
    }

    /** Waits until it ends by itself, and returns its exit code. */
    public int awaitExit() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("it still runs:\n" + output);
        }
        reader.join();
        return process.exitValue();
    }

    /** Ends it as kill -9 does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Stops it where it is, until {@link #thaw}. */
    public void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** Lets it go on. */
    public void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start().waitFor();
    }

    /** Asks it to end, as Control-C does, and returns its exit code. */
    public int terminate() throws InterruptedException {
        process.toHandle().destroy();
        return awaitExit();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
