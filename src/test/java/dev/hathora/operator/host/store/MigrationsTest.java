package dev.hathora.operator.host.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Databases of every released version are migrated and served; what was released is not changed; and what is newer is
 * refused. With {@code -Dschema.write=true} it first writes down the version in the making.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Execution(ExecutionMode.SAME_THREAD)
class MigrationsTest {
    private static final String WRITE = "mvn test -Dtest=MigrationsTest -Dschema.write=true";

    @RegisterExtension
    static final Databases DATABASES = new Databases();

    private String empty(Database.Dialect dialect, Path folder) {
        return dialect == Database.Dialect.SQLITE ? DATABASES.sqliteUrl(folder) : DATABASES.postgresqlUrl("select 1");
    }

    @BeforeAll
    void writeDownTheVersionInTheMaking(@TempDir Path folder) throws IOException, SQLException {
        if (!Boolean.getBoolean("schema.write")) {
            return;
        }
        Releases next = Releases.next();
        next.writeMigrations();
        for (Database.Dialect dialect : Database.Dialect.values()) {
            String url = empty(dialect, folder);
            try (Database database = Databases.open(url); Connection connection = Databases.connect(url)) {
                new ReleasedRecords(database).write();
                Files.writeString(next.dump(dialect), new DatabaseDump(dialect, connection).text());
            }
        }
    }

    static Stream<Arguments> releases() throws IOException {
        return Releases.all().stream()
                .flatMap(release -> Stream.of(Database.Dialect.values())
                        .map(dialect -> Arguments.of(release.name(), dialect, release)));
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("releases")
    void whatItHasWrittenIsServed(String version, Database.Dialect dialect, Releases release, @TempDir Path folder)
            throws IOException, SQLException {
        String url = empty(dialect, folder);
        try (Connection connection = Databases.connect(url)) {
            new DatabaseDump(dialect, connection).load(Files.readString(release.dump(dialect)));
        }
        try (Database database = Databases.open(url)) {
            new ReleasedRecords(database).check();
        }
        assertThat(schema(dialect, url)).as("as if it had been made by this version")
                .isEqualTo(schemaOfThisVersion(dialect, folder));
    }

    private List<String> schemaOfThisVersion(Database.Dialect dialect, Path folder) throws SQLException {
        String url = empty(dialect, folder);
        try (Database database = Databases.open(url)) {
            assertThat(database.dialect()).isEqualTo(dialect);
        }
        return schema(dialect, url);
    }

    private static List<String> schema(Database.Dialect dialect, String url) throws SQLException {
        try (Connection connection = Databases.connect(url)) {
            return new DatabaseDump(dialect, connection).schema();
        }
    }

    @Test
    void whatWasReleasedStays() throws IOException {
        Map<String, String> present = Releases.present();
        for (Releases release : Releases.all()) {
            release.migrations().forEach((file, checksum) -> assertThat(present).as(
                    "%s is in version %s and was changed or removed: databases have run it as it was. If %s is released,"
                            + " undo that, and write another migration; if it is not, write it down again: %s",
                    file, release.name(), release.name(), WRITE).containsEntry(file, checksum));
        }
    }

    @Test
    void theVersionInTheMakingIsWrittenDown() throws IOException {
        assertThat(Releases.all()).as("write it down: %s", WRITE).contains(Releases.next());
        assertThat(Releases.next().migrations().keySet()).as("write down what is new: %s", WRITE)
                .isEqualTo(Releases.present().keySet());
    }

    /**
     * The first of several hosts that is replaced migrates the database, and the others go on with their statements. What
     * was there before several hosts could share a database may have done anything.
     */
    @Test
    void migrationsOnlyAdd() throws IOException {
        for (String file : Releases.present().keySet()) {
            int version = Integer.parseInt(file.replaceFirst("V(\\d+)__.*", "$1"));
            if (version > 5) {
                assertThat(Releases.statements(file)).as("%s: hosts of the version before use what it changes", file)
                        .doesNotContainPattern("\\b(drop|rename|alter column)\\b")
                        .doesNotContainPattern("add column \\w+ \\w+ not null(?! default)")
                        .doesNotContainPattern("create unique index");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNewerIsRefusedAndLeftAsItIs(Database.Dialect dialect, @TempDir Path folder) throws SQLException {
        String url = empty(dialect, folder);
        try (Database database = Databases.open(url)) {
            database.write(
                    h -> h.execute("insert into flyway_schema_history (installed_rank, version, description, type,"
                            + " script, installed_by, execution_time, success) select 999, '999', 'of the future', 'SQL',"
                            + " 'V999__of_the_future.sql', 'somebody', 1, success from flyway_schema_history where version = '1'"));
        }

        assertThatThrownBy(() -> Databases.open(url)).isInstanceOf(UnsupportedDatabaseException.class).hasMessage(
                "the database was written by a newer version of the host: use that version, or another database");
    }
}
