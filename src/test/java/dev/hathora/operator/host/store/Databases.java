package dev.hathora.operator.host.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * A real PostgreSQL, which all classes that use this share, and a file for SQLite; each test gets an empty database of
 * both.
 */
@SuppressWarnings("NullAway.Init") // JUnit sets it
final class Databases implements BeforeAllCallback {
    private static final Namespace STORE = Namespace.create(Databases.class);
    private static final String USER = "postgres";

    private EmbeddedPostgres server;
    private final AtomicInteger databases = new AtomicInteger();

    @Override
    public void beforeAll(ExtensionContext context) {
        server = context.getRoot().getStore(STORE).getOrComputeIfAbsent(EmbeddedPostgres.class, type -> start(),
                EmbeddedPostgres.class);
    }

    /** JUnit closes it after the last class. No test cuts its power, so nothing has to be flushed to the disk. */
    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(2)).setServerConfig("fsync", "off")
                    .setServerConfig("max_connections", "500").start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Database sqlite(Path folder) {
        return open(sqliteUrl(folder));
    }

    /** Of a file that does not exist. */
    String sqliteUrl(Path folder) {
        return "jdbc:sqlite:" + folder.resolve("records-" + databases.incrementAndGet() + ".db");
    }

    /** What the server says of its databases, asked over a connection of its own. */
    long number(String query) throws SQLException {
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    Database postgresql() {
        return postgresql("select 1");
    }

    /** @param settings a statement about the database {@code NAME} */
    Database postgresql(String settings) {
        return open(postgresqlUrl(settings));
    }

    /** Of an empty database. */
    String postgresqlUrl(String settings) {
        String name = "records_" + UUID.randomUUID().toString().replace("-", "");
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
            statement.execute(settings.replace("NAME", name));
        } catch (SQLException e) {
            throw new UncheckedIOException(new IOException(e));
        }
        return server.getJdbcUrl("postgres", name);
    }

    /** As a host does. */
    static Database open(String url) {
        return Database.open(url, USER, USER);
    }

    /** As anybody does. */
    static Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(url, USER, USER);
    }
}
