package dev.hathora.operator.host.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import io.micrometer.core.instrument.MeterRegistry;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;

/**
 * The host's records in SQL: a SQLite file, or a database on a PostgreSQL server. Opening it migrates the schema. A schema
 * that is newer than this version is refused.
 */
public final class Database implements AutoCloseable {
    /** The kind of database. */
    public enum Dialect {
        /** A file, with one writer at a time. */
        SQLITE,
        /** A PostgreSQL server. */
        POSTGRESQL;

        /** @throws UnsupportedDatabaseException if the URL is for another kind */
        static Dialect of(String url) {
            if (url.matches("jdbc:sqlite:[^:?].*")) {
                return SQLITE;
            }
            if (url.startsWith("jdbc:postgresql:")) {
                return POSTGRESQL;
            }
            throw new UnsupportedDatabaseException(
                    "the database has to be jdbc:sqlite:FILE or jdbc:postgresql://HOST/NAME");
        }

        /** The file in a URL for SQLite. */
        static String file(String url) {
            return url.substring("jdbc:sqlite:".length()).replaceFirst("\\?.*", "");
        }
    }

    private final Dialect dialect;
    private final HikariDataSource writers;
    private final HikariDataSource readers;
    private final Leadership leadership;
    private final Locations locations;
    private final Jdbi write;
    private final Jdbi read;

    private Database(Dialect dialect, HikariDataSource writers, HikariDataSource readers,
            Leadership leadership) {
        this.dialect = dialect;
        this.leadership = leadership;
        // Others may move rooms at any time.
        this.locations = new Locations(leadership.isAlone() ? leadership::term : () -> 0);
        this.writers = writers;
        this.readers = readers;
        this.write = jdbi(writers);
        this.read = readers == writers ? write : jdbi(readers);
    }

    /** Values that are bound to statements may be secret, and must not appear in messages. */
    private static Jdbi jdbi(HikariDataSource source) {
        return Jdbi.create(source).configure(StatementExceptions.class,
                config -> config.setMessageRendering(StatementExceptions.MessageRendering.NONE));
    }

    /**
     * Opens a database and migrates it.
     *
     * @param url {@code jdbc:sqlite:FILE} or {@code jdbc:postgresql://…}
     * @throws UnsupportedDatabaseException if the URL is neither, or the schema is newer than this version
     * @throws DatabaseUnavailableException if it can't be reached
     */
    public static Database open(String url, @Nullable String user, @Nullable String password) {
        return open(url, user, password, new Leadership.Undisputed());
    }

    /**
     * Opens a database and migrates it.
     *
     * @param leadership what this host may change, asked before each change
     * @see #open(String, String, String)
     */
    public static Database open(String url, @Nullable String user, @Nullable String password,
            Leadership leadership) {
        Dialect dialect = Dialect.of(url);
        List<HikariDataSource> opened = new ArrayList<>();
        try {
            if (dialect == Dialect.SQLITE) {
                createPrivately(Path.of(Dialect.file(url)));
            }
            HikariDataSource writers = new HikariDataSource(switch (dialect) {
                case SQLITE -> Pools.sqliteWriter(url);
                case POSTGRESQL -> Pools.postgresql(url, user, password);
            });
            opened.add(writers);
            if (dialect == Dialect.SQLITE) {
                opened.add(new HikariDataSource(Pools.sqliteReaders(url)));
            }
            Schema.migrate(url, writers, dialect);
            return new Database(dialect, writers, opened.getLast(), leadership);
        } catch (RuntimeException e) {
            opened.forEach(HikariDataSource::close);
            throw e instanceof HikariPool.PoolInitializationException
                    ? new DatabaseUnavailableException("the database can't be reached: " + root(e).getMessage(), e)
                    : e;
        }
    }

    /**
     * Creates a file that other users of the machine can't read, because it contains secrets. SQLite gives its other files
     * the same permissions.
     */
    private static void createPrivately(Path file) {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            // Its permissions are not changed.
        } catch (IOException e) {
            throw new DatabaseUnavailableException("the database can't be reached: " + e, e);
        }
    }

    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /**
     * Has the connections measured: how many there are, and how long calls wait for one.
     *
     * @param registry a registry of Micrometer
     */
    public void measure(MeterRegistry registry) {
        writers.setMetricRegistry(registry);
        if (readers != writers) {
            readers.setMetricRegistry(registry);
        }
    }

    /** Where rooms are. Whoever moves one has it forgotten there. */
    Locations locations() {
        return locations;
    }

    /** The kind of database. */
    Dialect dialect() {
        return dialect;
    }

    /**
     * Reads. The callback must have read all rows when it returns: results are silently empty afterwards.
     *
     * @throws DatabaseUnavailableException if the database does not answer
     */
    <T> T read(HandleCallback<T, RuntimeException> callback) {
        return Retries.of(() -> read.withHandle(callback));
    }

    /**
     * Reads with several statements, which all see the same snapshot.
     *
     * @throws DatabaseUnavailableException if the database does not answer
     */
    <T> T readTogether(HandleCallback<T, RuntimeException> callback) {
        return Retries.of(() -> read.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, callback));
    }

    /**
     * Changes records in one transaction, which is durable when this returns. It is repeated after a conflict with another
     * transaction, so the callback must have no other effects.
     *
     * @throws DatabaseUnavailableException if the database does not answer: it is not known whether anything was changed
     */
    <T> T write(HandleCallback<T, RuntimeException> callback) {
        return change(() -> write.inTransaction(callback));
    }

    /**
     * Changes records with a single statement, which is a transaction of its own.
     *
     * @see #write
     */
    <T> T writeAtOnce(HandleCallback<T, RuntimeException> callback) {
        return change(() -> write.withHandle(callback));
    }

    /**
     * Changes what only the leader may change: what is said of processes that run, and applications. If another host
     * leads by the time of the commit, nothing is changed.
     *
     * @throws DatabaseUnavailableException also when this host does not lead
     * @see #write
     */
    <T> T lead(HandleCallback<T, RuntimeException> callback) {
        long term = leadership.term();
        if (term == 0) {
            throw new DatabaseUnavailableException("this host does not lead");
        }
        return change(() -> write.inTransaction(h -> {
            if (!leadership.isAlone()) {
                requireTerm(h, term);
            }
            return callback.withHandle(h);
        }));
    }

    /** The next term can't begin before the transaction has ended. */
    private static void requireTerm(Handle h, long term) {
        long newest = h.createQuery("select term from leader where number = 1 for share").mapTo(Long.class).one();
        if (newest != term) {
            throw new DatabaseUnavailableException(
                    "another host leads: this one did so in term " + term + ", and it is term " + newest);
        }
    }

    /**
     * Tells the other hosts of a change when it is committed. Only one transaction at a time can commit such a message,
     * so it is not for what happens all the time.
     *
     * @param about the id of what has changed
     */
    void tell(Handle h, Topic topic, String about) {
        if (!leadership.isAlone() && !(topic == Topic.PROCESSES && leadership.isHeld())) {
            h.createQuery("select 1 from (select pg_notify(:channel, :about)) as told").bind("channel", topic.channel())
                    .bind("about", about).mapTo(Integer.class).one();
        }
    }

    /** What hosts tell each other. */
    enum Topic {
        /** A process was recorded, or is to end: the leader has to know. */
        PROCESSES,
        /** An application has changed: all hosts have to know. */
        APPLICATIONS;

        /** The name for PostgreSQL. */
        String channel() {
            return "hathora_host_" + name().toLowerCase(Locale.ROOT);
        }
    }

    private <T> T change(Supplier<T> work) {
        if (!leadership.mayWrite()) {
            throw new DatabaseUnavailableException("another host may have taken the database");
        }
        boolean known = false;
        try {
            T result = Retries.of(work);
            known = true;
            return result;
        } catch (NoCapacityException | AppIdTakenException e) {
            // Nothing was changed.
            known = true;
            throw e;
        } finally {
            if (!known) {
                locations.doubt();
            }
        }
    }

    /** The kind of database; contains no secrets. */
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
