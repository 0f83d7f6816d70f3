package dev.hathora.operator.host;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import dev.hathora.operator.host.applications.Applications;
import dev.hathora.operator.host.engine.GameEnvironment;
import dev.hathora.operator.host.engine.NewProcesses;
import dev.hathora.operator.host.engine.ProcessEngine;
import dev.hathora.operator.host.engine.Retention;
import dev.hathora.operator.host.runtime.GameRuntime;
import dev.hathora.operator.host.runtime.GameRuntime.RuntimeFailure;
import dev.hathora.operator.host.runtime.local.LocalRuntime;
import dev.hathora.operator.host.service.GooglePlayers;
import dev.hathora.operator.host.service.HostedApplications;
import dev.hathora.operator.host.service.HostedLobbies;
import dev.hathora.operator.host.service.HostedLogs;
import dev.hathora.operator.host.service.HostedPlayers;
import dev.hathora.operator.host.service.HostedProcesses;
import dev.hathora.operator.host.service.HostedRegions;
import dev.hathora.operator.host.service.HostedRooms;
import dev.hathora.operator.host.service.PlayerLimit;
import dev.hathora.operator.host.store.ApplicationStore;
import dev.hathora.operator.host.store.Database;
import dev.hathora.operator.host.store.Leadership;
import dev.hathora.operator.host.store.LobbyStore;
import dev.hathora.operator.host.store.ProcessSearch;
import dev.hathora.operator.host.store.ProcessStore;
import dev.hathora.operator.host.store.RetentionStore;
import dev.hathora.operator.host.store.RoomStore;
import dev.hathora.operator.host.store.RuntimeStore;
import dev.hathora.operator.roomv2.http.Api;
import dev.hathora.operator.roomv2.http.ApiServer;
import dev.hathora.operator.roomv2.http.RateLimit;
import dev.hathora.operator.roomv2.http.Route;
import dev.hathora.operator.roomv2.http.Routes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A self-hosted Hathora, with its parts wired. What it runs survives it. */
public final class Host implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Host.class);

    /** Of an application in a region, on one machine, where its manifest says nothing: players can have them started. */
    private static final int MOST_PROCESSES = 100;
    /** Lobbies that the players of an application make in a second. */
    private static final double LOBBIES_PER_SECOND = 20;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final URI uri;
    private final List<Route> routes;

    private Host(HostOptions options, Function<Path, GameRuntime> openRuntime) throws IOException {
        // Game servers are told where the API is: who starts one waits until it is known.
        CompletableFuture<String> apiUrl = new CompletableFuture<>();
        InstantSource clock = InstantSource.system();
        SecureRandom random = new SecureRandom();
        try {
            HostOptions.DatabaseAddress address = options.database();
            Leadership leadership = opened(Leadership.take(address.url(), address.user(), address.password()));
            GamesPlace place = opened(GamesPlace.open(options, openRuntime));
            GameRuntime runtime = place.runtime();
            // Migrates it, which no other version of a host that runs must see.
            Database database = opened(
                    Database.open(address.url(), address.user(), address.password(), leadership::term));
            ProcessStore processes = new ProcessStore(database, place.ports(), random);
            new GamesOfDatabase(new RuntimeStore(database, processes), runtime).tie(place.lost(),
                    clock.instant());
            ApplicationStore stored = new ApplicationStore(database);
            Applications applications = opened(applications(options.games(), stored, clock));
            RoomStore rooms = new RoomStore(database, place.ports(), random);
            NewProcesses newProcesses = new NewProcesses(applications, runtime.id().id(), place.gameHost(),
                    MOST_PROCESSES);
            ProcessEngine engine = opened(new ProcessEngine(processes, applications, runtime, newProcesses,
                    new GameEnvironment(applications, rooms, apiUrl::join), leadership::isHeld, clock));
            var service = new HostedRooms(applications, rooms, processes, newProcesses, engine::changed, random, clock);
            engine.adopt();
            CompletableFuture<Integer> pingPort = new CompletableFuture<>();
            Tokens tokens = new Tokens(options.token(), applications::applications);
            routes = new HostApi(tokens, service,
                    new HostedLobbies(applications, new LobbyStore(database, place.ports(), random), newProcesses,
                            engine::changed, new PlayerLimit(LOBBIES_PER_SECOND, clock), random, clock),
                    new HostedPlayers(applications, GooglePlayers.online(), random, clock),
                    new HostedProcesses(applications, processes, new ProcessSearch(database), newProcesses,
                            engine::changed, clock),
                    new HostedApplications(applications, stored),
                    new HostedRegions(applications, place.publicHost(), pingPort::join),
                    new HostedLogs(applications, processes, runtime::output)).routes();
            ApiServer server = opened(ApiServer.start(options.address(), new ApiServer.Content(
                    new Api(tokens, new RateLimit(0, clock), route -> true), new Routes(routes))));
            Pings pings = opened(Pings.start(new InetSocketAddress(options.address().getAddress(), server.port()),
                    options.pingPort(), clock));
            pingPort.complete(pings.port());
            uri = GamesPlace.uri(options.address().getAddress(), server.port());
            apiUrl.complete(place.apiUrl(options.address().getAddress(), server.port()).toString());
            engine.start();
            opened(Retention.start(new RetentionStore(database), clock));
        } catch (IOException | RuntimeException e) {
            apiUrl.completeExceptionally(e);
            close();
            throw e;
        }
    }

    /**
     * Starts a host, which can be used at once.
     *
     * @throws IOException when the port can't be had
     */
    public static Host start(HostOptions options) throws IOException {
        return start(options, LocalRuntime::open);
    }

    /**
     * Starts a host whose game servers are run by something else than this machine.
     *
     * @param openRuntime opens that, with the folder for what is kept of game servers
     * @throws IOException when the port can't be had
     */
    public static Host start(HostOptions options, Function<Path, GameRuntime> openRuntime) throws IOException {
        return new Host(options, openRuntime);
    }

    private static Applications applications(HostOptions.Games games, ApplicationStore stored, InstantSource clock) {
        return switch (games) {
            case HostOptions.Local local -> Applications.open(local.applications(), stored, clock);
            case HostOptions.Kubernetes kubernetes ->
                throw new RuntimeFailure("HathoraApplications of a cluster can't be read yet");
        };
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    /** Where it listens, without a slash at the end. */
    public URI uri() {
        return uri;
    }

    /** What it offers, and what it does not. */
    List<Route> routes() {
        return routes;
    }

    /** Answers what is in flight, and ends. Game servers run on. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                log.warn("A part of the host can't be closed in order", e);
            }
        }
    }
}
