package dev.hathora.operator.host.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import com.zaxxer.hikari.HikariDataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;

/** Migrates the schema of a database. */
final class Schema {
    private Schema() {}

    /** @throws UnsupportedDatabaseException if the schema is newer than this version */
    static void migrate(String url, HikariDataSource source, Database.Dialect dialect) {
        if (dialect == Database.Dialect.POSTGRESQL) {
            migrate(source);
            return;
        }
        // Flyway does not lock SQLite: if several hosts started at once, one would fail.
        try (FileChannel channel = FileChannel.open(Path.of(Database.Dialect.file(url) + ".lock"),
                StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
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
                    // This version knows the migration.
                }
            }
        }
        return false;
    }
}
