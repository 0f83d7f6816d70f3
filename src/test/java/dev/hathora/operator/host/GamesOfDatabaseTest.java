package dev.hathora.operator.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.cloud.http.HttpHathoraCloud;
import dev.hathora.operator.cloud.http.PatientCloud;
import dev.hathora.operator.host.runtime.GameRuntime.RuntimeFailure;
import dev.hathora.operator.host.store.DatabaseInUseException;
import dev.hathora.operator.host.store.Leadership;
import dev.hathora.operator.host.store.PortNumbers;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A host that is started with the wrong folder or database while games run: it leaves them alone. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
@SuppressWarnings("NullAway.Init") // JUnit sets the folder, and open the rest
class GamesOfDatabaseTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final HttpClient client = HttpHathoraCloud.newHttpClient();
    private ProcessHandle game;

    @BeforeEach
    void playAndEndTheHost() throws IOException {
        Files.writeString(folder.resolve("game.yaml"), """
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraApplication
                metadata: {name: game}
                spec:
                  appId: app-1
                  command: [sh, -c, "while :; do sleep 0.05; done"]
                """);
        try (Host host = Host.start(options("records.db", "games", null))) {
            api(host).createRoom("app-1", "room-1", new CreateRoomRequest("Tokyo", null, null, null));
            Awaitility.await().atMost(PATIENCE).until(() -> pids("games").size() == 1);
        }
        game = ProcessHandle.of(pids("games").getFirst()).orElseThrow();
    }

    @AfterEach
    void end() {
        game.destroyForcibly();
        client.close();
    }

    private HathoraCloud api(Host host) {
        return PatientCloud.of(host.uri(), () -> "t", client);
    }

    private HostOptions options(String database, String games, @Nullable String lost) {
        return new HostOptions(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), folder.resolve("game.yaml"),
                new HostOptions.DatabaseAddress("jdbc:sqlite:" + folder.resolve(database), null, null),
                folder.resolve(games), lost, () -> "t", "127.0.0.1", new PortNumbers(27_000, 27_099));
    }

    private List<Long> pids(String games) throws IOException {
        List<Long> pids = new ArrayList<>();
        try (Stream<Path> claims = Files.list(folder.resolve(games).resolve("processes"))) {
            for (Path claim : claims.filter(file -> !String.valueOf(file.getFileName()).contains(".")).toList()) {
                pids.add(Long.valueOf(Files.readString(claim).split(" ", 2)[0]));
            }
        }
        return pids;
    }

    private RoomStatus statusAfterStart(@Nullable String lost, String games) throws IOException {
        try (Host host = Host.start(options("records.db", games, lost))) {
            return api(host).getRoomInfo("app-1", "room-1").status();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a new database would take the game for a stranger's | other.db   | games | are recorded in another database
            a new folder would take the game for lost           | records.db | other | run in the folder FOLDER/games of
            """)
    void isRefusedAndSaysWhatToDo(String reason, String database, String games, String told) throws IOException {
        assertThatThrownBy(() -> Host.start(options(database, games, null))).as(reason)
                .isInstanceOf(RuntimeFailure.class).hasMessageContaining(told.replace("FOLDER", folder.toString()));

        assertThat(game.isAlive()).isTrue();
        assertThat(statusAfterStart(null, "games")).as("with the right ones all is as it was")
                .isEqualTo(RoomStatus.ACTIVE);
        assertThat(game.isAlive()).isTrue();
    }

    @Test
    void aDatabaseThatAnotherHostUsesIsNotMigrated() {
        try (Leadership other = Leadership.take("jdbc:sqlite:" + folder.resolve("new.db"), null, null)) {
            assertThat(other.isHeld()).isTrue();
            assertThatThrownBy(() -> Host.start(options("new.db", "other", null)))
                    .isInstanceOf(DatabaseInUseException.class);
        }
        assertThat(folder.resolve("new.db")).as("it may be of a newer version").doesNotExist();
    }

    @Test
    void whatIsGoneForGoodIsSaidToBe() throws IOException {
        String lost = Files.readString(folder.resolve("games/id")).strip();

        assertThat(statusAfterStart(lost, "other")).isEqualTo(RoomStatus.DESTROYED);
        assertThat(statusAfterStart(null, "other")).as("said once").isEqualTo(RoomStatus.DESTROYED);
    }

    @Test
    void aFolderCannotBeSaidToBeLostByItsOwnHost() throws IOException {
        String lost = Files.readString(folder.resolve("games/id")).strip();

        assertThat(statusAfterStart(lost, "games")).isEqualTo(RoomStatus.ACTIVE);
    }
}
