package dev.hathora.operator.host.service;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import dev.hathora.operator.host.engine.Catalog;
import dev.hathora.operator.host.engine.NewProcesses;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.Placed;
import dev.hathora.operator.host.model.RuntimeId;
import dev.hathora.operator.host.model.Transport;
import dev.hathora.operator.host.model.WantedApplication;
import dev.hathora.operator.host.store.ApplicationStore;
import dev.hathora.operator.host.store.Database;
import dev.hathora.operator.host.store.LobbyStore;
import dev.hathora.operator.host.store.PortNumbers;
import dev.hathora.operator.host.store.ProcessStore;
import dev.hathora.operator.host.store.RuntimeStore;
import dev.hathora.operator.roomv2.Lobby;
import dev.hathora.operator.roomv2.Refusal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How much strangers can have made. */
@Execution(ExecutionMode.CONCURRENT)
@SuppressWarnings("NullAway.Init") // JUnit sets the folder, and open the rest
class HostedLobbiesTest {
    private Instant now = Instant.parse("2026-06-01T12:00:00Z");

    @TempDir
    Path folder;

    private Database database;
    private HostedLobbies lobbies;
    private final List<String> changed = new ArrayList<>();

    @BeforeEach
    void open() {
        database = Database.open("jdbc:sqlite:" + folder.resolve("records.db"), null, null);
        ApplicationStore applications = new ApplicationStore(database);
        Catalog catalog = new RecordedCatalog(applications);
        PortNumbers numbers = new PortNumbers(20_000, 20_999);
        new RuntimeStore(database, new ProcessStore(database, numbers, new Random(1)))
                .register(new RuntimeId("runtime-1", "here"));
        for (String app : List.of("app-1", "app-2")) {
            applications.apply(new WantedApplication("game-of-" + app, app, List.of(),
                    new Deployment.Content(new Deployment.Program(null, List.of("game"), List.of(), Map.of(), "/"),
                            List.of(new Deployment.Port("default", 1, Transport.TCP)), new Deployment.Limits(1, 1, 512,
                                    Duration.ofSeconds(1), Duration.ZERO, Duration.ZERO),
                            null)),
                    now);
        }
        lobbies = new HostedLobbies(catalog, new LobbyStore(database, numbers, new Random(1)),
                new NewProcesses(catalog, "runtime-1", "games.example.com", 12), this::placed,
                new PlayerLimit(10, () -> now), new Random(1), () -> now);
    }

    /** Has a process that was recorded be started. */
    private void placed(Placed placed) {
        if (placed.fresh()) {
            changed.add(placed.process().processId());
        }
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Lobby create(String appId, Lobby.Visibility visibility) {
        return lobbies.createLobby(appId, "player-1",
                new Lobby.Wanted(visibility, "Tokyo", null, null, null, null));
    }

    @Test
    void playersOfAnApplicationMakeSoManyLobbiesASecond() {
        for (int i = 0; i < 10; i++) {
            create("app-1", Lobby.Visibility.LOCAL);
        }

        assertThatThrownBy(() -> create("app-1", Lobby.Visibility.LOCAL)).isInstanceOfSatisfying(Refusal.class, e -> {
            assertThat(e.status()).isEqualTo(429);
            assertThat(e.retryAfter()).isPresent();
        });
        assertThat(create("app-2", Lobby.Visibility.LOCAL)).as("another application").isNotNull();
        now = now.plusSeconds(1);
        assertThat(create("app-1", Lobby.Visibility.LOCAL)).as("a second later").isNotNull();
    }

    @Test
    void aManifestThatSaysNothingAllowsNoEndlessProcesses() {
        for (int i = 0; i < 12; i++) {
            create("app-1", Lobby.Visibility.PUBLIC);
            now = now.plusSeconds(1);
        }

        assertThatThrownBy(() -> create("app-1", Lobby.Visibility.PUBLIC)).isInstanceOfSatisfying(Refusal.class,
                e -> assertThat(e.status()).isEqualTo(402)).hasMessageContaining("maxProcesses");
        assertThat(changed).hasSize(12);
    }
}
