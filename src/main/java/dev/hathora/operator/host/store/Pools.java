package dev.hathora.operator.host.store;

import java.time.Duration;

import com.zaxxer.hikari.HikariConfig;
import org.jspecify.annotations.Nullable;

/** The configuration of connections to databases. */
final class Pools {
    private static final Duration LOCK_WAIT = Duration.ofSeconds(5);
    private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(10);
    private static final int CONNECTIONS = 16;

    private Pools() {}

    /**
     * SQLite has one writer at a time. A transaction locks the database when it begins: if it did so later, after a read, it
     * could fail.
     */
    static HikariConfig sqliteWriter(String url) {
        return sqlite(url, "IMMEDIATE", 1);
    }

    /** Connections to SQLite that only read. */
    static HikariConfig sqliteReaders(String url) {
        return sqlite(url, "DEFERRED", CONNECTIONS);
    }

    /** Uses connection properties, because some of these have silently no effect in Hikari's initial SQL. */
    private static HikariConfig sqlite(String url, String transactionMode, int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setPoolName(connections == 1 ? "writer" : "readers");
        config.setMaximumPoolSize(connections);
        config.setConnectionTimeout(LOCK_WAIT.toMillis());
        config.addDataSourceProperty("journal_mode", "WAL");
        config.addDataSourceProperty("synchronous", "FULL");
        config.addDataSourceProperty("foreign_keys", "true");
        config.addDataSourceProperty("busy_timeout", String.valueOf(LOCK_WAIT.toMillis()));
        config.addDataSourceProperty("transaction_mode", transactionMode);
        return config;
    }

    static HikariConfig postgresql(String url, @Nullable String user, @Nullable String password) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setPoolName("connections");
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(2);
        config.setConnectionTimeout(LOCK_WAIT.toMillis());
        config.addDataSourceProperty("ApplicationName", "hathora-host");
        // The details of an error contain values of rows, which may be secret.
        config.addDataSourceProperty("logServerErrorDetail", "false");
        // Everything that is acknowledged is durable, whatever the server's default is. The timeouts are those of the server,
        // because it would continue with a statement after a timeout of the client.
        config.addDataSourceProperty("options",
                "-c statement_timeout=%1$d -c idle_in_transaction_session_timeout=%1$d -c lock_timeout=%2$d"
                        .formatted(STATEMENT_LIMIT.toMillis(), LOCK_WAIT.toMillis()) + " -c synchronous_commit=on");
        config.addDataSourceProperty("socketTimeout", String.valueOf(STATEMENT_LIMIT.plusSeconds(5).toSeconds()));
        return config;
    }
}
