package dev.hathora.operator.host.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;

import dev.hathora.operator.host.HostOptions.DatabaseAddress;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.jspecify.annotations.Nullable;

/** Where scenes have their databases: a real PostgreSQL, started when it is asked for, and files for SQLite. */
final class Servers implements AutoCloseable {
    private @Nullable EmbeddedPostgres server;

    /** A new database. */
    DatabaseAddress database(String kind, Path folder, String name) throws IOException, SQLException {
        return kind.equals("SQLite")
                ? new DatabaseAddress("jdbc:sqlite:" + folder.resolve("records.db"), null, null)
                : postgresql(name);
    }

    private synchronized DatabaseAddress postgresql(String name) throws IOException, SQLException {
        if (server == null) {
            // Nobody pulls its plug: that what was committed is on a disk is not what is tested.
            server = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(2))
                    .setServerConfig("fsync", "off").setServerConfig("max_connections", "500").start();
        }
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        return new DatabaseAddress(server.getJdbcUrl("postgres", name), "postgres", "postgres");
    }

    @Override
    public synchronized void close() throws IOException {
        if (server != null) {
            server.close();
        }
    }
}
