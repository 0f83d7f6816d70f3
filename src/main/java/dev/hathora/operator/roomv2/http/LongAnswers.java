package dev.hathora.operator.roomv2.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;

import dev.hathora.operator.roomv2.Refusal;

/**
 * Limits the memory of long answers. It is in use until the caller has received the answer, which may take as long as a
 * call may take.
 */
final class LongAnswers {
    /** Answers up to this number of bytes are not counted: they fit into the memory of a connection. */
    private static final int SHORT = 16 * 1024;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final int most;
    private final Semaphore bytes;

    /** @param bytes of all long answers together */
    LongAnswers(int bytes) {
        most = bytes;
        this.bytes = new Semaphore(bytes);
    }

    /** The answer to one call. Its bytes are released when the call is over. */
    final class Share {
        private int taken;

        /** @throws Refusal 503 if too many long answers are being sent */
        synchronized void take(int length) {
            // An answer that is longer than the limit is sent when no other one is.
            int wanted = length <= SHORT ? 0 : Math.min(length, most);
            if (!bytes.tryAcquire(wanted)) {
                throw new Refusal(503, "too many long answers are being sent: try again", RETRY);
            }
            taken += wanted;
        }

        synchronized void release() {
            bytes.release(taken);
            taken = 0;
        }
    }
}
