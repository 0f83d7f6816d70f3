package dev.hathora.operator.host.store;

/** There is no place for a room, and no process can be added now. The message says why, and what to do. */
public final class NoCapacityException extends RuntimeException {
    @java.io.Serial
    private static final long serialVersionUID = 1L;

    NoCapacityException(String message) {
        super(message);
    }
}
