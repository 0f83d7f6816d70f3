package dev.hathora.operator.host.store;

import java.io.Serial;

/** A token of an application is already valid for another application. */
public final class TokenTakenException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int index;
    private final String owner;

    TokenTakenException(int index, String owner) {
        super("token %d is valid for application %s".formatted(index, owner));
        this.index = index;
        this.owner = owner;
    }

    /** The index of the token in the list of the application's tokens, counted from 0. */
    public int index() {
        return index;
    }

    /** The name of the other application. */
    public String owner() {
        return owner;
    }
}
