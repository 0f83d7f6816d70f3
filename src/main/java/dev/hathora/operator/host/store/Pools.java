package dev.hathora.operator.host.store;

import java.time.Duration;

import com.zaxxer.hikari.HikariConfig;
import org.jspecify.annotations.Nullable;

/** How connections are configured. */
final class Pools {
    private static final Duration LOCK_WAIT = Duration.ofSeconds(5);
    private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(10);
    private static final int CONNECTIONS = 16;

    private Pools() {}

    /** SQLite has one writer at a time, which takes its turn before it reads: it would fail later otherwise. */
    static HikariConfig sqliteWriter(String url) {
        return sqlite(url, "IMMEDIATE", 1);
    }

    /** Connections of SQLite that only read. */
    static HikariConfig sqliteReaders(String url) {
        return sqlite(url, "DEFERRED", CONNECTIONS);
    }

    /** By connection properties: Hikari's initial SQL would leave some of these off without a word. */
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
        // details of an error are values of rows, which may be secret
        config.addDataSourceProperty("logServerErrorDetail", "false");
        // what is answered with success is durable, however the server is set otherwise;
        // the server has to end what nobody waits for any more; the client's own timeout would not
        config.addDataSourceProperty("options",
                "-c statement_timeout=%1$d -c idle_in_transaction_session_timeout=%1$d -c lock_timeout=%2$d"
                        .formatted(STATEMENT_LIMIT.toMillis(), LOCK_WAIT.toMillis()) + " -c synchronous_commit=on");
        config.addDataSourceProperty("socketTimeout", String.valueOf(STATEMENT_LIMIT.plusSeconds(5).toSeconds()));
        return config;
    }
}
