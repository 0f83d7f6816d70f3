package dev.hathora.operator.roomv2.http;

import java.io.IOException;

/** The caller has disconnected before the whole body of a call was read. An answer would not reach it. */
public final class CallerLeftException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CallerLeftException(IOException cause) {
        super(cause);
    }
}
