package dev.hathora.operator.host.applications;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import dev.hathora.operator.host.engine.Catalog;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.store.DatabaseUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The applications on a host that is not the only one to change them. It is refreshed when it is told of a change, and
 * every 2 seconds. It never answers with what is older than 10 seconds: if the database is away for longer, it throws
 * {@link DatabaseUnavailableException}.
 *
 * <p>An application that is not known is looked for in the database before it does not exist. Anybody can ask for
 * such: all who ask at the same time share one look, and there are at most 20 in a second.
 */
public final class FollowedCatalog implements Catalog, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FollowedCatalog.class);
    static final Duration PERIOD = Duration.ofSeconds(2);
    static final Duration OLDEST = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final StoredCatalog catalog;
    private final LongSupplier nanos;
    private final ReentrantLock looking = new ReentrantLock();
    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("catalog").factory());
    private volatile long read;
    private long begun;
    private @Nullable DatabaseUnavailableException failure;

    private FollowedCatalog(StoredCatalog catalog, LongSupplier nanos) {
        this.catalog = catalog;
        this.nanos = nanos;
        this.begun = nanos.getAsLong() - PAUSE.toNanos();
    }

    /**
     * Refreshes a catalog now, and then again and again.
     *
     * @param nanos the time, as of {@link System#nanoTime}
     * @throws DatabaseUnavailableException if the database can't be read now
     */
    public static FollowedCatalog follow(StoredCatalog catalog, LongSupplier nanos) {
        FollowedCatalog followed = new FollowedCatalog(catalog, nanos);
        followed.look(nanos.getAsLong());
        ScheduledFuture<?> unused = followed.timer.scheduleWithFixedDelay(followed::guardedLook, PERIOD.toMillis(),
                PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        return followed;
    }

    /** Refreshes it soon, because something has changed. */
    public void changed() {
        if (!timer.isShutdown()) {
            timer.execute(this::guardedLook);
        }
    }

    private void guardedLook() {
        try {
            look(nanos.getAsLong());
        } catch (DatabaseUnavailableException e) {
            log.debug("Applications wait for the database", e);
        } catch (RuntimeException e) {
            log.error("Applications could not be read; it is tried again", e);
        }
    }

    /** Waits for a look at the database that began after a time, by this thread or another one. */
    private void look(long after) {
        looking.lock();
        try {
            if (begun - after < 0) {
                pause();
                begun = nanos.getAsLong();
                failure = null;
                try {
                    catalog.refresh();
                    read = begun;
                } catch (DatabaseUnavailableException e) {
                    failure = e;
                }
            }
            if (failure != null) {
                throw failure;
            }
        } finally {
            looking.unlock();
        }
    }

    private void pause() {
        long rest = begun + PAUSE.toNanos() - nanos.getAsLong();
        if (rest > 0) {
            try {
                TimeUnit.NANOSECONDS.sleep(rest);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("the host ends", e);
            }
        }
    }

    /** What is fresh enough. */
    private StoredCatalog fresh() {
        long now = nanos.getAsLong();
        if (now - read > OLDEST.toNanos()) {
            look(now);
        }
        return catalog;
    }

    /** Why this host can't serve applications; empty: it can. */
    public Optional<String> problem() {
        Duration age = Duration.ofNanos(nanos.getAsLong() - read);
        return age.compareTo(OLDEST) < 0
                ? Optional.empty()
                : Optional.of("the database could not be read for " + age.toSeconds() + " s");
    }

    @Override
    public Collection<Application> applications() {
        return fresh().applications();
    }

    @Override
    public Optional<Application> application(String appId) {
        Optional<Application> known = fresh().application(appId);
        if (known.isEmpty()) {
            look(nanos.getAsLong());
            return catalog.application(appId);
        }
        return known;
    }

    @Override
    public Optional<Deployment> newest(String appId) {
        return application(appId).flatMap(application -> catalog.newest(application.appId()));
    }

    @Override
    public Optional<Deployment> deployment(String deploymentId) {
        return catalog.deployment(deploymentId);
    }

    /** Refreshes it no more. */
    @Override
    public void close() {
        timer.shutdownNow();
    }
}
