package dev.hathora.operator.host.runtime.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.runtime.GameRuntime.Launch;
import dev.hathora.operator.host.runtime.GameRuntime.RuntimeFailure;

/**
 * Starts game servers. Each has a session of its own, so that Control-C in the host's terminal, and the end of the
 * terminal, don't affect it.
 */
final class Launcher {
    /** The variables of the host's environment that a game server inherits. The others may be secret. */
    private static final Pattern INHERITED = Pattern
            .compile("PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_.*|TZ|TMPDIR|JAVA_HOME|LD_LIBRARY_PATH");

    private static final int ASCII = 127;

    private final boolean sessions = isOnThePath("setsid");
    private final NativeText text;

    /** @param text checks the texts in the command */
    Launcher(NativeText text) {
        this.text = text;
    }

    private static boolean isOnThePath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    /**
     * Starts the script that becomes the game server.
     *
     * @param claim the file that the script writes first
     * @param variables the file with variables that the script reads
     * @param output the file that standard output and error are appended to
     */
    Process start(Launch launch, Path claim, Path variables, Path output) {
        Deployment.Program program = launch.deployment().program();
        program.command().forEach(word -> text.require("a word of its command", word));
        program.args().forEach(word -> text.require("one of its args", word));
        if (program.workingDirectory() != null) {
            text.require("its working directory", program.workingDirectory());
        }
        List<String> command = new ArrayList<>(sessions ? List.of("setsid") : List.of());
        command.addAll(List.of("sh", "-c", Identity.CLAIM, "sh", claim.toString()));
        command.addAll(program.command());
        command.addAll(program.args());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        if (program.workingDirectory() != null) {
            builder.directory(new File(program.workingDirectory()));
        }
        try {
            fill(builder.environment(), launch);
            writeOthers(builder.environment(), variables);
            return builder.start();
        } catch (IOException | IllegalArgumentException e) {
            throw new RuntimeFailure("the game server can't be started: " + e.getMessage(), e);
        }
    }

    /**
     * The JDK passes variables in the encoding of the host's locale, which is ASCII if no locale is set. Variables with
     * other characters are passed in a file.
     */
    private static void writeOthers(Map<String, String> environment, Path file) throws IOException {
        StringBuilder exports = new StringBuilder();
        environment.forEach((name, value) -> {
            if (value.codePoints().anyMatch(c -> c > ASCII)) {
                exports.append("export ").append(name).append("='").append(value.replace("'", "'\\''")).append("'\n");
            }
        });
        environment.values().removeIf(value -> value.codePoints().anyMatch(c -> c > ASCII));
        Files.writeString(file, exports);
    }

    private static void fill(Map<String, String> environment, Launch launch) {
        environment.keySet().removeIf(name -> !INHERITED.matcher(name).matches());
        environment.putAll(launch.deployment().program().env());
        environment.putAll(launch.environment());
        if (!launch.process().ports().isEmpty()) {
            // PORT is the port inside a container, which is the same as the public port here.
            environment.put("PORT", Integer.toString(launch.process().ports().getFirst().port()));
        }
    }
}
