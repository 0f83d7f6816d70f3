package dev.hathora.operator.host.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A process of this machine that a host started for an application, or that such a process started.
 *
 * @param processId for which record
 * @param session whom it belongs to: each start of a game server has its own
 * @param command what it is
 */
record LivingGames(ProcessHandle handle, String processId, long session, String command) {
    private static final int SESSION_FIELD = 6 - 3;

    /** All that live, by the environment that the kernel shows. */
    static List<LivingGames> of(String app) {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.map(path -> String.valueOf(path.getFileName())).filter(name -> name.matches("\\d+"))
                    .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
                    .flatMap(handle -> game(handle, app)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether any process has this in its command line. */
    static boolean isRunning(String command) {
        return ProcessHandle.allProcesses()
                .anyMatch(handle -> commandLine(Path.of("/proc/" + handle.pid())).contains(command));
    }

    private static Stream<LivingGames> game(ProcessHandle handle, String app) {
        Path proc = Path.of("/proc/" + handle.pid());
        try {
            List<String> variables = Arrays.asList(read(proc.resolve("environ")).split("\0", -1));
            if (!variables.contains("HATHORA_APP_ID=" + app)) {
                return Stream.empty();
            }
            String stat = read(proc.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return variables.stream().filter(variable -> variable.startsWith("HATHORA_PROCESS_ID="))
                    .map(variable -> variable.substring("HATHORA_PROCESS_ID=".length()))
                    .map(id -> new LivingGames(handle, id, Long.parseLong(fields[SESSION_FIELD]),
                            commandLine(proc)));
        } catch (IOException e) {
            // Another user's, or it has ended.
            return Stream.empty();
        }
    }

    private static String commandLine(Path proc) {
        try {
            return read(proc.resolve("cmdline")).replace('\0', ' ');
        } catch (IOException e) {
            return "";
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return processId + " (" + handle.pid() + " in session " + session + ")";
    }
}
