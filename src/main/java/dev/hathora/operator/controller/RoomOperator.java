package dev.hathora.operator.controller;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.controller.kubernetes.Accounts;
import dev.hathora.operator.controller.kubernetes.ApiConnections;
import dev.hathora.operator.controller.kubernetes.HolderSearch;
import dev.hathora.operator.controller.kubernetes.KubernetesRequests;
import dev.hathora.operator.controller.kubernetes.KubernetesResourceStore;
import dev.hathora.operator.controller.kubernetes.Leadership;
import dev.hathora.operator.controller.kubernetes.Reading;
import dev.hathora.operator.controller.kubernetes.ResourceLookUp;
import dev.hathora.operator.controller.kubernetes.RoomOwners;
import dev.hathora.operator.controller.kubernetes.SetSearch;
import dev.hathora.operator.controller.kubernetes.WatchedNamespaces;
import dev.hathora.operator.controller.memory.Account;
import dev.hathora.operator.controller.memory.Applications;
import dev.hathora.operator.controller.memory.MissingRooms;
import dev.hathora.operator.controller.memory.TrackedRooms;
import dev.hathora.operator.controller.pass.PacedWrites;
import dev.hathora.operator.controller.pass.ResourceReading;
import dev.hathora.operator.controller.pass.RoomPass;
import dev.hathora.operator.controller.report.ConnectionSecrets;
import dev.hathora.operator.controller.report.KubernetesEvents;
import dev.hathora.operator.controller.report.OperatorObserver;
import dev.hathora.operator.controller.report.RoomEvents;
import dev.hathora.operator.controller.roomset.SetController;
import dev.hathora.operator.controller.roomset.WatchedSets;
import dev.hathora.operator.controller.watch.LookSchedule;
import dev.hathora.operator.controller.watch.PollingRoomWatcher;
import dev.hathora.operator.controller.watch.UnaccountedRooms;
import dev.hathora.operator.room.Endpoints;
import dev.hathora.operator.traffic.Backoff;
import dev.hathora.operator.traffic.CallLimiter;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import org.jspecify.annotations.Nullable;

/**
 * The operator as one object that can be started and stopped. It wires the components of the controller packages, and
 * registers the reconcilers with the framework.
 */
public final class RoomOperator implements AutoCloseable {
    private final Controllers controllers;
    private final SetController sets;
    private final WatchedNamespaces namespaces;
    private final WatchedSets watchedSets;
    private final Leadership leadership;
    private final PollingRoomWatcher watcher;
    private final LostRooms lost;
    private final KubernetesEvents events;
    private final TrackedRooms rooms;
    private final MissingRooms missing;
    private final UnaccountedRooms unaccounted;
    private final ScheduledThreadPoolExecutor timer = newTimer();
    private final ExecutorService oneByOne = Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());
    private final WakeUps wakeUps;
    private final Watchdog watchdog;
    private final Options options;
    private final OperatorObserver observer;
    private volatile boolean started;
    private volatile boolean stopping;

    /**
     * The options of the operator.
     *
     * @param endpoints the present and previous addresses of Hathora's API
     * @param defaultAppId the application for resources that name none; null: there is none
     * @param namespaces the namespaces to watch; empty: all
     * @param selector a label selector; null: all resources
     * @param adoptRestored whether resources that were restored from a backup continue with the rooms of the originals
     * @param pollInterval the time between two polls of a settled room
     * @param callsPerSecond the rate limit for calls to Hathora, per token
     * @param credentialsLabelRequired whether a Secret needs a label to be used for {@code credentialsSecretRef}
     */
    public record Options(Endpoints endpoints, @Nullable String defaultAppId, Set<String> namespaces,
            @Nullable String selector, boolean adoptRestored, Duration pollInterval, double callsPerSecond,
            boolean credentialsLabelRequired) {}

    /**
     * @param client the client of the cluster; not closed with this object
     * @param connections the connections of {@code client}
     * @param leadership when to work; started and closed with this object
     * @param operatorToken reads the operator's own Hathora token; empty: it has none
     * @param connect creates the clients of Hathora
     * @param clock the clock for all waits, see {@link SteadyClock}
     * @param metrics told what the framework does
     * @param observer told what is done for rooms
     */
    public RoomOperator(KubernetesClient client, ApiConnections connections, Leadership leadership,
            Supplier<Optional<String>> operatorToken, Connect connect, Options options, InstantSource clock,
            Metrics metrics, OperatorObserver observer) {
        this.leadership = leadership;
        this.options = options;
        this.observer = observer;
        RandomGenerator random = RandomGenerator.getDefault();
        rooms = new TrackedRooms(clock);
        missing = new MissingRooms(rooms::stream, clock, options.pollInterval());
        wakeUps = new WakeUps(rooms, clock);
        KubernetesRequests requests = new KubernetesRequests();
        ResourceLookUp resources = new ResourceLookUp(client, requests);
        events = new KubernetesEvents(client, requests, observer, clock);
        unaccounted = new UnaccountedRooms(rooms::accountFor, new RoomOwners(resources)::owner, oneByOne);
        watcher = new PollingRoomWatcher(options.pollInterval(), clock, random,
                new LookSchedule(timer, Thread::startVirtualThread), unaccounted, wakeUps::wake);
        Accounts accounts = new Accounts(client, requests, options.credentialsLabelRequired(), operatorToken,
                token -> account(token, connect, clock), clock);
        PassesExecutor passes = new PassesExecutor();
        sets = new SetController(client, requests, events, observer,
                new SetController.Settings(options.endpoints().current(), options.defaultAppId(), options.selector()),
                clock, random);
        watchdog = new Watchdog(rooms, wakeUps, passes, () -> {
            accounts.keepOnly(rooms.accounts());
            sets.sweep();
        }, clock, options.pollInterval(), this::leads);
        RoomPass pass = new RoomPass(accounts, new HolderSearch(client, requests, options.namespaces(), clock),
                new SetSearch(client, requests), new ConnectionSecrets(client, requests),
                new RoomEvents(events, observer),
                new ResourceReading(clock, missing, options.endpoints(), sets.known(), options.defaultAppId(),
                        options.adoptRestored()),
                clock, random);
        RoomHolders holders = new RoomHolders(rooms);
        lost = new LostRooms(resources, pass, holders, clock);
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), random);
        HathoraRoomReconciler reconciler = new HathoraRoomReconciler(pass,
                new PacedWrites(new KubernetesResourceStore(client, requests, options.endpoints().current()), rooms,
                        clock, backoff, observer),
                rooms, watcher, lost, holders, clock, wakeUps, sets, observer);

        controllers = new Controllers(client, new Controllers.Watched(options.namespaces(), options.selector()), passes,
                metrics, random);
        Function<String, Reading> roomsReading = controllers.add(reconciler,
                config -> config.withOnUpdateFilter(new RelevantChange(
                        room -> rooms.get(room).filter(tracked -> tracked.writes().areRefused()).isPresent())));
        Function<String, Reading> setsReading = controllers.add(sets.reconciler(), config -> {
            // nothing beyond what all controllers have
        });
        namespaces = new WatchedNamespaces(client, options.namespaces(),
                namespace -> started ? roomsReading.apply(namespace) : Reading.NOT_YET, connections::listAnew);
        watchedSets = new WatchedSets(namespaces, roomsReading, setsReading);
    }

    private Account account(String token, Connect connect, InstantSource clock) {
        CallLimiter limiter = new CallLimiter(options.callsPerSecond(), timer, observer::admitted);
        return new Account(connect.connect(token, limiter), limiter, new Applications(clock));
    }

    private static ScheduledThreadPoolExecutor newTimer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1,
                Thread.ofPlatform().daemon().name("looks-and-limits").factory(),
                // tasks that are submitted after the shutdown are ignored
                new ThreadPoolExecutor.DiscardPolicy());
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /** Creates clients of Hathora. */
    @FunctionalInterface
    public interface Connect {
        /**
         * Creates a client for a token.
         *
         * @param outcomes must be told how each call ended
         */
        HathoraCloud connect(String token, CallObserver outcomes);
    }

    /**
     * Fills the caches and competes for the lease. Passes run once this replica leads. Must be called once. Returns
     * when each namespace has been tried once.
     */
    public void start() {
        namespaces.start();
        controllers.start();
        started = true;
        watchedSets.warn();
        leadership.start(controllers::work);
        watchdog.start();
    }

    /**
     * Why rooms are not being taken care of, in a way that a restart may fix; empty: there is no problem. While another
     * replica leads, only watches count.
     */
    public Optional<String> problem() {
        return started ? watchdog.problem().or(namespaces::stuck) : Optional.of("not started");
    }

    /**
     * The number of rooms that have been due for a poll or pass for three intervals, although Hathora is not the cause
     * of the delay.
     */
    public long overdueRooms() {
        return watchdog.overdueRooms();
    }

    /** Why the operator is not ready; empty: it is ready, though some namespaces may not be readable. */
    public Optional<String> unready() {
        if (!started) {
            return Optional.of("not started");
        }
        return stopping ? Optional.of("stopping") : namespaces.problem();
    }

    /** Which namespaces are not served at present, or not their sets, and why; empty: all are served. */
    public Optional<String> unread() {
        return started ? watchedSets.unread() : namespaces.remark();
    }

    /**
     * Whether each watched namespace can be read, by name. If all namespaces are watched, the only name is
     * {@link WatchedNamespaces#ALL}.
     */
    public Map<String, Boolean> readableNamespaces() {
        return namespaces.readable();
    }

    /** The number of rooms that Hathora answers with 404, by application; 0 if they do not amount to an outage. */
    public Map<String, Long> missingRooms() {
        return missing.outages();
    }

    /**
     * The number of active rooms that no resource accounts for, on processes with rooms of this operator, by
     * application.
     */
    public Map<String, Long> unaccountedRooms() {
        return unaccounted.countByApplication();
    }

    /** Whether this replica leads, and is not stopping. */
    public boolean leads() {
        return started && leadership.leads() && !stopping;
    }

    /** All cached rooms; empty while another replica leads. */
    public Stream<HathoraRoom> rooms() {
        return leads() ? wakeUps.resources() : Stream.empty();
    }

    /** All cached sets of rooms; empty while another replica leads. */
    public Stream<HathoraRoomSet> sets() {
        return leads() ? sets.sets() : Stream.empty();
    }

    /** The age of the oldest observation among all polled rooms; zero if no room is polled. */
    public Duration observationAge() {
        return watcher.oldestLook();
    }

    /** The rate limiters of all tokens in use. */
    public Set<CallLimiter> limiters() {
        return rooms.accounts().stream().map(Account::limiter).collect(Collectors.toSet());
    }

    /**
     * Stops the processing of events, waits up to {@link dev.hathora.operator.room.Timing#DRAIN} for running passes,
     * and releases the lease.
     */
    @Override
    public void close() {
        stopping = true;
        timer.shutdownNow();
        watchdog.close();
        namespaces.close();
        controllers.close();
        lost.close();
        oneByOne.shutdownNow();
        events.close();
        leadership.close();
    }
}
