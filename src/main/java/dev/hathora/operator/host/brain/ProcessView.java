package dev.hathora.operator.host.brain;

import java.util.List;
import java.util.Optional;

import dev.hathora.operator.cloud.ExposedPort;

/**
 * The state of one process as a runtime observes it. If it can't be determined, it is {@link Unknown}, never
 * {@link Gone}.
 */
public sealed interface ProcessView {
    /** Why the game server does not start, in words for the user; empty if it starts, runs, or never was. */
    default Optional<String> whyNotStarted() {
        return switch (this) {
            case Waiting waiting when !waiting.problem().isEmpty() -> Optional.of(waiting.problem());
            case Rejected rejected -> Optional.of(rejected.problem());
            case Waiting waiting -> Optional.empty();
            case Unknown unknown -> Optional.empty();
            case Gone gone -> Optional.empty();
            case Running running -> Optional.empty();
            case Ended ended -> Optional.empty();
        };
    }

    /** The runtime can't be asked, or its answers are contradictory. Nothing may be concluded from this. */
    record Unknown(String why) implements ProcessView {}

    /** The process was never started, or no longer exists. This is certain, not a guess. */
    record Gone() implements ProcessView {}

    /**
     * The runtime has accepted it, and the game server does not run yet.
     *
     * @param problem why not, in words for the user; empty if it is being started
     */
    record Waiting(String problem) implements ProcessView {}

    /**
     * The runtime could not start it, or refused it after it had accepted it: the game server never ran. It can be
     * started again.
     *
     * @param problem why, in words for the user
     */
    record Rejected(String problem) implements ProcessView {}

    /**
     * The game server runs.
     *
     * @param bound whether its default port is bound
     * @param ports how clients reach it; the default port first
     * @param leaving whether it should end when it is empty, because its place goes away: its node is cordoned or being
     *     drained, or somebody else is ending it
     */
    record Running(boolean bound, List<ExposedPort> ports, boolean leaving) implements ProcessView {
        /** The list never changes. */
        public Running {
            ports = List.copyOf(ports);
        }

        /** A game server whose place stays. */
        public Running(boolean bound, List<ExposedPort> ports) {
            this(bound, ports, false);
        }
    }

    /**
     * The game server has ended.
     *
     * @param clean whether it ended by itself with exit code 0
     * @param reason in words, such as {@code exit code 139 (SIGSEGV)} or {@code out of memory}
     */
    record Ended(boolean clean, String reason) implements ProcessView {}
}
