package dev.hathora.operator.host.store;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.HostedLobby;
import dev.hathora.operator.host.model.HostedRoom;
import dev.hathora.operator.host.model.NewProcess;
import dev.hathora.operator.host.model.ProcessState;
import dev.hathora.operator.host.model.RuntimeId;
import dev.hathora.operator.host.model.Transport;
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
class LobbyStoreTest {
    @RegisterExtension
    static final Databases DATABASES = new Databases();

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    @TempDir
    Path folder;

    private Database database;
    private LobbyStore lobbies;
    private RoomStore rooms;

    private void open(Database.Dialect dialect) {
        database = dialect == Database.Dialect.SQLITE ? DATABASES.sqlite(folder) : DATABASES.postgresql();
        PortNumbers numbers = new PortNumbers(20_000, 29_999);
        lobbies = new LobbyStore(database, numbers, new Random(1));
        rooms = new RoomStore(database, numbers, new Random(1));
        new RuntimeStore(database, new ProcessStore(database, numbers, new Random(1)))
                .register(new RuntimeId("runtime-1", "here"));
        database.write(h -> h.createUpdate("insert into applications (app_id, name, secret, created_at)"
                + " values ('app-1', 'one', 'secret-1', 0), ('app-2', 'two', 'secret-2', 0)").execute());
        database.write(
                h -> h.createUpdate("insert into deployments (deployment_id, app_id, number, content, created_at)"
                        + " values ('dep-1', 'app-1', 1, '{}', 0)").execute());
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static NewProcess newProcess(int maxProcesses) {
        return new NewProcess(UUID.randomUUID().toString(), "runtime-1", 1, "127.0.0.1",
                List.of(new Deployment.Port("default", 7777, Transport.TCP)), maxProcesses);
    }

    private Optional<LobbyStore.Created> create(String roomId, String code, String visibility, String region,
            int seconds, @Nullable NewProcess ifNeeded) {
        Instant now = NOW.plusSeconds(seconds);
        return lobbies.create(
                new HostedLobby("app-1", roomId, code, visibility, region, "player-1", now, "{}", null, null),
                new HostedRoom(roomId, "app-1", "dep-1", region, "{}", RoomStatus.SCHEDULING, null, now, null),
                ifNeeded, now);
    }

    @ParameterizedTest
    @EnumSource
    void aLobbyIsMadeWithItsRoomAndEndsWithIt(Database.Dialect dialect) {
        open(dialect);
        LobbyStore.Created created = create("r1", "code", "public", "Tokyo", 0, newProcess(0)).orElseThrow();

        assertThat(created.placed()).isNotNull();
        assertThat(rooms.describe("app-1", "r1").orElseThrow().status()).isEqualTo(RoomStatus.ACTIVE);
        assertThat(lobbies.ofRoom("app-1", "r1")).hasValue(created.lobby());
        assertThat(lobbies.ofRoom("app-2", "r1")).as("another application").isEmpty();
        assertThat(create("r1", "other", "public", "Tokyo", 1, newProcess(0))).as("the id was used").isEmpty();

        rooms.destroy("app-1", "r1", NOW);

        assertThat(lobbies.ofRoom("app-1", "r1")).isEmpty();
        assertThat(lobbies.withCode("app-1", "code")).isEmpty();
        assertThat(lobbies.listed("app-1", null, HostedLobby.Detail.ROOM_CONFIG)).isEmpty();
        assertThat(lobbies.setState("app-1", "r1", "{}")).isEmpty();
        assertThat(records()).as("nothing is kept of it").isZero();
    }

    private int records() {
        return database.read(h -> h.createQuery("select count(*) from lobbies").mapTo(Integer.class).one());
    }

    @ParameterizedTest
    @EnumSource
    void aLobbyEndsWithTheProcessOfItsRoom(Database.Dialect dialect) {
        open(dialect);
        LobbyStore.Created created = create("r1", "code", "public", "Tokyo", 0, newProcess(0)).orElseThrow();
        create("r2", "code", "public", "Tokyo", 0, newProcess(0));

        new ProcessStore(database, new PortNumbers(20_000, 29_999), new Random(1))
                .noteEnded(Objects.requireNonNull(created.placed()).process().processId(), true, "exit code 0", NOW);

        assertThat(records()).as("that of the other room").isEqualTo(1);
    }

    /** No process ends them, and any player may make them. */
    @ParameterizedTest
    @EnumSource
    void onlyLocalRoomsEndByThemselves(Database.Dialect dialect) {
        open(dialect);
        for (int i = 0; i < 250; i++) {
            create("old-" + i, "code", "local", "Tokyo", 0, null);
        }
        create("new", "code", "local", "Tokyo", 10, null);
        create("public", "code", "public", "Tokyo", 0, newProcess(0));

        assertThat(new RetentionStore(database).endLocalBefore(NOW.plusSeconds(10), NOW.plusSeconds(11)))
                .isEqualTo(250);

        assertThat(rooms.describe("app-1", "old-0").orElseThrow().status()).isEqualTo(RoomStatus.DESTROYED);
        assertThat(List.of("new", "public")).allMatch(id -> lobbies.ofRoom("app-1", id).isPresent());
        assertThat(records()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void withoutAPlaceThereIsNeitherLobbyNorRoom(Database.Dialect dialect) {
        open(dialect);
        create("r1", "code", "public", "Tokyo", 0, newProcess(1));

        assertThatThrownBy(() -> create("r2", "code", "public", "Tokyo", 1, newProcess(1)))
                .isInstanceOf(NoCapacityException.class);

        assertThat(rooms.describe("app-1", "r2")).isEmpty();
        assertThat(create("r2", "code", "local", "Tokyo", 2, null)).as("a local one needs none").isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void theNewestOfACodeIsFoundAndOnlyPublicOnesAreListed(Database.Dialect dialect) {
        open(dialect);
        create("r1", "code", "public", "Tokyo", 0, null);
        create("r2", "code", "private", "Tokyo", 2, null);
        create("r3", "code", "public", "London", 1, null);

        assertThat(lobbies.withCode("app-1", "code").orElseThrow().roomId()).isEqualTo("r2");
        assertThat(lobbies.listed("app-1", null, HostedLobby.Detail.ROOM_CONFIG)).extracting(HostedLobby::roomId)
                .containsExactly("r3", "r1");
        assertThat(lobbies.listed("app-1", "Tokyo", HostedLobby.Detail.ROOM_CONFIG)).extracting(HostedLobby::roomId)
                .containsExactly("r1");
        assertThat(lobbies.setState("app-1", "r2", "{\"x\":1}").orElseThrow().state()).isEqualTo("{\"x\":1}");
        rooms.destroy("app-1", "r2", NOW);
        assertThat(lobbies.withCode("app-1", "code").orElseThrow().roomId()).as("of those that are left")
                .isEqualTo("r3");
    }

    /** Anybody may ask for it, and as often as they like. */
    @ParameterizedTest
    @EnumSource
    void aListIsNotMuchLongerThanFourMegabytesAndHasOnlyWhatIsTold(Database.Dialect dialect) {
        open(dialect);
        for (int i = 0; i < 10; i++) {
            create("r" + i, "code", "public", "Tokyo", i, null);
            lobbies.setState("app-1", "r" + i, "x".repeat(1024 * 1024));
        }

        assertThat(lobbies.listed("app-1", null, HostedLobby.Detail.INITIAL_CONFIG_AND_STATE))
                .extracting(HostedLobby::roomId).containsExactly("r9", "r8", "r7", "r6");
        assertThat(lobbies.listed("app-1", null, HostedLobby.Detail.ROOM_CONFIG)).hasSize(10)
                .allMatch(lobby -> lobby.state() == null && "{}".equals(lobby.roomConfig()));
    }

    @ParameterizedTest
    @EnumSource
    void processesAreFoundByStateRegionAndTime(Database.Dialect dialect) {
        open(dialect);
        create("r1", "code", "public", "Tokyo", 0, newProcess(0));
        create("r2", "code", "public", "London", 1, newProcess(0));
        ProcessSearch search = new ProcessSearch(database);

        assertThat(search.latest("app-1", new ProcessSearch.Which(Set.of(), Set.of(), null), 10))
                .extracting(process -> process.region()).containsExactly("London", "Tokyo");
        assertThat(search.latest("app-1", new ProcessSearch.Which(Set.of(), Set.of(), null), 1)).hasSize(1);
        assertThat(search.count("app-1", new ProcessSearch.Which(Set.of(ProcessState.STARTING, ProcessState.RUNNING),
                Set.of("Tokyo", "London"), null))).isEqualTo(2);
        assertThat(search.count("app-1", new ProcessSearch.Which(Set.of(ProcessState.FAILED), Set.of(), null)))
                .isZero();
        assertThat(search.count("app-1", new ProcessSearch.Which(Set.of(), Set.of("London"), null))).isEqualTo(1);
        assertThat(search.count("app-1", new ProcessSearch.Which(Set.of(), Set.of(), NOW.plusMillis(500))))
                .isEqualTo(1);
        assertThat(search.count("app-2", new ProcessSearch.Which(Set.of(), Set.of(), null))).isZero();
    }
}
