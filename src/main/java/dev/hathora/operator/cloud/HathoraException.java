package dev.hathora.operator.cloud;

import java.io.Serial;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * A call to Hathora that failed: which one, what came back, what that means, and whether it took effect. The message is
 * fit for users: it names the operation, the status and Hathora's own words (shortened), and never holds a token.
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
     * @param status the HTTP status, or 0 where no answer came
     * @param retryAfter how long the answer asks to wait, if it does
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

    /** What class of failure it is. */
    public ErrorKind kind() {
        return kind;
    }

    /** Whether the call took effect all the same. */
    public Effect effect() {
        return effect;
    }

    /** The HTTP status, or 0 where no answer came. */
    public int status() {
        return status;
    }

    /** Whether Hathora works, and wants fewer calls: 429, or 503 with Retry-After. */
    public boolean asksToSlowDown() {
        return kind == ErrorKind.THROTTLED || (status == HttpURLConnection.HTTP_UNAVAILABLE && retryAfter != null);
    }

    /** How long the answer asks to wait before the next call, if it does. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
