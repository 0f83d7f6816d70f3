package dev.hathora.operator.host.runtime.local;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the folder with game servers small: rotates their output, and removes what is no longer needed. */
final class Housekeeping {
    private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);

    private final Claims claims;
    private final Output output;
    private final ScheduledExecutorService timer;

    /** @param timer runs it until the timer is shut down */
    Housekeeping(Claims claims, Output output, ScheduledExecutorService timer) {
        this.claims = claims;
        this.output = output;
        this.timer = timer;
    }

    /**
     * How much output is kept, and how long.
     *
     * @param outputBytes the maximum size of each of the four output files of a process
     * @param keepOutput after the last output of a process
     * @param rotation how often the sizes of files are checked
     * @param removal how often old output is removed
     */
    record Limits(long outputBytes, Duration keepOutput, Duration rotation, Duration removal) {
        static final Limits DEFAULT = new Limits(16L * 1024 * 1024, Duration.ofDays(7), Duration.ofSeconds(10),
                Duration.ofHours(1));
    }

    void start(Limits limits) {
        every(limits.rotation(), this::rotate);
        every(limits.removal(), this::remove);
    }

    private void rotate() throws IOException {
        for (String id : claims.ids()) {
            output.rotate(id);
        }
    }

    private void remove() throws IOException {
        claims.removeUnfinished();
        output.removeOld(claims.ids());
    }

    private interface Work {
        void run() throws IOException;
    }

    private void every(Duration period, Work work) {
        ScheduledFuture<?> unused = timer.scheduleWithFixedDelay(() -> {
            try {
                work.run();
            } catch (IOException | RuntimeException e) {
                log.warn("The output of game servers can't be rotated or removed: {}", e.toString());
            }
        }, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }
}
