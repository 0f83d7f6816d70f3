package dev.hathora.operator.host.runtime.local;

import java.util.Optional;

/**
 * Which process of the machine it is. Numbers are used again, so a process is known by its number, its start in clock
 * ticks since the boot, and the boot. Elsewhere than on Linux only the number is known.
 *
 * @param pid the number
 * @param start the start and the boot, as the kernel writes them; empty: not known
 */
record Identity(long pid, String start) {
    /**
     * A script for {@code sh} that writes its identity to the file that is its first argument, reads variables from the
     * file beside it that ends in {@code .env}, which it removes, and then becomes the command that is the rest. It does
     * nothing if there is such a file: of two that are started for one file, one becomes the command. The file is complete as soon as it is there, however long the machine stops in between.
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

    /** What {@link #CLAIM} writes; empty: that is not it. */
    static Optional<Identity> parse(String line) {
        String[] parts = line.strip().split(" ", 2);
        if (parts.length != 2 || !line.endsWith("\n") || !parts[0].matches("\\d{1,10}")) {
            return Optional.empty();
        }
        return Optional.of(new Identity(Long.parseLong(parts[0]), parts[1].equals("@") ? "" : parts[1]));
    }

    /** What the environment of a game server has, and of whatever it starts. */
    static String variable(String processId) {
        return "HATHORA_PROCESS_ID=" + processId;
    }
}
