package dev.hathora.operator.host.store;

import java.io.Serial;

/** A token that is wanted for an application is valid for another one. */
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

    /** Which of the tokens that are wanted, counted from 0. */
    public int index() {
        return index;
    }

    /** The name of the other application. */
    public String owner() {
        return owner;
    }
}
