package dev.hathora.operator.host.store;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.TokenHash;
import dev.hathora.operator.host.model.Transport;
import dev.hathora.operator.host.model.WantedApplication;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Execution(ExecutionMode.CONCURRENT)
@SuppressWarnings("NullAway.Init") // JUnit sets the folder, and each test opens the rest
class ApplicationStoreTest {
    @RegisterExtension
    static final Databases DATABASES = new Databases();

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    @TempDir
    Path folder;

    private Database database;
    private ApplicationStore applications;

    private void open(Database.Dialect dialect) {
        database = dialect == Database.Dialect.SQLITE ? DATABASES.sqlite(folder) : DATABASES.postgresql();
        applications = new ApplicationStore(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static WantedApplication wanted(String name, @Nullable String appId, String command) {
        return new WantedApplication(name, appId, List.of(new Application.OfferedRegion("Tokyo", 1, 2)),
                new Deployment.Content(new Deployment.Program(null, List.of(command), List.of("a b"),
                        Map.of("B", "2", "A", ""), "/games"), List.of(new Deployment.Port("default", 1, Transport.UDP)),
                        new Deployment.Limits(2, 0.25, 512, Duration.ofMillis(1500), Duration.ZERO,
                                Duration.ofSeconds(30)),
                        null));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsWantedIsReadAgain(Database.Dialect dialect) {
        open(dialect);
        Deployment made = applications.apply(wanted("one", null, "game"), NOW);

        assertThat(made.content()).isEqualTo(wanted("one", null, "game").content());
        assertThat(applications.newest(made.appId())).contains(made);
        assertThat(applications.deployment(made.deploymentId())).contains(made);
        assertThat(applications.deployment(made.appId(), 1)).contains(made);
        assertThat(applications.deployment(made.appId(), 2)).isEmpty();
        assertThat(applications.deployment("app-2", 1)).as("another application").isEmpty();
        assertThat(applications.living()).singleElement().satisfies(application -> {
            assertThat(application.appId()).isEqualTo(made.appId());
            assertThat(application.regions()).isEqualTo(wanted("one", null, "game").regions());
            assertThat(application.createdAt()).isEqualTo(NOW);
        });
    }

    @ParameterizedTest
    @EnumSource
    void aDeploymentIsMadeForAnotherContentOnly(Database.Dialect dialect) {
        open(dialect);
        Deployment first = applications.apply(wanted("one", "app-1", "game"), NOW);
        assertThat(applications.apply(wanted("one", null, "game"), NOW.plusSeconds(1))).isEqualTo(first);
        assertThat(applications.apply(wanted("one", "app-1", "other"), NOW).number()).isEqualTo(2);
        assertThat(applications.apply(wanted("one", "app-1", "game"), NOW).number()).as("back is forward, too")
                .isEqualTo(3);
        assertThat(applications.apply(wanted("two", "app-2", "game"), NOW).number()).as("each counts for itself")
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void anIdIsGivenOnce(Database.Dialect dialect) {
        open(dialect);
        applications.apply(wanted("one", "app-1", "game"), NOW);
        assertThatThrownBy(() -> applications.apply(wanted("two", "app-1", "game"), NOW))
                .isInstanceOf(AppIdTakenException.class).hasMessageContaining("id of application one");
        assertThatThrownBy(() -> applications.apply(wanted("one", "app-2", "game"), NOW))
                .isInstanceOf(AppIdTakenException.class).hasMessageContaining("has the id app-1");
        assertThat(applications.living()).hasSize(1);
    }

    private static WantedApplication withKeys(String name, @Nullable String secret, String... tokens) {
        return wanted(name, null, "game").with(new WantedApplication.Keys(secret,
                Stream.of(tokens).map(TokenHash::of).toList()));
    }

    @ParameterizedTest
    @EnumSource
    void aTokenIsGoodForOneApplication(Database.Dialect dialect) {
        open(dialect);
        Deployment made = applications.apply(withKeys("one", null, "a", "b"), NOW);
        assertThat(applications.living().getFirst().tokens()).containsExactly(TokenHash.of("a"), TokenHash.of("b"));

        assertThat(applications.apply(withKeys("one", null, "b"), NOW)).as("no new deployment").isEqualTo(made);
        assertThat(applications.living().getFirst().tokens()).containsExactly(TokenHash.of("b"));
        applications.apply(withKeys("two", null, "a"), NOW);
        assertThatThrownBy(() -> applications.apply(withKeys("two", "another secret", "c", "b"), NOW))
                .isInstanceOfSatisfying(TokenTakenException.class, e -> {
                    assertThat(e.index()).isEqualTo(1);
                    assertThat(e.owner()).isEqualTo("one");
                });
        assertThat(applications.living().getLast().tokens()).as("nothing changed").containsExactly(TokenHash.of("a"));

        applications.delete(made.appId(), NOW);
        applications.apply(withKeys("two", null, "b"), NOW);
        assertThat(applications.living()).singleElement().extracting(Application::tokens)
                .as("what is deleted has none").isEqualTo(List.of(TokenHash.of("b")));
    }

    @ParameterizedTest
    @EnumSource
    void aSecretIsMadeUnlessOneIsWanted(Database.Dialect dialect) {
        open(dialect);
        Supplier<String> secret = () -> applications.living().getFirst().secret();
        applications.apply(withKeys("one", null), NOW);
        String made = secret.get();
        assertThat(made).startsWith("secret-");

        applications.apply(withKeys("one", "chosen"), NOW);
        assertThat(secret.get()).isEqualTo("chosen");
        applications.apply(withKeys("one", null), NOW);
        assertThat(secret.get()).as("players stay logged in").isEqualTo("chosen");
        applications.apply(withKeys("two", "chosen at once"), NOW.plusSeconds(1));
        assertThat(applications.living().getLast().secret()).isEqualTo("chosen at once");
    }

    @ParameterizedTest
    @EnumSource
    void whatWasDeletedComesBackAsItWas(Database.Dialect dialect) {
        open(dialect);
        applications.apply(wanted("one", null, "game"), NOW);
        Application before = applications.living().getFirst();

        applications.delete(before.appId(), NOW);
        assertThat(applications.living()).isEmpty();

        assertThat(applications.apply(wanted("one", null, "game"), NOW.plusSeconds(1)).number()).isEqualTo(1);
        assertThat(applications.living()).containsExactly(before);
    }
}
