package dev.hathora.operator.roomv2;

import java.io.IOException;
import java.io.OutputStream;

/** The port for the logs of game servers. As for {@link RoomService}, what does not exist is refused with 404. */
public interface LogService {
    /** The log of a process. */
    @FunctionalInterface
    interface Log {
        /**
         * Copies the log. What is flushed is sent to the caller at once.
         *
         * @throws IOException if it can't be read or written any more
         * @throws InterruptedException when the server stops
         */
        void writeTo(OutputStream out) throws IOException, InterruptedException;
    }

    /**
     * Opens the log of a process.
     *
     * @param lines how many of the last lines; negative for all that are kept
     * @param follow whether to continue with new lines until the process has ended
     * @throws Refusal 410 if the log is no longer kept; 429 if too many logs are already followed
     */
    Log log(String appId, String processId, int lines, boolean follow);
}
