package dev.hathora.operator.host.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A host that shares a PostgreSQL with others, of which one leads. Each holds a lock that keeps a host out that wants to
 * be alone, and the leader a second one.
 *
 * <p>The locks belong to a connection, which the server gives up after 15 seconds without a word. The host itself stops
 * leading when the connection does not answer for 5 seconds. In between, and where a host was frozen, two may believe
 * that they lead. So each leader begins a term with a higher number, and {@link Database#lead} refuses the changes of
 * an earlier one.
 */
public final class ElectedLeadership implements Leadership {
    private static final Logger log = LoggerFactory.getLogger(ElectedLeadership.class);
    private static final Duration PERIOD = Duration.ofMillis(500);
    private static final String JOIN = "select pg_try_advisory_lock_shared(" + SessionLeadership.LOCK + ")";
    private static final String LEAD = "select pg_try_advisory_lock(x'4861746f72614c64'::bigint)";
    /** Waits for changes of the last leader that are being made: the next one sees all of them. */
    private static final String BEGIN = "update leader set term = term + 1 where number = 1 returning term";

    private final HostSession session;
    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("leadership").factory());
    private volatile boolean refused;
    private volatile long term;
    private volatile Runnable elected = () -> {
        // Nobody is told yet.
    };

    private ElectedLeadership(HostSession.Login login) {
        session = new HostSession(login);
    }

    static ElectedLeadership join(HostSession.Login login) {
        ElectedLeadership leadership = new ElectedLeadership(login);
        boolean joined = false;
        try {
            joined = SessionLeadership.takePatiently(leadership::join);
        } finally {
            if (!joined) {
                leadership.close();
            }
        }
        if (!joined) {
            throw new DatabaseInUseException();
        }
        return leadership;
    }

    /** Tries to lead, now and again and again. The database has to be migrated. */
    public void stand() {
        keep();
        ScheduledFuture<?> unused = timer.scheduleWithFixedDelay(this::keep, PERIOD.toMillis(), PERIOD.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Runs something each time that this host begins to lead from now on. It must not take long. */
    public void whenElected(Runnable work) {
        elected = work;
    }

    /** @return whether this host is one of those that share the database */
    private synchronized boolean join() throws SQLException {
        if (session.isOpen() && !refused) {
            return true;
        }
        session.open();
        refused = !session.ask(JOIN);
        return !refused;
    }

    private synchronized void keep() {
        try {
            boolean before = refused;
            if (join()) {
                lead();
            } else if (!before) {
                log.error("Another host has taken the database for itself: this one changes nothing until that ends");
            }
        } catch (SQLException e) {
            if (term != 0) {
                log.warn("This host does not lead any more: {}", e.getMessage());
            }
            disconnect();
        } catch (RuntimeException e) {
            log.error("The start as the leader failed", e);
        }
    }

    private void lead() throws SQLException {
        if (term != 0) {
            session.ask("select true");
        } else if (session.ask(LEAD)) {
            term = session.number(BEGIN);
            log.info("This host leads, for term {}", term);
            elected.run();
        }
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
    public boolean isAlone() {
        return false;
    }

    /** Also while it does not lead, and while its own connection is away: changes go over others. */
    @Override
    public boolean mayWrite() {
        return !refused;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        disconnect();
    }
}
