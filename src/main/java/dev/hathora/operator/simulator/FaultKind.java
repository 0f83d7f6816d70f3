package dev.hathora.operator.simulator;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** The kinds of faults. A call is committed when Hathora has processed it with all its effects. */
public sealed interface FaultKind {
    /**
     * Answers with this status instead of the correct one.
     *
     * @param status 400 to 599
     * @param message the message of the answer
     * @param retryAfter sent as {@code Retry-After} in whole seconds, unless null
     * @param applied whether the call took effect all the same
     * @param dated whether {@code Retry-After} is sent as a date instead
     */
    record Status(int status, String message, @Nullable Duration retryAfter, boolean applied, boolean dated)
            implements
                FaultKind {
        /** Checks the status. */
        public Status {
            requireErrorStatus(status);
            if (dated && retryAfter == null) {
                throw new IllegalArgumentException("without retryAfterSeconds there is no date to send");
            }
        }

        /** With {@code Retry-After} in seconds. */
        public Status(int status, String message, @Nullable Duration retryAfter, boolean applied) {
            this(status, message, retryAfter, applied, false);
        }

        /** This status, without any effect. */
        public static Status of(int status) {
            return new Status(status, "simulated fault", null, false);
        }
    }

    /**
     * Answers correctly, but late.
     *
     * @param before time before the call is processed
     * @param after time between that and the answer
     */
    record Delay(Duration before, Duration after) implements FaultKind {}

    /** Cuts the connection instead of answering. The call has no effect. */
    record DropBeforeCommit() implements FaultKind {}

    /** Cuts the connection instead of answering, after the call took effect. */
    record DropAfterCommit() implements FaultKind {}

    /**
     * Answers with an error or cuts the connection. The call takes effect later.
     *
     * @param after how long after the answer the call is processed
     * @param status what is answered at once, 400 to 599; 0: the connection is cut
     */
    record LateCommit(Duration after, int status) implements FaultKind {
        /** Checks the status. */
        public LateCommit {
            if (status != 0) {
                requireErrorStatus(status);
            }
        }
    }

    /**
     * Processes the call and answers with its status and an unreadable body (204 becomes 200).
     *
     * @param body what is sent instead
     */
    record MalformedBody(Body body) implements FaultKind {}

    /**
     * Processes the call and answers correctly, but so slowly that only a patient caller receives the whole body.
     *
     * @param over how long the body takes
     */
    record Trickle(Duration over) implements FaultKind {}

    /**
     * Processes createRoom and answers truly, but reads don't know the room for a while: getRoomInfo and getConnectionInfo
     * answer 404, and the list of active rooms lacks it. Strikes nothing but createRoom.
     *
     * @param duration how long, by the simulator's clock
     */
    record HiddenRoom(Duration duration) implements FaultKind {}

    /**
     * Answers with a list that is not true. Strikes nothing but the lists of a process.
     *
     * @param lie in which way
     */
    record WrongList(Lie lie) implements FaultKind {}

    /** How a list is wrong. */
    enum Lie {
        /** Every second room is missing, starting with the first. */
        PARTIAL,
        /** All rooms are missing. */
        EMPTY,
        /** Every room occurs twice, and so does a room that does not exist. */
        FOREIGN
    }

    /**
     * Answers with a list as it was some time ago (save for configurations). Strikes nothing but the lists of a process.
     *
     * @param by how long ago
     */
    record LateList(Duration by) implements FaultKind {}

    /** Bodies that violate the API. */
    enum Body {
        /** An HTML page of a proxy. */
        HTML,
        /** The first half of the correct body. */
        TRUNCATED_JSON,
        /** A JSON object of at least {@value #OVERSIZED_BYTES} bytes. */
        OVERSIZED,
        /** An empty body. */
        EMPTY;

        /** More than any client should read. */
        static final int OVERSIZED_BYTES = 32 * 1024 * 1024;
    }

    private static void requireErrorStatus(int status) {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("the status must be from 400 to 599");
        }
    }
}
