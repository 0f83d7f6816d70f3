package dev.hathora.operator.host.runtime.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.hathora.operator.host.runtime.GameRuntime.RuntimeFailure;

/**
 * Reads the processes of this machine from {@code /proc}. If something can't be read, for example for lack of file
 * descriptors, this is a failure and never interpreted as the end of a process. On systems other than Linux, a process
 * is identified by its process id only.
 */
final class ProcessTable {
    /** Field 22 of {@code /proc/PID/stat}, counted from the end of the command, which may contain spaces. */
    private static final int START_FIELD = 22 - 3;

    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");

    private final Path proc;
    /** The id of the current boot; empty on systems other than Linux. */
    private final String boot;

    private ProcessTable(Path proc, String boot) {
        this.proc = proc;
        this.boot = boot;
    }

    /** @throws RuntimeFailure if it can't be read */
    static ProcessTable open() {
        return open(Path.of("/proc"));
    }

    static ProcessTable open(Path proc) {
        return new ProcessTable(proc, read(proc.resolve("sys/kernel/random/boot_id")).orElse("").strip());
    }

    /**
     * Whether a process still runs. A zombie does not.
     *
     * @throws RuntimeFailure if this can't be determined
     */
    boolean isAlive(Identity process) {
        if (boot.isEmpty() || process.start().isEmpty()) {
            return ProcessHandle.of(process.pid()).filter(ProcessHandle::isAlive).isPresent();
        }
        return read(proc.resolve(process.pid() + "/stat")).filter(stat -> isAlive(process, stat)).isPresent();
    }

    private boolean isAlive(Identity process, String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        boolean ended = fields[0].equals("Z") || fields[0].equals("X");
        return !ended && process.start().equals(fields[START_FIELD] + "@" + boot);
    }

    /**
     * A process, to send signals to; empty if it has ended.
     *
     * @throws RuntimeFailure if this can't be determined
     */
    Optional<ProcessHandle> handle(Identity process) {
        return isAlive(process) ? ProcessHandle.of(process.pid()) : Optional.empty();
    }

    /**
     * All processes whose environment has this variable: a game server, and the processes that it started. Empty on
     * systems other than Linux.
     *
     * @throws RuntimeFailure if this can't be determined
     */
    List<ProcessHandle> withVariable(String variable) {
        if (boot.isEmpty()) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(proc)) {
            return all.map(path -> String.valueOf(path.getFileName())).filter(name -> name.matches("\\d{1,10}"))
                    .filter(pid -> environment(pid).anyMatch(variable::equals))
                    .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream()).toList();
        } catch (IOException | UncheckedIOException e) {
            throw new RuntimeFailure("the processes of this machine can't be listed: " + e, e);
        }
    }

    /** Whether this system shows which sockets a process has open. */
    boolean showsSockets() {
        return !boot.isEmpty();
    }

    /**
     * Whether a process has one of these sockets open. This is assumed if the process may not be read.
     *
     * @param inodes the sockets' inodes
     * @throws RuntimeFailure if this can't be determined
     */
    boolean hasSocket(long pid, Set<String> inodes) {
        try (Stream<Path> open = Files.list(proc.resolve(pid + "/fd"))) {
            return open.anyMatch(file -> target(file).filter(inodes::contains).isPresent());
        } catch (NoSuchFileException e) {
            return false;
        } catch (AccessDeniedException e) {
            return true;
        } catch (IOException | UncheckedIOException e) {
            throw new RuntimeFailure("a process of this machine can't be read: " + e, e);
        }
    }

    private static Optional<String> target(Path file) {
        try {
            Matcher socket = SOCKET.matcher(Files.readSymbolicLink(file).toString());
            return socket.matches() ? Optional.of(socket.group(1)) : Optional.empty();
        } catch (IOException e) {
            // It was closed in the meantime.
            return Optional.empty();
        }
    }

    /** Kernel threads have no environment: reading it fails, but their {@code stat} can be read. */
    private Stream<String> environment(String pid) {
        Optional<String> environment;
        try {
            environment = attempt(proc.resolve(pid + "/environ"));
        } catch (IOException e) {
            environment = read(proc.resolve(pid + "/stat")).map(stat -> "");
        }
        return environment.stream().flatMap(text -> Arrays.stream(text.split("\0", -1)));
    }

    /** Reads a file; empty if it does not exist, or belongs to another user. */
    private static Optional<String> read(Path file) {
        try {
            return attempt(file);
        } catch (IOException e) {
            // The process may have ended between opening and reading. Then the second attempt finds no file.
        }
        try {
            return attempt(file);
        } catch (IOException e) {
            throw new RuntimeFailure("a process of this machine can't be read: " + e, e);
        }
    }

    private static Optional<String> attempt(Path file) throws IOException {
        try {
            return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException | AccessDeniedException e) {
            return Optional.empty();
        }
    }
}
