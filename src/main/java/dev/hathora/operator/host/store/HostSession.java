package dev.hathora.operator.host.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to PostgreSQL that holds locks for a host. The server releases them when the connection ends: at once
 * when the host does, and within half a minute when its machine does, or the network in between. Not thread-safe.
 */
final class HostSession {
    private static final Logger log = LoggerFactory.getLogger(HostSession.class);
    private static final String OPTIONS = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5"
            + " -c tcp_keepalives_count=3 -c lock_timeout=2000";
    /** Keepalives are answered by the kernel, also for a program that hangs. Servers before version 14 have only them. */
    private static final String LEASE = "select set_config('idle_session_timeout', '15s', false)"
            + " where current_setting('server_version_num')::int >= 140000";

    private final Login login;
    /** Names the connections of this host: an old one, cut off by the network, may still hold its locks. */
    private final String name = "hathora-host " + UUID.randomUUID();
    private @Nullable Connection connection;

    /** A database and who uses it. */
    record Login(String url, @Nullable String user, @Nullable String password) {
        /** Opens a connection on which nothing takes longer than 5 seconds. */
        Connection connect(String name, String options) throws SQLException {
            Properties properties = new Properties();
            if (user != null) {
                properties.setProperty("user", user);
            }
            if (password != null) {
                properties.setProperty("password", password);
            }
            properties.setProperty("ApplicationName", name);
            properties.setProperty("options", options);
            properties.setProperty("connectTimeout", "5");
            properties.setProperty("socketTimeout", "5");
            return DriverManager.getConnection(url, properties);
        }

        /** Without the password. */
        @Override
        public String toString() {
            return "Login[" + user + "]";
        }
    }

    HostSession(Login login) {
        this.login = login;
    }

    /** Whether it is open, as far as is known. */
    boolean isOpen() {
        return connection != null;
    }

    /** Opens it unless it is open. It has no locks then, and nor do earlier ones of this host. */
    void open() throws SQLException {
        if (connection == null) {
            connection = login.connect(name, OPTIONS);
            ask(LEASE);
            ask("select pg_terminate_backend(pid) from pg_stat_activity where application_name = '" + name
                    + "' and pid <> pg_backend_pid()");
        }
    }

    /** Runs a statement of one row. @return whether its first column is true, or more than 0 */
    boolean ask(String sql) throws SQLException {
        return number(sql) > 0;
    }

    /** Runs a statement of one row with a number or a boolean. @return 0: false, null, or no row */
    long number(String sql) throws SQLException {
        if (connection == null) {
            throw new SQLException("the connection is not open", "08003");
        }
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
            Object value = row.next() ? row.getObject(1) : null;
            return value instanceof Number number ? number.longValue() : Boolean.TRUE.equals(value) ? 1 : 0;
        }
    }

    void close() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            log.debug("A connection to the database can't be closed in order", e);
        }
        connection = null;
    }
}
