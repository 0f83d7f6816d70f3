package dev.hathora.operator.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;

/** A separate JVM, so that its resource usage can be measured separately. */
public final class ChildJvm implements AutoCloseable {
    private static final Path BIN = Path.of(System.getProperty("java.home"), "bin");
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
    private static final int DRAIN_SECONDS = 30;

    /** A JVM option with which {@link #allocated()} does not have to start anything. */
    static final String MANAGED = "-Dcom.sun.management.jmxremote";

    private final Process process;
    private final Path log;

    private ChildJvm(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a JVM.
     *
     * @param log where its output goes
     * @param classPath its libraries
     * @param jvmOptions such as the size of its heap
     * @param command class and arguments
     */
    public static ChildJvm start(Path log, String classPath, List<String> jvmOptions, List<String> command,
            Map<String, String> environment) {
        List<String> line = new ArrayList<>(List.of(BIN.resolve("java").toString()));
        line.addAll(jvmOptions);
        // the operator's own logging configuration; the tests' configuration, which would come first, logs more
        line.addAll(List.of("-Dlogback.configurationFile=logback.xml", "-classpath", classPath));
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            Files.deleteIfExists(log);
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            return new ChildJvm(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it has printed so far. */
    public String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The end of what it has printed. */
    public String lastWords() {
        List<String> lines = output().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    }

    /** Its CPU time since it was started. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** The live heap in bytes, after a garbage collection. */
    public long liveHeap() {
        String text = command("GC.class_histogram");
        Matcher total = TOTAL.matcher(text);
        if (!total.find()) {
            throw new IllegalStateException("jcmd said: " + text);
        }
        return Long.parseLong(total.group(1));
    }

    /** The bytes that all its threads have allocated so far. */
    @SuppressWarnings("BanJNDI") // the address is of the JVM that was started here
    long allocated() {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(process.pid()));
            JMXServiceURL address;
            try {
                address = new JMXServiceURL(machine.startLocalManagementAgent());
            } finally {
                machine.detach();
            }
            try (JMXConnector connector = JMXConnectorFactory.connect(address)) {
                return (long) connector.getMBeanServerConnection().getAttribute(
                        ObjectName.getInstance(ManagementFactory.THREAD_MXBEAN_NAME), "TotalThreadAllocatedBytes");
            }
        } catch (AttachNotSupportedException | IOException | JMException e) {
            throw new IllegalStateException("It does not tell what it allocates", e);
        }
    }

    /**
     * A number that the system has of it.
     *
     * @param file in its folder of {@code /proc}
     * @param name such as {@code VmRSS}
     * @return in the unit of that file; empty where the system does not tell
     */
    OptionalLong system(String file, String name) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), file))) {
            return lines.filter(line -> line.startsWith(name + ":"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst();
        } catch (IOException | UncheckedIOException e) {
            return OptionalLong.empty();
        }
    }

    /** Runs a jcmd command in it. */
    public String command(String... words) {
        return tool("jcmd", Stream.concat(Stream.of(Long.toString(process.pid())), Stream.of(words))
                .toArray(String[]::new));
    }

    /** What a tool of the JDK prints. */
    public static String tool(String name, String... arguments) {
        List<String> line = new ArrayList<>(List.of(BIN.resolve(name).toString()));
        line.addAll(List.of(arguments));
        try {
            Process tool = new ProcessBuilder(line).redirectErrorStream(true).start();
            return new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops it gracefully. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(DRAIN_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
