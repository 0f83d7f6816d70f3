package dev.hathora.operator.roomv2;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** A call that the API refuses: the status and the message of its answer. */
public final class Refusal extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int status;
    private final @Nullable Duration retryAfter;

    /**
     * A refusal that does not say when to try again.
     *
     * @param status 400 to 599
     * @param message what is wrong and what to do, for the caller; it must not contain a token
     */
    public Refusal(int status, String message) {
        this(status, message, null);
    }

    /**
     * A refusal of a call that may succeed later.
     *
     * @param status 400 to 599
     * @param message what is wrong and what to do, for the caller; it must not contain a token
     * @param retryAfter how long to wait before trying again, at least one second; null if unknown
     */
    public Refusal(int status, String message, @Nullable Duration retryAfter) {
        // A refusal is a normal answer and needs no stack trace.
        super(message, null, false, false);
        this.status = status;
        this.retryAfter = retryAfter;
    }

    /** The HTTP status of the answer. */
    public int status() {
        return status;
    }

    /** The message of the answer. */
    public String reason() {
        return String.valueOf(getMessage());
    }

    /** How long to wait before trying again, for {@code Retry-After}, which has whole seconds. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
