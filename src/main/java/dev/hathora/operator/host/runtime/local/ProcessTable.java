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
 * The processes of this machine, as the kernel shows them in {@code /proc}. That something can't be read, for want of file
 * descriptors for example, is a failure and never taken for the end of a process. Elsewhere than on Linux a process is
 * known by its number only.
 */
final class ProcessTable {
    /** Field 22 of {@code /proc/PID/stat}, counted from behind the command, which may hold spaces. */
    private static final int START_FIELD = 22 - 3;

    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");

    private final Path proc;
    /** Which boot of the machine this is; empty: not on Linux. */
    private final String boot;

    private ProcessTable(Path proc, String boot) {
        this.proc = proc;
        this.boot = boot;
    }

    /** @throws RuntimeFailure when it can't be read */
    static ProcessTable open() {
        return open(Path.of("/proc"));
    }

    static ProcessTable open(Path proc) {
        return new ProcessTable(proc, read(proc.resolve("sys/kernel/random/boot_id")).orElse("").strip());
    }

    /**
     * Whether a process still runs. One that has ended and was not waited for by its parent does not.
     *
     * @throws RuntimeFailure when it can't be found out
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
     * A process, to send signals to; empty: it has ended.
     *
     * @throws RuntimeFailure when it can't be found out
     */
    Optional<ProcessHandle> handle(Identity process) {
        return isAlive(process) ? ProcessHandle.of(process.pid()) : Optional.empty();
    }

    /**
     * All processes whose environment has this variable: a game server, and whatever it started and left behind. Empty
     * elsewhere than on Linux.
     *
     * @throws RuntimeFailure when it can't be found out
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

    /** Whether all can be seen that processes have open. */
    boolean showsSockets() {
        return !boot.isEmpty();
    }

    /**
     * Whether a process has one of these sockets open. One that does not let itself be looked at is believed to.
     *
     * @param inodes as the kernel numbers them
     * @throws RuntimeFailure when it can't be found out
     */
    boolean hasSocket(long pid, Set<String> inodes) {
        try (Stream<Path> open = Files.list(proc.resolve(pid + "/fd"))) {
            return open.anyMatch(file -> target(file).filter(inodes::contains).isPresent());
        } catch (NoSuchFileException e) {
            return false;
        } catch (AccessDeniedException e) {
            return true;
        } catch (IOException | UncheckedIOException e) {
            throw new RuntimeFailure("a process of this machine can't be looked at: " + e, e);
        }
    }

    private static Optional<String> target(Path file) {
        try {
            Matcher socket = SOCKET.matcher(Files.readSymbolicLink(file).toString());
            return socket.matches() ? Optional.of(socket.group(1)) : Optional.empty();
        } catch (IOException e) {
            // It was closed meanwhile.
            return Optional.empty();
        }
    }

    /** The kernel's own threads have none, and say so by a failure; what they are can be read then. */
    private Stream<String> environment(String pid) {
        Optional<String> environment;
        try {
            environment = attempt(proc.resolve(pid + "/environ"));
        } catch (IOException e) {
            environment = read(proc.resolve(pid + "/stat")).map(stat -> "");
        }
        return environment.stream().flatMap(text -> Arrays.stream(text.split("\0", -1)));
    }

    /** Empty: there is no such file, or it is another user's. */
    private static Optional<String> read(Path file) {
        try {
            return attempt(file);
        } catch (IOException e) {
            // It may have ended between opening and reading, and then it can't be opened again.
        }
        try {
            return attempt(file);
        } catch (IOException e) {
            throw new RuntimeFailure("a process of this machine can't be looked at: " + e, e);
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
