package dev.hathora.operator.host.applications;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

import dev.hathora.operator.host.store.ApplicationStore;
import dev.hathora.operator.host.store.Database;
import dev.hathora.operator.host.store.DatabaseUnavailableException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
@SuppressWarnings("NullAway.Init") // JUnit sets the folder, and open the rest
class FollowedCatalogTest {
    @TempDir
    Path folder;

    private final AtomicLong later = new AtomicLong();
    private Database database;
    private FollowedCatalog catalog;

    @BeforeEach
    void open() {
        database = Database.open("jdbc:sqlite:" + folder.resolve("records.db"), null, null);
        catalog = FollowedCatalog.follow(new StoredCatalog(new ApplicationStore(database)),
                () -> System.nanoTime() + later.get());
    }

    @AfterEach
    void close() {
        catalog.close();
        database.close();
    }

    private void insert(String appId) {
        try (var records = java.sql.DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("records.db"));
                var statement = records.createStatement()) {
            statement.executeUpdate("insert into applications (app_id, name, secret, created_at) values ('" + appId
                    + "', '" + appId + "', 'secret', 0)");
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatIsNotKnownIsLookedForBeforeItDoesNotExist() {
        assertThat(catalog.application("app-1")).isEmpty();
        insert("app-1");
        assertThat(catalog.application("app-1")).as("at once, though nobody told").isPresent();
    }

    /** Each look is a query, and there are at most 20 in a second: one for each who asks would take 25 seconds. */
    @Test
    void thoseWhoAskForWhatDoesNotExistShareALook() throws Exception {
        Instant begin = Instant.now();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> strangers = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                String unknown = "app-" + i;
                strangers.add(threads.submit(() -> assertThat(catalog.application(unknown)).isEmpty()));
            }
            for (Future<?> stranger : strangers) {
                stranger.get();
            }
        }
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(20));

        begin = Instant.now();
        for (int i = 0; i < 10; i++) {
            assertThat(catalog.application("app-1")).isEmpty();
        }
        assertThat(Duration.between(begin, Instant.now())).as("the one who asks all the time waits")
                .isGreaterThan(Duration.ofMillis(9 * 50));
    }

    @Test
    void whatIsOlderThanTenSecondsIsNotServed() {
        insert("app-1");
        assertThat(catalog.application("app-1")).isPresent();
        database.close();
        assertThat(catalog.application("app-1")).as("what is known is served").isPresent();

        later.set(FollowedCatalog.OLDEST.plusSeconds(1).toNanos());

        assertThatThrownBy(() -> catalog.application("app-1")).isInstanceOf(DatabaseUnavailableException.class);
        assertThatThrownBy(() -> catalog.newest("app-1")).isInstanceOf(DatabaseUnavailableException.class);
        assertThatThrownBy(catalog::applications).isInstanceOf(DatabaseUnavailableException.class);
    }

    @Test
    void itLooksByItself() {
        insert("app-1");
        Awaitility.await("every 2 seconds")
                .until(() -> catalog.applications().size() == 1);
    }
}
