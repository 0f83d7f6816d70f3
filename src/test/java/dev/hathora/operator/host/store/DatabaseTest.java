package dev.hathora.operator.host.store;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What becomes of failures: tried again, told as the database being away, or told as a mistake of ours. */
@Execution(ExecutionMode.CONCURRENT)
@SuppressWarnings("NullAway.Init") // JUnit sets the folder
class DatabaseTest {
    @RegisterExtension
    static final Databases DATABASES = new Databases();

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            40001 | transactions that can't be put in an order    | 5 | the database is too busy
            40P01 | a deadlock                                    | 5 | the database is too busy
            55P03 | a lock that is not to be had                  | 5 | the database is too busy
            25006 | a server that was replaced by another one     | 1 | the database does not answer
            58030 | a disk that fails                             | 1 | the database does not answer
            53100 | a disk that is full                           | 1 | the database does not answer
            57P01 | a server that ends                            | 1 | the database does not answer
            23505 | a row that is there already: a mistake        | 1 | ERROR: secret of a row
            """)
    void postgresqlFails(String state, String reason, int attempts, String told) {
        AtomicInteger made = new AtomicInteger();
        Throwable failure;
        try (Database database = DATABASES.postgresql()) {
            failure = catchThrowable(() -> database.write(h -> {
                made.incrementAndGet();
                return h.execute("do $$ begin raise exception 'secret of a row' using errcode = '" + state
                        + "'; end $$");
            }));
        }
        assertThat(failure).as(reason)
                .isInstanceOf(state.equals("23505") ? JdbiException.class : DatabaseUnavailableException.class)
                .hasMessageContaining(told);
        // on a busy machine the time for attempts ends before the last one
        assertThat(made.get()).isBetween(Math.min(2, attempts), attempts);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsInRowsIsInNoMessage(Database.Dialect dialect) {
        StringWriter told = new StringWriter();
        try (Database database = dialect == Database.Dialect.SQLITE
                ? DATABASES.sqlite(folder)
                : DATABASES.postgresql()) {
            catchThrowable(() -> database.write(h -> {
                for (int i = 0; i < 2; i++) {
                    h.createUpdate("insert into applications (app_id, name, secret, created_at)"
                            + " values (:secret, 'name', :secret, 0)").bind("secret", "classified").execute();
                }
                return 0;
            })).printStackTrace(new PrintWriter(told));
        }
        assertThat(told.toString()).contains("applications").doesNotContain("classified");
    }

    @Test
    void whatIsCommittedIsDurableHoweverTheServerIsSet() {
        try (Database database = DATABASES.postgresql("alter database NAME set synchronous_commit = off")) {
            String inForce = database.read(h -> h.createQuery("show synchronous_commit").mapTo(String.class).one());
            assertThat(inForce).isEqualTo("on");
        }
    }

    /** Callers have given up after Hikari's own half a minute. */
    @Test
    void whoWaitsForTheOneWriterIsToldSoon() throws Exception {
        CountDownLatch writes = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (Database database = DATABASES.sqlite(folder)) {
            Thread writer = Thread.startVirtualThread(() -> database.write(h -> {
                writes.countDown();
                try {
                    return mayEnd.await(120, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }));
            writes.await();
            long begun = System.nanoTime();

            assertThat(catchThrowable(() -> database.write(h -> h.execute("delete from rooms"))))
                    .isInstanceOf(DatabaseUnavailableException.class);

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(25));
            mayEnd.countDown();
            writer.join();
        }
    }

    @Test
    void aSqliteFileThatSomethingElseLocksIsBusy() throws Exception {
        Path file = folder.resolve("records.db");
        try (Database database = Database.open("jdbc:sqlite:" + file, null, null);
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            statement.execute("begin immediate");

            assertThat(catchThrowable(() -> database.write(h -> h.execute("delete from rooms"))))
                    .isInstanceOf(DatabaseUnavailableException.class).hasMessage("the database is too busy");
        }
    }
}
