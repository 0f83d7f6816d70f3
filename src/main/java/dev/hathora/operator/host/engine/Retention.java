package dev.hathora.operator.host.engine;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import dev.hathora.operator.host.store.DatabaseUnavailableException;
import dev.hathora.operator.host.store.RetentionStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes records of processes and allocations that ended long ago, and ends local rooms after a day, every hour. */
public final class Retention implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Retention.class);
    private static final Duration KEPT = Duration.ofDays(30);
    /** A developer has gone home. */
    private static final Duration LOCAL = Duration.ofDays(1);
    private static final Duration PERIOD = Duration.ofHours(1);

    private final RetentionStore records;
    private final InstantSource clock;
    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("retention").factory());

    private Retention(RetentionStore records, InstantSource clock) {
        this.records = records;
        this.clock = clock;
    }

    /** Begins, and does so again every hour. */
    public static Retention start(RetentionStore records, InstantSource clock) {
        Retention retention = new Retention(records, clock);
        ScheduledFuture<?> unused = retention.timer.scheduleWithFixedDelay(retention::remove, 1,
                PERIOD.toMinutes(), TimeUnit.MINUTES);
        return retention;
    }

    private void remove() {
        try {
            int ended = records.endLocalBefore(clock.instant().minus(LOCAL), clock.instant());
            if (ended > 0) {
                log.info("{} rooms of local lobbies were destroyed, which were a day old", ended);
            }
            int removed = records.removeEndedBefore(clock.instant().minus(KEPT));
            if (removed > 0) {
                log.info("{} records of processes and allocations were removed, which ended {} days ago", removed,
                        KEPT.toDays());
            }
        } catch (DatabaseUnavailableException e) {
            log.warn("The removal of old records waits for the database: {}", e.getMessage());
        } catch (RuntimeException e) {
            log.error("Old records could not be removed; it is tried again", e);
        }
    }

    /** Removes no more. */
    @Override
    public void close() {
        timer.shutdownNow();
    }
}
