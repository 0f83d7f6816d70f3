package dev.hathora.operator.host.store;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.HostedRoom;
import dev.hathora.operator.host.model.NewProcess;
import dev.hathora.operator.host.model.Placed;
import dev.hathora.operator.host.model.RuntimeId;
import dev.hathora.operator.host.model.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Two applications, one with two deployments, in an empty database. */
@SuppressWarnings("NullAway.Init") // JUnit sets the folder, and each test opens the rest
abstract class RoomStoreFixture {
    static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    @TempDir
    Path folder;

    Database database;
    RoomStore rooms;
    RoomsOfProcess lists;
    ProcessStore processes;

    /** Those of the class: each has its own server. */
    abstract Databases databases();

    void open(Database.Dialect dialect, PortNumbers numbers) {
        database = dialect == Database.Dialect.SQLITE ? databases().sqlite(folder) : databases().postgresql();
        Random random = new Random(1);
        rooms = new RoomStore(database, numbers, random);
        lists = new RoomsOfProcess(database);
        processes = new ProcessStore(database, numbers, random);
        new RuntimeStore(database, processes).register(new RuntimeId("runtime-1", "here"));
        database.write(h -> h.createUpdate("insert into applications (app_id, name, secret, created_at)"
                + " values ('app-1', 'one', 'secret-1', 0), ('app-2', 'two', 'secret-2', 0)").execute());
        database.write(
                h -> h.createUpdate("insert into deployments (deployment_id, app_id, number, content, created_at)"
                        + " values ('dep-1', 'app-1', 1, '{}', 0), ('dep-2', 'app-1', 2, '{}', 0)").execute());
    }

    void open(Database.Dialect dialect) {
        open(dialect, new PortNumbers(20_000, 29_999));
    }

    @AfterEach
    void close() {
        database.close();
    }

    static HostedRoom wanted(String roomId) {
        return new HostedRoom(roomId, "app-1", "dep-1", "Seattle", "{}", RoomStatus.SCHEDULING, null, NOW, null);
    }

    static NewProcess newProcess(int capacity, int maxProcesses) {
        return new NewProcess(UUID.randomUUID().toString(), "runtime-1", capacity, "127.0.0.1",
                List.of(new Deployment.Port("default", 7777, Transport.TCP),
                        new Deployment.Port("query", 7778, Transport.UDP)),
                maxProcesses);
    }

    Placed create(String roomId, int capacity) {
        return rooms.create(wanted(roomId), newProcess(capacity, 0), NOW).orElseThrow();
    }

    final List<Room> active(String processId) {
        List<Room> all = new ArrayList<>();
        for (RoomsOfProcess.After after = RoomsOfProcess.After.START; after != null;) {
            RoomsOfProcess.Page page = lists.active("app-1", processId, after);
            all.addAll(page.rooms());
            after = page.end();
        }
        return all;
    }
}
