package dev.hathora.operator.roomv2;

import java.io.IOException;
import java.io.OutputStream;

/** The port behind what game servers write. As for {@link RoomService}, what does not exist is refused with 404. */
public interface LogService {
    /** What a process has written, and writes. */
    @FunctionalInterface
    interface Log {
        /**
         * Copies it. What is flushed can be read.
         *
         * @throws IOException when it can't be read or written any more
         * @throws InterruptedException when nobody waits any more
         */
        void writeTo(OutputStream out) throws IOException, InterruptedException;
    }

    /**
     * What a process has written.
     *
     * @param lines only so many of the last ones; negative: all that is kept
     * @param follow whether to go on until the process has ended
     * @throws Refusal 410 where it is not kept any more; 429 where too many follow already
     */
    Log log(String appId, String processId, int lines, boolean follow);
}
