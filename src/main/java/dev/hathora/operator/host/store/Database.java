package dev.hathora.operator.host.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The host's records in SQL: one SQLite file for one host, PostgreSQL for several. Opening it brings the schema up to
 * date; a schema that is newer than this version is refused.
 */
public final class Database implements AutoCloseable {
    private static final int ATTEMPTS = 5;
    private static final Duration LOCK_WAIT = Duration.ofSeconds(5);
    private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(10);
    private static final int CONNECTIONS = 16;

    /** Which SQL is spoken. */
    public enum Dialect {
        /** One file, one writer at a time. */
        SQLITE,
        /** A server. */
        POSTGRESQL
    }

    private final Dialect dialect;
    private final HikariDataSource writers;
    private final HikariDataSource readers;
    private final Jdbi write;
    private final Jdbi read;

    private Database(Dialect dialect, HikariDataSource writers, HikariDataSource readers) {
        this.dialect = dialect;
        this.writers = writers;
        this.readers = readers;
        this.write = Jdbi.create(writers);
        this.read = readers == writers ? write : Jdbi.create(readers);
    }

    /**
     * Opens a database and migrates it.
     *
     * @param url {@code jdbc:sqlite:FILE} or {@code jdbc:postgresql://…}
     * @throws UnsupportedDatabaseException when the URL is neither, or the schema is newer than this version
     * @throws DatabaseUnavailableException when it can't be reached
     */
    public static Database open(String url, @Nullable String user, @Nullable String password) {
        Dialect dialect = dialect(url);
        HikariDataSource writers = null;
        try {
            writers = new HikariDataSource(switch (dialect) {
                case SQLITE -> sqlite(url, "IMMEDIATE", 1);
                case POSTGRESQL -> postgresql(url, user, password);
            });
            HikariDataSource readers = dialect == Dialect.SQLITE
                    ? new HikariDataSource(sqlite(url, "DEFERRED", CONNECTIONS))
                    : writers;
            migrate(url, writers, dialect);
            return new Database(dialect, writers, readers);
        } catch (RuntimeException e) {
            if (writers != null) {
                writers.close();
            }
            throw e instanceof HikariPool.PoolInitializationException
                    ? new DatabaseUnavailableException("the database can't be reached: " + root(e).getMessage(), e)
                    : e;
        }
    }

    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static Dialect dialect(String url) {
        if (url.matches("jdbc:sqlite:[^:?].*")) {
            return Dialect.SQLITE;
        }
        if (url.startsWith("jdbc:postgresql:")) {
            return Dialect.POSTGRESQL;
        }
        throw new UnsupportedDatabaseException(
                "the database has to be jdbc:sqlite:FILE or jdbc:postgresql://HOST/NAME");
    }

    /** By connection properties: Hikari's initial SQL would leave some of these off without a word. */
    private static HikariConfig sqlite(String url, String transactionMode, int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(connections);
        config.addDataSourceProperty("journal_mode", "WAL");
        config.addDataSourceProperty("synchronous", "FULL");
        config.addDataSourceProperty("foreign_keys", "true");
        config.addDataSourceProperty("busy_timeout", String.valueOf(LOCK_WAIT.toMillis()));
        config.addDataSourceProperty("transaction_mode", transactionMode);
        return config;
    }

    private static HikariConfig postgresql(String url, @Nullable String user, @Nullable String password) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(2);
        config.setConnectionTimeout(LOCK_WAIT.toMillis());
        config.addDataSourceProperty("ApplicationName", "hathora-host");
        // the server has to end what nobody waits for any more; the client's own timeout would not
        config.addDataSourceProperty("options", "-c statement_timeout=%d -c lock_timeout=%d".formatted(
                STATEMENT_LIMIT.toMillis(), LOCK_WAIT.toMillis()));
        config.addDataSourceProperty("socketTimeout", String.valueOf(STATEMENT_LIMIT.plusSeconds(5).toSeconds()));
        return config;
    }

    private static void migrate(String url, HikariDataSource source, Dialect dialect) {
        if (dialect == Dialect.POSTGRESQL) {
            migrate(source);
            return;
        }
        // Flyway does not lock SQLite: of several hosts that start at once one would fail
        String file = url.substring("jdbc:sqlite:".length()).replaceFirst("\\?.*", "");
        try (FileChannel channel = FileChannel.open(Path.of(file + ".lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
            channel.lock();
            migrate(source);
        } catch (IOException e) {
            throw new DatabaseUnavailableException("the lock file beside the database can't be used", e);
        }
    }

    private static void migrate(HikariDataSource source) {
        Flyway flyway = Flyway.configure().dataSource(source).locations("classpath:dev/hathora/operator/host/store")
                .validateMigrationNaming(true).placeholderReplacement(false).load();
        if (isFromTheFuture(flyway)) {
            throw new UnsupportedDatabaseException(
                    "the database was written by a newer version of the host: use that version, or another database");
        }
        flyway.migrate();
    }

    private static boolean isFromTheFuture(Flyway flyway) {
        for (MigrationInfo migration : flyway.info().all()) {
            switch (migration.getState()) {
                case FUTURE_SUCCESS, FUTURE_FAILED -> {
                    return true;
                }
                default -> {
                    // known to this version
                }
            }
        }
        return false;
    }

    /** Which SQL is spoken. */
    Dialect dialect() {
        return dialect;
    }

    /**
     * Reads. The callback must have read everything when it returns: what is read later is silently empty.
     *
     * @throws DatabaseUnavailableException when the database can't be asked
     */
    <T> T read(HandleCallback<T, RuntimeException> callback) {
        return attempt(() -> read.withHandle(callback));
    }

    /**
     * Changes records in one transaction, which is durable when this returns. Done again where the database gave
     * precedence to another one, so the callback must have no other effects.
     *
     * @throws DatabaseUnavailableException when the database can't be asked; nothing was changed then, or it is not known
     */
    <T> T write(HandleCallback<T, RuntimeException> callback) {
        return attempt(() -> write.inTransaction(callback));
    }

    private interface Work<T> {
        T run();
    }

    private static <T> T attempt(Work<T> work) {
        for (int attempt = 1;; attempt++) {
            try {
                return work.run();
            } catch (ConnectionException e) {
                throw new DatabaseUnavailableException("the database can't be reached", e);
            } catch (JdbiException e) {
                Failure failure = Failure.of(e);
                if (failure == Failure.UNAVAILABLE) {
                    throw new DatabaseUnavailableException("the database does not answer", e);
                }
                if (failure != Failure.PRECEDENCE || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** What kind of failure an exception of the driver is. */
    private enum Failure {
        PRECEDENCE,
        UNAVAILABLE,
        OTHER;

        static Failure of(Throwable thrown) {
            for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
                if (cause instanceof SQLiteException sqlite) {
                    return of(sqlite.getResultCode());
                }
                if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                    return of(sql.getSQLState());
                }
            }
            return OTHER;
        }

        private static Failure of(SQLiteErrorCode code) {
            String name = code.name().toUpperCase(Locale.ROOT);
            return name.startsWith("SQLITE_BUSY")
                    ? PRECEDENCE
                    : name.startsWith("SQLITE_FULL") || name.startsWith("SQLITE_IOERR")
                            || name.startsWith("SQLITE_CANTOPEN") || name.startsWith("SQLITE_READONLY")
                                    ? UNAVAILABLE
                                    : OTHER;
        }

        private static Failure of(String sqlState) {
            return switch (sqlState) {
                case "40001", "40P01", "55P03" -> PRECEDENCE;
                case "57014", "53100", "53200", "53300" -> UNAVAILABLE;
                default -> sqlState.startsWith("08") || sqlState.startsWith("57P") ? UNAVAILABLE : OTHER;
            };
        }
    }

    /** What the database is, without secrets. */
    @Override
    public String toString() {
        return dialect.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        readers.close();
        writers.close();
    }
}
