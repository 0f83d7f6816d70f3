package dev.hathora.operator.host.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lock of PostgreSQL that belongs to a connection. The server releases it when the connection ends: at once when its
 * holder does, within half a minute when its holder's machine does.
 */
final class SessionLeadership implements Leadership {
    private static final Logger log = LoggerFactory.getLogger(SessionLeadership.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);
    /** A host that was ended may still be closing its connections. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String LOCK = "select pg_try_advisory_lock(x'4861746f72614f50'::bigint)";
    private static final String HOLDER_IS_WATCHED = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5"
            + " -c tcp_keepalives_count=3";

    private final String url;
    private final Properties properties = new Properties();
    /** Names the sessions of this host: one that the network has cut off still has the lock. */
    private final String name = "hathora-host " + UUID.randomUUID();
    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("leadership").factory());
    private @Nullable Connection connection;
    private int refusals;
    private long terms;
    private volatile long term;

    private SessionLeadership(String url, @Nullable String user, @Nullable String password) {
        this.url = url;
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        properties.setProperty("ApplicationName", name);
        properties.setProperty("options", HOLDER_IS_WATCHED);
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "5");
    }

    static SessionLeadership take(String url, @Nullable String user, @Nullable String password) {
        SessionLeadership leadership = new SessionLeadership(url, user, password);
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!leadership.hold()) {
                if (System.nanoTime() - end > 0) {
                    throw new DatabaseInUseException();
                }
                Thread.sleep(100);
            }
        } catch (SQLException e) {
            throw new DatabaseUnavailableException("the database can't be reached: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseUnavailableException("the host ends", e);
        } finally {
            if (!leadership.isHeld()) {
                leadership.close();
            }
        }
        ScheduledFuture<?> unused = leadership.timer.scheduleWithFixedDelay(leadership::keep, PERIOD.toMillis(),
                PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        return leadership;
    }

    private synchronized void keep() {
        boolean before = isHeld();
        try {
            // The first time it may be this host's own connection, which the server has not given up yet.
            if (!hold() && ++refusals == 2) {
                log.error(
                        "Another host has taken the database: this one looks after no process any more, and changes nothing");
            }
        } catch (SQLException e) {
            disconnect();
            if (before) {
                log.warn("The database is away, and so is the right to look after its processes: {}", e.getMessage());
            }
        }
        if (isHeld() && !before) {
            refusals = 0;
            log.info("This host looks after the processes of the database again");
        }
    }

    /** Asks for the lock, or whether the connection that has it still stands. */
    private synchronized boolean hold() throws SQLException {
        if (connection == null) {
            connection = DriverManager.getConnection(url, properties);
            endOldSessions(connection);
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(isHeld() ? "select true" : LOCK)) {
            boolean held = row.next() && row.getBoolean(1);
            term = !held ? 0 : isHeld() ? term : ++terms;
            return held;
        }
    }

    private void endOldSessions(Connection with) throws SQLException {
        try (Statement statement = with.createStatement()) {
            statement.execute("select pg_terminate_backend(pid) from pg_stat_activity where application_name = '"
                    + name + "' and pid <> pg_backend_pid()");
        }
    }

    private synchronized void disconnect() {
        term = 0;
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            log.debug("A connection to the database can't be closed in order", e);
        }
        connection = null;
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
