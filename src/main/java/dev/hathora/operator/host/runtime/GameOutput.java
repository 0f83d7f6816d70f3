package dev.hathora.operator.host.runtime;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.BooleanSupplier;

/** What a game server writes to its standard streams. */
public interface GameOutput {
    /** Whether there is any; otherwise it does not exist yet, or is no longer kept. */
    boolean isKept();

    /**
     * Copies the last lines.
     *
     * @param lines how many; all if negative
     */
    void copy(int lines, OutputStream out) throws IOException;

    /**
     * Copies the last lines, and continues with new output until the process has ended, or for an hour.
     *
     * @param lines how many; all if negative
     * @param over whether the process has ended
     */
    void follow(int lines, OutputStream out, BooleanSupplier over) throws IOException, InterruptedException;
}
