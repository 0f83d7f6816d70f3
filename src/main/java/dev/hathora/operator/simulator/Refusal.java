package dev.hathora.operator.simulator;

import java.io.Serial;

/** A call that the API refuses: the status and the message of its answer. */
public final class Refusal extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int status;

    Refusal(int status, String message) {
        // An answer like any other: nobody reads its stack.
        super(message, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
