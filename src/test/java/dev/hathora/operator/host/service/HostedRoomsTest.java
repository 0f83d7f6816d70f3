package dev.hathora.operator.host.service;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.CreatedRoom;
import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.cloud.ReadyStatus;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.host.engine.Catalog;
import dev.hathora.operator.host.engine.NewProcesses;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.RuntimeId;
import dev.hathora.operator.host.model.Transport;
import dev.hathora.operator.host.model.WantedApplication;
import dev.hathora.operator.host.store.ApplicationStore;
import dev.hathora.operator.host.store.Database;
import dev.hathora.operator.host.store.PortNumbers;
import dev.hathora.operator.host.store.ProcessStore;
import dev.hathora.operator.host.store.RoomStore;
import dev.hathora.operator.host.store.RoomsOfProcess;
import dev.hathora.operator.host.store.RuntimeStore;
import dev.hathora.operator.roomv2.Refusal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Execution(ExecutionMode.CONCURRENT)
@SuppressWarnings("NullAway.Init") // JUnit sets the folder, and open the rest
class HostedRoomsTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    @TempDir
    Path folder;

    private Database database;
    private ApplicationStore applications;
    private ProcessStore processes;
    private HostedRooms rooms;
    private final List<String> changed = new ArrayList<>();

    @BeforeEach
    void open() {
        database = Database.open("jdbc:sqlite:" + folder.resolve("records.db"), null, null);
        applications = new ApplicationStore(database);
        PortNumbers numbers = new PortNumbers(20_000, 20_005);
        processes = new ProcessStore(database, numbers, new Random(1));
        Catalog catalog = new RecordedCatalog(applications);
        rooms = new HostedRooms(catalog, new RoomStore(database, numbers, new Random(1)),
                new RoomsOfProcess(database), processes,
                new NewProcesses(catalog, "runtime-1", "games.example.com", 100), changed::add, new Random(1),
                () -> NOW);
        new RuntimeStore(database, processes).register(new RuntimeId("runtime-1", "here"));
        deploy("app-1", "one", List.of());
        deploy("app-2", "one", List.of(new Application.OfferedRegion("Tokyo", 0, 1)));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private String deploy(String appId, String command, List<Application.OfferedRegion> regions) {
        return applications.apply(new WantedApplication("game-of-" + appId, appId, regions,
                new Deployment.Content(new Deployment.Program(null, List.of(command), List.of(), Map.of(), "/"),
                        List.of(new Deployment.Port("default", 1, Transport.TCP),
                                new Deployment.Port("query", 2, Transport.UDP)),
                        new Deployment.Limits(2, 1, 512, Duration.ofSeconds(1), Duration.ZERO, Duration.ZERO), null)),
                NOW).deploymentId();
    }

    private static CreateRoomRequest in(String region) {
        return new CreateRoomRequest(region, "{}", null, null);
    }

    private CreatedRoom create(String roomId) {
        return rooms.createRoom("app-1", roomId, in("Dallas"));
    }

    private void bootAll() {
        processes.living().forEach(process -> processes.noteRunning(process.processId(), process.ports(), NOW));
    }

    @Test
    void aRoomStartsWithItsProcessAndIsActiveWhereOneRuns() {
        CreatedRoom first = create("r1");
        assertThat(first.status()).isEqualTo(ReadyStatus.STARTING);
        assertThat(first.exposedPort()).isNull();
        assertThat(changed).as("the process is to be started").containsExactly(String.valueOf(first.processId()));
        ConnectionInfo booting = rooms.getConnectionInfo("app-1", "r1");
        assertThat(booting.status()).isEqualTo(ReadyStatus.STARTING);
        assertThat(booting.additionalExposedPorts()).isEmpty();

        bootAll();

        ConnectionInfo up = rooms.getConnectionInfo("app-1", "r1");
        assertThat(up.status()).isEqualTo(ReadyStatus.ACTIVE);
        assertThat(up.exposedPort()).extracting(ExposedPort::name, ExposedPort::host, ExposedPort::transportType)
                .containsExactly("default", "games.example.com", "tcp");
        assertThat(up.additionalExposedPorts()).extracting(ExposedPort::name).containsExactly("query");
        CreatedRoom second = create("r2");
        assertThat(second.status()).as("at once").isEqualTo(ReadyStatus.ACTIVE);
        assertThat(second.processId()).isEqualTo(first.processId());
        assertThat(changed).as("nothing to be started").hasSize(1);
        assertThat(rooms.getActiveRoomsForProcess("app-1", String.valueOf(first.processId())).rooms())
                .extracting(Room::roomId).containsExactlyInAnyOrder("r1", "r2");
    }

    @Test
    void anIdIsMadeWhereNoneIsWanted() {
        assertThat(Stream.generate(() -> rooms.createRoom("app-1", null, in("Dallas")).roomId()).limit(4))
                .doesNotHaveDuplicates().allMatch(id -> id.matches("[0-9a-z]{13}"));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"that lives", "that was destroyed"})
    void anIdThatWasUsedIsRefused(String used) {
        create("r1");
        if (used.contains("destroyed")) {
            rooms.destroyRoom("app-1", "r1");
        }
        assertThatThrownBy(() -> rooms.createRoom("app-1", "r1", in("Tokyo"))).isInstanceOfSatisfying(Refusal.class,
                refusal -> {
                    assertThat(refusal.status()).isEqualTo(400);
                    assertThat(refusal.reason()).isEqualTo(
                            "roomId r1 is not unique: it was used before, choose another one");
                });
    }

    @Test
    void anotherApplicationsIdIsFree() {
        create("r1");
        rooms.createRoom("app-2", "r1", in("Tokyo"));
        rooms.suspendRoom("app-2", "r1");
        assertThat(rooms.getRoomInfo("app-1", "r1").status()).isEqualTo(RoomStatus.ACTIVE);
        assertThat(rooms.getRoomInfo("app-2", "r1").allocations()).hasSize(1);

        rooms.destroyRoom("app-2", "r1");

        assertThat(rooms.getRoomInfo("app-1", "r1").status()).isEqualTo(RoomStatus.ACTIVE);
        assertThat(rooms.getRoomInfo("app-1", "r1").currentAllocation()).isNotNull();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"resumed, true", "asked where it is, false"})
    void aSuspendedRoomIsPlacedAgainWhenItIs(String how, boolean resumed) {
        create("r1");
        bootAll();
        rooms.suspendRoom("app-1", "r1");
        rooms.suspendRoom("app-1", "r1");
        Room suspended = rooms.getRoomInfo("app-1", "r1");
        assertThat(suspended.status()).as("nobody wakes it by looking").isEqualTo(RoomStatus.SUSPENDED);
        assertThat(suspended.currentAllocation()).isNull();
        assertThat(suspended.roomConfig()).isEqualTo("{}");
        assertThat(rooms.getInactiveRoomsForProcess("app-1", suspended.allocations().getFirst().processId()))
                .extracting(Room::roomId).containsExactly("r1");

        ConnectionInfo again = resumed
                ? rooms.resumeRoom("app-1", "r1").connectionInfo()
                : rooms.getConnectionInfo("app-1", "r1");

        assertThat(again.status()).as(how).isEqualTo(ReadyStatus.ACTIVE);
        Room placed = rooms.getRoomInfo("app-1", "r1");
        assertThat(placed.allocations()).hasSize(2);
        assertThat(placed.currentAllocation()).as("both began in the same millisecond")
                .isEqualTo(placed.allocations().getLast()).isNotNull();
    }

    @Test
    void aRoomStaysOnItsDeployment() {
        create("r1");
        rooms.suspendRoom("app-1", "r1");
        String old = processes.living().getFirst().deploymentId();
        processes.living().forEach(process -> processes.noteEnded(process.processId(), true, "idle", NOW));
        String newest = deploy("app-1", "two", List.of());

        String resumed = String.valueOf(rooms.resumeRoom("app-1", "r1").processId());
        String pinned = String.valueOf(rooms.createRoom("app-1", "r2",
                new CreateRoomRequest("Dallas", null, old, null)).processId());
        String other = String.valueOf(create("r3").processId());

        assertThat(List.of(resumed, pinned, other))
                .extracting(id -> processes.find(id).orElseThrow().deploymentId()).containsExactly(old, old, newest);
    }

    @Test
    void theConfigurationOfASuspendedRoomCanBeReplaced() {
        create("r1");
        rooms.updateRoomConfig("app-1", "r1", "one");
        rooms.suspendRoom("app-1", "r1");
        rooms.updateRoomConfig("app-1", "r1", "two");
        assertThat(rooms.getRoomInfo("app-1", "r1").roomConfig()).isEqualTo("two");
    }

    /** A call that finds nothing, and why. */
    private record Row(String reason, Consumer<HostedRooms> call) {
        @Override
        public String toString() {
            return reason;
        }
    }

    static Stream<Row> whatIsNotThere() {
        return Stream
                .of("of another application:app-2:r1", "whose id can't be stored:app-1:\0",
                        "that does not exist:app-1:nothing",
                        "of no application:app-3:r1", "that was destroyed:app-1:gone")
                .map(row -> row.split(":", -1)).flatMap(row -> Stream.of(
                        new Row("destroy a room " + row[0], r -> r.destroyRoom(row[1], row[2])),
                        new Row("suspend a room " + row[0], r -> r.suspendRoom(row[1], row[2])),
                        new Row("resume a room " + row[0], r -> r.resumeRoom(row[1], row[2])),
                        new Row("update a room " + row[0], r -> r.updateRoomConfig(row[1], row[2], "x")),
                        new Row("connect to a room " + row[0], r -> r.getConnectionInfo(row[1], row[2]))));
    }

    @ParameterizedTest
    @MethodSource("whatIsNotThere")
    void whatIsNotThereOrAnothersIsRefusedAlike(Row row) {
        create("r1");
        create("gone");
        rooms.destroyRoom("app-1", "gone");

        assertThatThrownBy(() -> row.call().accept(rooms)).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.status()).isEqualTo(404);
            assertThat(refusal.reason()).matches("(room|application) \\S+ does not exist");
        });
        assertThat(rooms.getRoomInfo("app-1", "r1").status()).isEqualTo(RoomStatus.ACTIVE);
    }

    @Test
    void anothersRoomsAndProcessesAreNotDescribed() {
        String process = String.valueOf(create("r1").processId());
        Stream.<Runnable>of(() -> rooms.getRoomInfo("app-2", "r1"),
                () -> rooms.getActiveRoomsForProcess("app-2", process),
                () -> rooms.getInactiveRoomsForProcess("app-2", process),
                () -> rooms.getActiveRoomsForProcess("app-1", "nothing"),
                () -> rooms.createRoom("app-3", "r2", in("Dallas")))
                .forEach(call -> assertThatThrownBy(call::run).isInstanceOfSatisfying(Refusal.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(404)));
    }

    private static @Nullable String text(String value) {
        return value.equals("-") ? null : value.replace("NUL", "\0").replace("HALF", "\ud83d");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a region that is not offered      | Dallas | -       | -    | not offered in Dallas, but in [Tokyo]
            a deployment that does not exist  | Tokyo  | dep-x   | -    | deploymentId dep-x is not a deployment
            another application's deployment  | Tokyo  | other   | -    | is not a deployment of this application
            a deployment that can't exist     | Tokyo  | aNUL    | -    | is not a deployment of this application
            half a character                  | Tokyo  | -       | HALF | unpaired surrogate
            what can't be stored              | Tokyo  | -       | aNUL | must not contain the character U+0000
            """)
    void whatCannotBeMadeIsRefused(String reason, String region, String deployment, String config, String told) {
        String deploymentId = deployment.equals("other") ? deploy("app-1", "two", List.of()) : text(deployment);

        assertThatThrownBy(() -> rooms.createRoom("app-2", "r1",
                new CreateRoomRequest(region, text(config), deploymentId, null))).as(reason)
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.status()).isEqualTo(422);
                    assertThat(refusal.reason()).contains(told);
                });
    }

    @Test
    void withoutAPlaceAUsageLimitIsReached() {
        rooms.createRoom("app-2", "r1", in("Tokyo"));
        rooms.createRoom("app-2", "r2", in("Tokyo"));
        assertThatThrownBy(() -> rooms.createRoom("app-2", "r3", in("Tokyo"))).isInstanceOfSatisfying(Refusal.class,
                refusal -> {
                    assertThat(refusal.status()).isEqualTo(402);
                    assertThat(refusal.reason()).contains("maxProcesses");
                });
        assertThatThrownBy(() -> rooms.getRoomInfo("app-2", "r3")).as("nothing of it was kept")
                .isInstanceOf(Refusal.class);
    }
}
