package dev.hathora.operator.host.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A host that has a PostgreSQL for itself, by a lock that belongs to a connection. */
final class SessionLeadership implements Leadership {
    private static final Logger log = LoggerFactory.getLogger(SessionLeadership.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);
    /** A host that was ended just before may still be closing its connections. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** Hosts that {@link ElectedLeadership share} a database hold it, too, and as long as one does, this is refused. */
    static final String LOCK = "x'4861746f72614f50'::bigint";
    private static final String TRY = "select pg_try_advisory_lock(" + LOCK + ")";

    private final HostSession session;
    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("leadership").factory());
    private int refusals;
    private long terms;
    private volatile long term;

    private SessionLeadership(HostSession.Login login) {
        session = new HostSession(login);
    }

    static SessionLeadership take(HostSession.Login login) {
        SessionLeadership leadership = new SessionLeadership(login);
        boolean taken = false;
        try {
            taken = takePatiently(leadership::hold);
        } finally {
            if (!taken) {
                leadership.close();
            }
        }
        if (!taken) {
            throw new DatabaseInUseException();
        }
        ScheduledFuture<?> unused = leadership.timer.scheduleWithFixedDelay(leadership::keep, PERIOD.toMillis(),
                PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        return leadership;
    }

    /** Tries to get a lock. */
    interface Attempt {
        /** Tries once, and returns whether it was got. */
        boolean make() throws SQLException;
    }

    /**
     * Tries again for some seconds.
     *
     * @return whether it was got
     * @throws DatabaseUnavailableException when the database can't be reached
     */
    static boolean takePatiently(Attempt attempt) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            boolean got = attempt.make();
            while (!got && System.nanoTime() - end < 0) {
                Thread.sleep(100);
                got = attempt.make();
            }
            return got;
        } catch (SQLException e) {
            throw new DatabaseUnavailableException("the database can't be reached: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseUnavailableException("the host ends", e);
        }
    }

    private synchronized void keep() {
        boolean before = isHeld();
        try {
            // The first time, it may be held by this host's old connection, whose end the server has not noticed yet.
            if (!hold() && ++refusals == 2) {
                log.error(
                        "Another host has taken the database. This host no longer manages processes, and changes nothing");
            }
        } catch (SQLException e) {
            disconnect();
            if (before) {
                log.warn(
                        "The connection to the database is lost, and with it the lock. Until it is back, no process is managed: {}",
                        e.getMessage());
            }
        }
        if (isHeld() && !before) {
            refusals = 0;
            log.info("This host has the lock on the database again, and manages its processes");
        }
    }

    /** Tries to acquire the lock or, if it is held, checks that its connection still works. */
    private synchronized boolean hold() throws SQLException {
        session.open();
        boolean held = session.ask(isHeld() ? "select true" : TRY);
        term = !held ? 0 : isHeld() ? term : ++terms;
        return held;
    }

    private synchronized void disconnect() {
        term = 0;
        session.close();
    }

    @Override
    public long term() {
        return term;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        disconnect();
    }
}
