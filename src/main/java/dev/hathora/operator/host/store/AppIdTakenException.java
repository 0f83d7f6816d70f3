package dev.hathora.operator.host.store;

import java.io.Serial;

/** An application can't have the id in its manifest. The message says why, and is preceded by the name of the field. */
public final class AppIdTakenException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    AppIdTakenException(String message) {
        super(message);
    }
}
