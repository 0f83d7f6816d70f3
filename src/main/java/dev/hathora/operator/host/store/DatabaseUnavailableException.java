package dev.hathora.operator.host.store;

/** The database does not answer now, or is full. Callers are told to try again; nothing is acknowledged. */
public final class DatabaseUnavailableException extends RuntimeException {
    @java.io.Serial
    private static final long serialVersionUID = 1L;

    DatabaseUnavailableException(String message) {
        super(message);
    }

    DatabaseUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
