package dev.hathora.operator.cloud;

import java.io.Serial;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * A failed call to Hathora: the operation, the answer, the kind of failure, and whether the call took effect. The
 * message is suitable for users. It contains the operation, the status and Hathora's own message (shortened), and never
 * a token.
 */
public final class HathoraException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Operation operation;
    private final ErrorKind kind;
    private final Effect effect;
    private final int status;
    private final @Nullable Duration retryAfter;

    /**
     * @param status the HTTP status; 0 if there was no answer
     * @param retryAfter how long the answer asks to wait; null if it does not
     */
    public HathoraException(Operation operation, ErrorKind kind, Effect effect, int status, String message,
            @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.operation = operation;
        this.kind = kind;
        this.effect = effect;
        this.status = status;
        this.retryAfter = retryAfter;
    }

    /** The operation that failed. */
    public Operation operation() {
        return operation;
    }

    /** The kind of failure. */
    public ErrorKind kind() {
        return kind;
    }

    /** Whether the call took effect nevertheless. */
    public Effect effect() {
        return effect;
    }

    /** The HTTP status; 0 if there was no answer. */
    public int status() {
        return status;
    }

    /** Whether Hathora asks to slow down: 429, or 503 with Retry-After. */
    public boolean asksToSlowDown() {
        return kind == ErrorKind.THROTTLED || (status == HttpURLConnection.HTTP_UNAVAILABLE && retryAfter != null);
    }

    /** How long the answer asks to wait before the next call. Empty if it does not. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
