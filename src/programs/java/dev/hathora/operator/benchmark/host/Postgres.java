package dev.hathora.operator.benchmark.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** A PostgreSQL on the disk of the results, which waits for that disk, as one in production does. */
final class Postgres implements AutoCloseable {
    private final EmbeddedPostgres server;
    private int databases;

    private Postgres(EmbeddedPostgres server) {
        this.server = server;
    }

    static Postgres start(Path directory) throws IOException, SQLException {
        Path data = Files.createTempDirectory(directory, "postgresql");
        Postgres started = new Postgres(EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(true)
                .setServerConfig("fsync", "on").setPGStartupWait(Duration.ofMinutes(2)).start());
        if (!started.ask("postgres", "show fsync").equals("on")) {
            throw new IllegalStateException("PostgreSQL does not wait for the disk");
        }
        return started;
    }

    /** Makes a database as a copy of another one, which nobody is connected to. */
    String create(String original) throws SQLException {
        String name = "records" + ++databases;
        execute("postgres", "create database " + name + " template " + original);
        return name;
    }

    /** Removes a database that nobody is connected to. */
    void drop(String database) throws SQLException {
        execute("postgres", "drop database if exists " + database + " with (force)");
    }

    String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + database;
    }

    /** A connection with the settings of a host's. */
    Connection connect(String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", "postgres");
        properties.setProperty("password", "postgres");
        properties.setProperty("options", "-c synchronous_commit=on");
        return DriverManager.getConnection(url(database), properties);
    }

    /** What a query says that has one value. */
    String ask(String database, String query) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    void execute(String database, String sql) throws SQLException {
        try (Connection connection = connect(database); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
