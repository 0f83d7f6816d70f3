package dev.hathora.operator.roomv2.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;

import dev.hathora.operator.roomv2.Refusal;

/** What long answers hold in memory until their callers have taken them, which may take as long as a call may. */
final class LongAnswers {
    /** So much is a connection's own. */
    private static final int SHORT = 16 * 1024;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final int most;
    private final Semaphore bytes;

    /** @param bytes of all long answers together */
    LongAnswers(int bytes) {
        most = bytes;
        this.bytes = new Semaphore(bytes);
    }

    /** The answer to one call. Its bytes are given back when the call is over. */
    final class Share {
        private int taken;

        /** @throws Refusal 503 where there is no room for it now */
        synchronized void take(int length) {
            // One that is longer than all may be is sent alone.
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
