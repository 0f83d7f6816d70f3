package dev.hathora.operator.host.runtime.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which process of the machine it is. Numbers are used again, so a process is known by its number, its start in clock
 * ticks since the boot, and the boot. Elsewhere than on Linux only the number is known.
 *
 * @param pid the number
 * @param start the start and the boot, as the kernel writes them; empty: not known
 */
record Identity(long pid, String start) {
    private static final Path PROC = Path.of("/proc");
    private static final Path BOOT = PROC.resolve("sys/kernel/random/boot_id");

    /** Field 22 of {@code /proc/PID/stat}, counted from behind the command, which may hold spaces. */
    private static final int START_FIELD = 22 - 3;

    /**
     * A script for {@code sh} that writes its identity to the file that is its first argument, and then becomes the
     * command that is the rest. It does neither if there is such a file: of two that are started for one file, one
     * becomes the command.
     */
    static final String CLAIM = """
            set -C
            start=$(cut -d ' ' -f 22 "/proc/$$/stat" 2>/dev/null)
            read -r boot < /proc/sys/kernel/random/boot_id 2>/dev/null
            printf '%s %s@%s\\n' "$$" "$start" "$boot" > "$1" || exit 126
            shift
            exec "$@"
            """;

    /** What {@link #CLAIM} writes; empty: that is not it, or not all of it. */
    static Optional<Identity> parse(String line) {
        String[] parts = line.strip().split(" ", 2);
        if (parts.length != 2 || !line.endsWith("\n") || !parts[0].matches("\\d{1,10}")) {
            return Optional.empty();
        }
        return Optional.of(new Identity(Long.parseLong(parts[0]), parts[1].equals("@") ? "" : parts[1]));
    }

    /** Whether it still runs. One that has ended and was not waited for by its parent does not. */
    boolean isAlive() {
        if (start.isEmpty()) {
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
        }
        try {
            String stat = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            boolean ended = fields[0].equals("Z") || fields[0].equals("X");
            return !ended && start.equals(fields[START_FIELD] + "@" + Files.readString(BOOT).strip());
        } catch (IOException e) {
            return false;
        }
    }

    /** The process, to send signals to; empty: it has ended. */
    Optional<ProcessHandle> handle() {
        return isAlive() ? ProcessHandle.of(pid) : Optional.empty();
    }

    /**
     * All processes of the machine whose environment has this variable: a game server, and whatever it started and left
     * behind. Empty elsewhere than on Linux.
     */
    static List<ProcessHandle> withVariable(String variable) {
        if (!Files.exists(BOOT)) {
            return List.of();
        }
        return ProcessHandle.allProcesses().filter(handle -> environment(handle.pid()).anyMatch(variable::equals))
                .toList();
    }

    private static Stream<String> environment(long pid) {
        try {
            return Arrays.stream(Files.readString(PROC.resolve(pid + "/environ"), StandardCharsets.ISO_8859_1)
                    .split("\0", -1));
        } catch (IOException e) {
            // It has ended, or is another user's.
            return Stream.empty();
        }
    }
}
