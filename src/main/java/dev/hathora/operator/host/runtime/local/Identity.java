package dev.hathora.operator.host.runtime.local;

import java.util.Optional;

/**
 * Identifies a process of this machine. Process ids are reused, so a process is identified by its id, its start time in
 * clock ticks since the boot, and the boot. On systems other than Linux, only the process id is known.
 *
 * @param pid the process id
 * @param start start time and boot id, as the kernel formats them; empty if unknown
 */
record Identity(long pid, String start) {
    /**
     * A script for {@code sh}. It writes its own identity to the file in its first argument, reads variables from the
     * file of the same name with the suffix {@code .env}, removes that file, and then replaces itself with the command
     * in the other arguments. If the first file exists, it ends without executing the command: of two scripts that are
     * started for one file, only one executes it. The first file is created together with its content, however long the
     * script is suspended in between.
     */
    static final String CLAIM = """
            { read -r n n n n n n n n n n n n n n n n n n n n n start n < "/proc/$$/stat"; } 2>/dev/null
            { read -r boot < /proc/sys/kernel/random/boot_id; } 2>/dev/null
            printf '%s %s@%s\\n' "$$" "$start" "$boot" > "$1.$$" && ln "$1.$$" "$1" || exit 126
            . "$1.env" || exit 126
            rm -f "$1.$$" "$1.env"
            shift
            exec "$@"
            """;

    /** Parses what {@link #CLAIM} writes; empty if it is anything else. */
    static Optional<Identity> parse(String line) {
        String[] parts = line.strip().split(" ", 2);
        if (parts.length != 2 || !line.endsWith("\n") || !parts[0].matches("\\d{1,10}")) {
            return Optional.empty();
        }
        return Optional.of(new Identity(Long.parseLong(parts[0]), parts[1].equals("@") ? "" : parts[1]));
    }

    /** The variable in the environment of a game server, and of all processes that it starts. */
    static String variable(String processId) {
        return "HATHORA_PROCESS_ID=" + processId;
    }
}
