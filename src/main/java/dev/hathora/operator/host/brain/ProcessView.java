package dev.hathora.operator.host.brain;

import java.util.List;

import dev.hathora.operator.cloud.ExposedPort;

/** What a runtime shows of one process. Anything that is not known is {@link Unknown}, never {@link Gone}. */
public sealed interface ProcessView {
    /** The runtime can't be asked, or contradicts itself. Proves nothing. */
    record Unknown(String why) implements ProcessView {}

    /** The runtime has never heard of it, or nothing is left of it. Proved, not guessed. */
    record Gone() implements ProcessView {}

    /**
     * The runtime has taken it on, and the game server does not run yet.
     *
     * @param problem why not, in words for the user; empty: it is on its way
     */
    record Waiting(String problem) implements ProcessView {}

    /**
     * The game server runs.
     *
     * @param bound whether its default port is bound
     * @param ports how clients reach it; the default port first
     */
    record Running(boolean bound, List<ExposedPort> ports) implements ProcessView {
        /** The list never changes. */
        public Running {
            ports = List.copyOf(ports);
        }
    }

    /**
     * The game server has ended.
     *
     * @param clean whether by itself with exit code 0
     * @param reason in words, such as {@code exit code 139 (SIGSEGV)} or {@code out of memory}
     */
    record Ended(boolean clean, String reason) implements ProcessView {}
}
