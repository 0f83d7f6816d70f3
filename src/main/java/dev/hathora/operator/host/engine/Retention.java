package dev.hathora.operator.host.engine;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import dev.hathora.operator.host.store.DatabaseUnavailableException;
import dev.hathora.operator.host.store.RetentionStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every hour, removes records of processes and allocations that ended long ago, and destroys rooms of local lobbies
 * that are a day old.
 */
public final class Retention implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Retention.class);
    private static final Duration KEPT = Duration.ofDays(30);
    /** How long rooms of local lobbies are kept, which are only for development. */
    private static final Duration LOCAL = Duration.ofDays(1);
    private static final Duration PERIOD = Duration.ofHours(1);

    private final RetentionStore records;
    private final BooleanSupplier leads;
    private final InstantSource clock;
    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("retention").factory());

    private Retention(RetentionStore records, BooleanSupplier leads, InstantSource clock) {
        this.records = records;
        this.leads = leads;
        this.clock = clock;
    }

    /**
     * Starts, and repeats it every hour.
     *
     * @param leads whether this host leads: otherwise another one does this
     */
    public static Retention start(RetentionStore records, BooleanSupplier leads, InstantSource clock) {
        Retention retention = new Retention(records, leads, clock);
        ScheduledFuture<?> unused = retention.timer.scheduleWithFixedDelay(retention::remove, 1,
                PERIOD.toMinutes(), TimeUnit.MINUTES);
        return retention;
    }

    private void remove() {
        if (!leads.getAsBoolean()) {
            return;
        }
        try {
            int ended = records.endLocalBefore(clock.instant().minus(LOCAL), clock.instant());
            if (ended > 0) {
                log.info("{} rooms of local lobbies were destroyed, because they were a day old", ended);
            }
            int removed = records.removeEndedBefore(clock.instant().minus(KEPT));
            if (removed > 0) {
                log.info("{} records of processes and allocations were removed, because they ended {} days ago",
                        removed, KEPT.toDays());
            }
        } catch (DatabaseUnavailableException e) {
            log.warn("The removal of old records waits for the database: {}", e.getMessage());
        } catch (RuntimeException e) {
            log.error("Old records could not be removed; it is tried again", e);
        }
    }

    /** Stops removing records. */
    @Override
    public void close() {
        timer.shutdownNow();
    }
}
