package dev.hathora.operator.roomv2.http;

import java.io.IOException;

/** The caller has left before the whole body of a call was read. Nobody is there to be told. */
public final class CallerLeftException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CallerLeftException(IOException cause) {
        super(cause);
    }
}
