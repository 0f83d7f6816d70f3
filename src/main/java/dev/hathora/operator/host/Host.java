package dev.hathora.operator.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

import dev.hathora.operator.endpoint.HealthCheck;
import dev.hathora.operator.endpoint.HttpEndpoint;
import dev.hathora.operator.host.applications.FollowedCatalog;
import dev.hathora.operator.host.applications.StoredCatalog;
import dev.hathora.operator.host.engine.Catalog;
import dev.hathora.operator.host.engine.GameEnvironment;
import dev.hathora.operator.host.engine.NewProcesses;
import dev.hathora.operator.host.engine.ProcessEngine;
import dev.hathora.operator.host.engine.Retention;
import dev.hathora.operator.host.metrics.HostMetrics;
import dev.hathora.operator.host.metrics.RequestMetrics;
import dev.hathora.operator.host.model.Placed;
import dev.hathora.operator.host.runtime.GameRuntime;
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
import dev.hathora.operator.host.service.Served;
import dev.hathora.operator.host.store.ApplicationStore;
import dev.hathora.operator.host.store.Census;
import dev.hathora.operator.host.store.Database;
import dev.hathora.operator.host.store.ElectedLeadership;
import dev.hathora.operator.host.store.Leadership;
import dev.hathora.operator.host.store.LobbyStore;
import dev.hathora.operator.host.store.ProcessSearch;
import dev.hathora.operator.host.store.ProcessStore;
import dev.hathora.operator.host.store.RetentionStore;
import dev.hathora.operator.host.store.RoomStore;
import dev.hathora.operator.host.store.RoomsOfProcess;
import dev.hathora.operator.host.store.RuntimeStore;
import dev.hathora.operator.roomv2.http.Api;
import dev.hathora.operator.roomv2.http.ApiServer;
import dev.hathora.operator.roomv2.http.RateLimit;
import dev.hathora.operator.roomv2.http.Route;
import dev.hathora.operator.roomv2.http.Routes;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A self-hosted Hathora, with its parts wired. What it runs survives it. */
public final class Host implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Host.class);

    /** The limit for an application in a region if its manifest has none, because players can have processes started. */
    private static final int MOST_PROCESSES = 100;
    /** Lobbies that the players of an application make in a second. */
    private static final double LOBBIES_PER_SECOND = 20;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final URI uri;
    private final @Nullable Integer metricsPort;
    private final List<Route> routes;

    private Host(HostOptions options, Function<Path, GameRuntime> openRuntime, boolean shared) throws IOException {
        // Game servers are told where the API is: who starts one waits until it is known.
        CompletableFuture<String> apiUrl = new CompletableFuture<>();
        InstantSource clock = InstantSource.system();
        SecureRandom random = new SecureRandom();
        try {
            HostOptions.DatabaseAddress address = options.database();
            Leadership leadership = opened(shared
                    ? Leadership.join(address.url(), address.user(), address.password())
                    : Leadership.take(address.url(), address.user(), address.password()));
            GamesPlace place = opened(GamesPlace.open(options, openRuntime));
            GameRuntime runtime = place.runtime();
            // Migrates it. The previous version, if it still runs, has to do with that.
            Database database = opened(Database.open(address.url(), address.user(), address.password(), leadership));
            if (leadership instanceof ElectedLeadership elected) {
                elected.stand();
            }
            PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            database.measure(registry);
            ProcessStore processes = new ProcessStore(database, place.ports(), random);
            new GamesOfDatabase(new RuntimeStore(database, processes), runtime).tie(place.lost(),
                    clock.instant());
            ApplicationStore stored = new ApplicationStore(database);
            StoredCatalog known = new StoredCatalog(stored);
            HostMetrics metrics = new HostMetrics(registry, new Census(database), known::applications,
                    leadership::isHeld);
            FollowedCatalog followed = leadership.isAlone()
                    ? null
                    : opened(FollowedCatalog.follow(known, System::nanoTime));
            Catalog catalog = followed == null ? known : followed;
            WantedApplications wanted = opened(WantedApplications.open(place, options.games(),
                    new WantedApplications.Records(database, stored, known), leadership::isHeld, clock));
            RoomStore rooms = new RoomStore(database, place.ports(), random);
            NewProcesses newProcesses = new NewProcesses(known, runtime.id().id(), place.gameHost(),
                    MOST_PROCESSES);
            ProcessEngine engine = opened(new ProcessEngine(processes, known, runtime, newProcesses,
                    new GameEnvironment(known, rooms, apiUrl::join), leadership::isHeld, metrics, clock));
            Consumer<Placed> placed = room -> {
                metrics.placed(room);
                if (room.fresh()) {
                    engine.changed(room.process().processId());
                }
            };
            var service = new HostedRooms(catalog, rooms, new RoomsOfProcess(database), processes, newProcesses,
                    placed, random, clock);
            if (leadership.isAlone()) {
                engine.adopt();
            }
            CompletableFuture<Integer> pingPort = new CompletableFuture<>();
            Tokens tokens = new Tokens(options.token(), new Served(catalog)::applications);
            routes = new HostApi(tokens, service,
                    new HostedLobbies(catalog, new LobbyStore(database, place.ports(), random), newProcesses,
                            placed, new PlayerLimit(LOBBIES_PER_SECOND, clock), random, clock),
                    new HostedPlayers(catalog, GooglePlayers.online(), random, clock),
                    new HostedProcesses(catalog, processes, new ProcessSearch(database), newProcesses,
                            engine::changed, clock),
                    new HostedApplications(catalog, stored),
                    new HostedRegions(catalog, place.publicHost(), pingPort::join),
                    new HostedLogs(catalog, processes, runtime::output)).routes();
            ApiServer server = opened(listening(options.address(), at -> ApiServer.start(at, new ApiServer.Content(
                    new Api(tokens, new RateLimit(0, clock), route -> true), new Routes(routes),
                    new RequestMetrics(registry, metrics::refused), true))));
            Pings pings = opened(Pings.start(new InetSocketAddress(options.address().getAddress(), server.port()),
                    options.pingPort(), clock));
            pingPort.complete(pings.port());
            uri = GamesPlace.uri(options.address().getAddress(), server.port());
            apiUrl.complete(place.apiUrl(options.address().getAddress(), server.port()).toString());
            engine.start();
            if (leadership instanceof ElectedLeadership elected && followed != null) {
                opened(new OtherHosts(elected, engine, wanted, followed).listen(address));
            }
            metricsPort = options.metricsPort() == null
                    ? null
                    : opened(listening(new InetSocketAddress(options.address().getAddress(), options.metricsPort()),
                            at -> new HttpEndpoint(at, List.of(new HealthCheck("processes", engine::problem)),
                                    List.of(new HealthCheck("database",
                                            () -> followed == null ? Optional.empty() : followed.problem(),
                                            () -> Optional.of(leadership.isHeld() ? "leads" : "does not lead"))),
                                    metrics::scrape)))
                            .port();
            opened(Retention.start(new RetentionStore(database), leadership::isHeld, clock));
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
        return new Host(options, openRuntime, false);
    }

    /**
     * Starts one of several hosts that share a database and a cluster. One of them leads. With SQLite there can be only
     * one.
     *
     * @throws IOException when the port can't be had
     */
    public static Host join(HostOptions options) throws IOException {
        return join(options, LocalRuntime::open);
    }

    /**
     * Starts one of several hosts that share a database and what runs game servers, so that each of them finds all game
     * servers. One of them leads. With SQLite there can be only one.
     *
     * @param openRuntime opens what runs game servers, with a folder of this host
     * @throws IOException when the port can't be had
     */
    public static Host join(HostOptions options, Function<Path, GameRuntime> openRuntime) throws IOException {
        return new Host(options, openRuntime, true);
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    private interface Opening<T> {
        T at(InetSocketAddress address) throws IOException;
    }

    private static <T> T listening(InetSocketAddress address, Opening<T> opening) throws IOException {
        try {
            return opening.at(address);
        } catch (IOException | UncheckedIOException e) {
            throw new IOException("can't listen on port %d of %s: %s".formatted(address.getPort(),
                    address.getAddress().getHostAddress(), e.getMessage()), e);
        }
    }

    /** Where it listens, without a slash at the end. */
    public URI uri() {
        return uri;
    }

    /** Where health and metrics are served; null: nowhere. */
    public @Nullable Integer metricsPort() {
        return metricsPort;
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
