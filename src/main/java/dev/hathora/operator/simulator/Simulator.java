package dev.hathora.operator.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.roomv2.Refusal;
import dev.hathora.operator.roomv2.http.Api;
import dev.hathora.operator.roomv2.http.ApiServer;
import dev.hathora.operator.roomv2.http.RateLimit;
import dev.hathora.operator.roomv2.http.Route;
import dev.hathora.operator.roomv2.http.Routes;
import dev.hathora.operator.roomv2.operations.Apps;
import dev.hathora.operator.roomv2.operations.RoomsV2;
import org.jspecify.annotations.Nullable;

/**
 * A Hathora on this machine: RoomV2's nine operations and getApp over HTTP, and what lies behind them for those who
 * test against it. {@code /_sim/...} offers the same over HTTP.
 *
 * <p>Rooms are placed on processes of their application and region. A process takes its time to boot, is stopped when it
 * holds no room any more, and takes its rooms with it when it exits. Ids stay used for ever.
 */
public final class Simulator implements AutoCloseable {
    /** Must be longer than any simulated delay. */
    private static final ApiServer.Limits LIMITS = new ApiServer.Limits(10_000, 64 * 1024 * 1024, 256 * 1024 * 1024,
            Duration.ofMinutes(10), Duration.ZERO);

    private final String host;
    private final ApiServer server;
    private final ExecutorService executor;
    private final Backend backend;
    private final Tokens tokens;
    private final History history;
    private final CallCounter counter = new CallCounter();
    private final Faults faults = new Faults();
    private volatile boolean withoutResumeRoom;

    private Simulator(SimulatorOptions options, InstantSource clock, Function<History, Backend> open)
            throws IOException {
        host = options.host();
        history = new History(clock);
        backend = open.apply(history);
        tokens = new Tokens(options.token());
        executor = Executors.newVirtualThreadPerTaskExecutor();
        server = ApiServer.start(new InetSocketAddress(InetAddress.getByName(host), options.port()),
                content(options, clock), LIMITS);
    }

    private ApiServer.Content content(SimulatorOptions options, InstantSource clock) {
        List<Route> routes = new ArrayList<>(new RoomsV2(backend).routes());
        routes.addAll(new Apps(backend).routes());
        routes.addAll(new AdminRoutes(this).routes());
        var api = new Api(tokens, new RateLimit(options.rateLimit(), clock), this::offers);
        var injector = new FaultInjector(this::world, faults, history, counter, options.latency(), executor);
        return new ApiServer.Content(api, new Routes(routes), (exchange, call, all) -> {
            if (AdminRoutes.isOne(call)) {
                exchange.send(call.route().handler().answer(call));
            } else {
                injector.intercept(exchange, call, all);
            }
        }, false);
    }

    /**
     * Starts a simulator. It accepts calls when this method returns.
     *
     * @throws UncheckedIOException when the port can't be had
     */
    public static Simulator start(SimulatorOptions options) {
        return start(options, InstantSource.system());
    }

    /**
     * Starts a simulator with a time of its own. It decides when a process has booted, what timestamps say, when calls
     * are too many and when destroyed rooms are forgotten; latency and delays pass in real time.
     *
     * @throws UncheckedIOException when the port can't be had
     */
    public static Simulator start(SimulatorOptions options, InstantSource clock) {
        return start(options, clock, history -> new World(options, clock, history));
    }

    /**
     * Starts a simulator with another Hathora behind its API. Tokens, latency, rate limit, faults, statistics and history
     * are the simulator's. What only its own world can do fails with {@link UnsupportedOperationException}:
     * {@link #processes}, {@link #wakeUps}, {@link #holdScheduling}, {@link #setUsedIdStatus},
     * {@link #forgetDestroyedRoomsAfter}, {@link #setAdditionalPorts}, and the faults {@link FaultKind.HiddenRoom} and
     * {@link FaultKind.LateList}.
     *
     * @param options applications, boot time and rooms per process are not used
     * @throws UncheckedIOException when the port can't be had
     */
    public static Simulator start(SimulatorOptions options, Backend.Factory backend) {
        return start(options, InstantSource.system(), history -> backend.open(history::effect));
    }

    private static Simulator start(SimulatorOptions options, InstantSource clock, Function<History, Backend> open) {
        try {
            return new Simulator(options, clock, open);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its base URL without a trailing slash, such as {@code http://127.0.0.1:41234}. */
    public URI uri() {
        return URI.create("http://" + host + ":" + server.port());
    }

    /** Whether its own world is behind the API, so that it can do everything. */
    public boolean hasOwnWorld() {
        return backend instanceof World;
    }

    private World world() {
        if (backend instanceof World own) {
            return own;
        }
        throw new UnsupportedOperationException("only the simulator's own world can do that");
    }

    /** Every room that was ever created, oldest first. */
    public List<SimulatedRoom> rooms() {
        return backend.rooms();
    }

    /** Every process that was ever started. */
    public List<SimulatedProcess> processes() {
        return world().processes();
    }

    /** The history of a room id, oldest first. Limited to 1,000 entries: the oldest reads are dropped first. */
    public List<HistoryEntry> history(String roomId) {
        return history.of(roomId);
    }

    /** How often getConnectionInfo resumed this room. */
    public int wakeUps(String roomId) {
        return world().wakeUps(roomId);
    }

    /** The number of calls by operation and answer. */
    public Stats stats() {
        return counter.snapshot();
    }

    /** The active faults, which can be added and cleared. */
    public Faults faults() {
        return faults;
    }

    /**
     * Lets a process exit, which destroys the rooms on it.
     *
     * @throws IllegalArgumentException when no such process is running
     */
    public void exitProcess(String processId) {
        orIllegalArgument(() -> backend.exitProcess(processId));
    }

    /**
     * Replaces a room's configuration, as its game server may.
     *
     * @throws IllegalArgumentException when there is no such room (any more)
     */
    public void setRoomConfig(String roomId, String roomConfig) {
        orIllegalArgument(() -> backend.setRoomConfig(roomId, roomConfig));
    }

    /**
     * Destroys a room, as its game server does when the match ends.
     *
     * @throws IllegalArgumentException when there is no such room (any more)
     */
    public void destroyAsGame(String roomId) {
        orIllegalArgument(() -> backend.destroyAsGame(roomId));
    }

    /** From now on, only this token is valid, except for applications with tokens of their own. */
    public void rotateToken(String newToken) {
        tokens.rotate(newToken);
    }

    /** From now on, this application belongs to another account and accepts only these tokens. */
    public void setTokens(String appId, String... tokens) {
        this.tokens.setOf(appId, Set.of(tokens));
    }

    /**
     * From now on this token is valid, too. It belongs to an organization without any application, so that all it is
     * answered is 404.
     */
    public void addTokenOfStrangers(String token) {
        tokens.addOfStrangers(token);
    }

    /**
     * While true, no process can be had: rooms that are made or resumed stay {@code scheduling}, without an allocation.
     * createRoom names a process all the same, as its answer must: the one that keeps a place for the room.
     */
    public void holdScheduling(boolean hold) {
        world().holdScheduling(hold);
    }

    /** While true, it behaves like the older API, which answers 404 to resumeRoom. */
    public void withoutResumeRoom(boolean absent) {
        withoutResumeRoom = absent;
    }

    /** The status that createRoom answers to an id that was used before: 400 (as at the start), 409 or 422. */
    public void setUsedIdStatus(int status) {
        world().setUsedIdStatus(status);
    }

    /**
     * How long getRoomInfo still describes a room as {@code destroyed} before it answers 404, and the list of inactive
     * rooms still has it.
     *
     * @param duration zero: not at all; null (as at the start): for ever
     */
    public void forgetDestroyedRoomsAfter(@Nullable Duration duration) {
        world().forgetDestroyedRoomsAfter(duration);
    }

    /** Processes that start from now on have these ports beside the default one; at most two, as in the API. */
    public void setAdditionalPorts(String... names) {
        if (names.length > 2) {
            throw new IllegalArgumentException("a process has at most 2 additional ports");
        }
        world().setAdditionalPorts(List.of(names));
    }

    /** Stops at once. Connections of calls in flight are cut, and pending late commits never happen. */
    @Override
    public void close() {
        server.close();
        executor.shutdownNow();
        backend.close();
    }

    private boolean offers(Route route) {
        return !withoutResumeRoom || !route.name().equals(Operation.RESUME_ROOM.hathoraName());
    }

    private static void orIllegalArgument(Runnable action) {
        try {
            action.run();
        } catch (Refusal refusal) {
            throw new IllegalArgumentException(refusal.reason(), refusal);
        }
    }
}
