package dev.hathora.operator.host.store;

import java.io.Serial;

/** Another host uses the database. The message says what to do. */
public final class DatabaseInUseException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    DatabaseInUseException() {
        super("another host uses the database: end it, or use another database");
    }
}
