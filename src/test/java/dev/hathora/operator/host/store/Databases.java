package dev.hathora.operator.host.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A real PostgreSQL for the tests of a class, and a file for SQLite; each test gets an empty database of both. */
@SuppressWarnings("NullAway.Init") // JUnit sets it
final class Databases implements BeforeAllCallback, AfterAllCallback {
    private static final String USER = "postgres";

    private EmbeddedPostgres server;
    private final AtomicInteger databases = new AtomicInteger();

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        server = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(2)).start();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        server.close();
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
        String name = "records" + databases.incrementAndGet();
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
