package dev.hathora.operator.host.service;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Random;

import dev.hathora.operator.host.engine.Catalog;
import dev.hathora.operator.host.engine.NewProcesses;
import dev.hathora.operator.host.store.ApplicationStore;
import dev.hathora.operator.host.store.Database;
import dev.hathora.operator.host.store.PortNumbers;
import dev.hathora.operator.host.store.ProcessStore;
import dev.hathora.operator.host.store.RoomStore;
import dev.hathora.operator.host.store.RoomsOfProcess;
import dev.hathora.operator.roomv2.Access;
import dev.hathora.operator.roomv2.http.Api;
import dev.hathora.operator.roomv2.http.ApiServer;
import dev.hathora.operator.roomv2.http.RateLimit;
import dev.hathora.operator.roomv2.http.Routes;
import dev.hathora.operator.roomv2.operations.RoomsV2;

/** RoomV2 from the records of a database, for a JVM with a small heap: prints its port, and serves until it is killed. */
public final class RoomLists {
    private RoomLists() {}

    /** Serves the database with this URL, user and password. */
    @SuppressWarnings("SystemOut") // read by the test
    public static void main(String... args) throws IOException, InterruptedException {
        Database database = Database.open(args[0], args[1], args[2]);
        PortNumbers ports = new PortNumbers(20_000, 20_100);
        Catalog catalog = new RecordedCatalog(new ApplicationStore(database));
        RoomStore rooms = new RoomStore(database, ports, new Random(1));
        var service = new HostedRooms(catalog, rooms, new RoomsOfProcess(database),
                new ProcessStore(database, ports, new Random(1)),
                new NewProcesses(catalog, "runtime-1", "127.0.0.1", 100), process -> {}, new Random(1),
                InstantSource.system());
        Api api = new Api((token, appId) -> Access.Decision.ALLOWED, new RateLimit(0, InstantSource.system()),
                route -> true);
        try (ApiServer server = ApiServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new ApiServer.Content(api, new Routes(new RoomsV2(service).routes())))) {
            System.out.println("port " + server.port());
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
