package dev.hathora.operator.host.store;

/** A database that this version can't use. The message says what to do. */
public final class UnsupportedDatabaseException extends RuntimeException {
    @java.io.Serial
    private static final long serialVersionUID = 1L;

    UnsupportedDatabaseException(String message) {
        super(message);
    }
}
