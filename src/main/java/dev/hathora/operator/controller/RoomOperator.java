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
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.hathora.operator.api.HathoraRoom;
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
import dev.hathora.operator.controller.kubernetes.WatchedNamespaces;
import dev.hathora.operator.controller.memory.Account;
import dev.hathora.operator.controller.memory.Applications;
import dev.hathora.operator.controller.memory.MissingRooms;
import dev.hathora.operator.controller.memory.TrackedRooms;
import dev.hathora.operator.controller.pass.PacedWrites;
import dev.hathora.operator.controller.pass.RoomPass;
import dev.hathora.operator.controller.report.ConnectionSecrets;
import dev.hathora.operator.controller.report.KubernetesEvents;
import dev.hathora.operator.controller.report.OperatorObserver;
import dev.hathora.operator.controller.watch.LookSchedule;
import dev.hathora.operator.controller.watch.PollingRoomWatcher;
import dev.hathora.operator.controller.watch.UnaccountedRooms;
import dev.hathora.operator.room.Endpoints;
import dev.hathora.operator.traffic.Backoff;
import dev.hathora.operator.traffic.CallLimiter;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import org.jspecify.annotations.Nullable;

/** The operator as one thing that can be started and stopped: wires the shell together and hands it to the framework. */
public final class RoomOperator implements AutoCloseable {
    /** How many resources are listed at once. Each may have 1.5 MB, which an API server has in memory for all of a page. */
    private static final long PAGE = 100;

    private final Controllers controllers;
    private final WatchedNamespaces namespaces;
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
     * What can be chosen.
     *
     * @param endpoints where Hathora's API is, and was
     * @param defaultAppId the application for resources that name none
     * @param namespaces the namespaces to watch; empty: all
     * @param selector a label selector; null: all resources
     * @param adoptRestored whether resources that were restored from a backup go on with the rooms of the originals
     * @param pollInterval the time between two looks at a settled room
     * @param callsPerSecond how many calls may be made to Hathora with one token
     * @param credentialsLabelRequired whether a Secret needs a label to be used for {@code credentialsSecretRef}
     */
    public record Options(Endpoints endpoints, @Nullable String defaultAppId, Set<String> namespaces,
            @Nullable String selector, boolean adoptRestored, Duration pollInterval, double callsPerSecond,
            boolean credentialsLabelRequired) {}

    /**
     * @param connections those of the client
     * @param leadership when to work; started and closed with this
     * @param operatorToken the operator's own Hathora token, as it is at the moment
     * @param connect makes clients of Hathora
     * @param metrics told of what the framework does
     * @param observer told of what is done for rooms
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
        watchdog = new Watchdog(rooms, wakeUps, passes, () -> accounts.keepOnly(rooms.accounts()), clock,
                options.pollInterval(), this::leads);
        RoomPass pass = new RoomPass(accounts, new HolderSearch(client, requests, options.namespaces(), clock),
                new ConnectionSecrets(client, requests), events, observer, clock, random, missing,
                options.endpoints(),
                options.defaultAppId(), options.adoptRestored());
        RoomHolders holders = new RoomHolders(rooms);
        lost = new LostRooms(resources, pass, holders, clock);
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), random);
        HathoraRoomReconciler reconciler = new HathoraRoomReconciler(pass,
                new PacedWrites(new KubernetesResourceStore(client, requests, options.endpoints().current()), rooms,
                        clock, backoff, observer),
                rooms, watcher, lost, holders, clock, wakeUps);

        controllers = new Controllers(client, passes, metrics, random);
        controllers.add(reconciler, config -> {
            config.withOnUpdateFilter(new RelevantChange(
                    room -> rooms.get(room).filter(tracked -> tracked.writes().areRefused()).isPresent()));
            config.withInformerListLimit(PAGE);
            if (!options.namespaces().isEmpty()) {
                config.settingNamespaces(options.namespaces());
            }
            if (options.selector() != null) {
                config.withLabelSelector(options.selector());
            }
        });
        namespaces = new WatchedNamespaces(client, options.namespaces(),
                namespace -> started ? controllers.reading(namespace) : Reading.NOT_YET, connections::listAnew);
    }

    private Account account(String token, Connect connect, InstantSource clock) {
        CallLimiter limiter = new CallLimiter(options.callsPerSecond(), timer, observer::admitted);
        return new Account(connect.connect(token, limiter), limiter, new Applications(clock));
    }

    private static ScheduledThreadPoolExecutor newTimer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1,
                Thread.ofPlatform().daemon().name("looks-and-limits").factory(),
                // after the end nothing is begun
                new ThreadPoolExecutor.DiscardPolicy());
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /** Makes clients of Hathora. */
    @FunctionalInterface
    public interface Connect {
        /**
         * A client for a token.
         *
         * @param outcomes has to be told how each call ended
         */
        HathoraCloud connect(String token, CallObserver outcomes);
    }

    /** Starts watching and, unless another replica leads, working. */
    public void start() {
        namespaces.start();
        controllers.start();
        started = true;
        leadership.start(controllers::work);
        watchdog.start();
    }

    /** What is wrong with the operator's ability to look after rooms; empty: nothing, or another replica leads. */
    public Optional<String> problem() {
        return started ? watchdog.problem() : Optional.of("not started");
    }

    /** How many rooms should have been looked at for three intervals, and were not, although Hathora does not stand in the way. */
    public long overdueRooms() {
        return watchdog.overdueRooms();
    }

    /** Why nothing can be expected of the operator; empty: what can be read is read, and changes are heard of. */
    public Optional<String> unready() {
        if (!started) {
            return Optional.of("not started");
        }
        return stopping ? Optional.of("stopping") : namespaces.problem();
    }

    /** Which namespaces are not served at the moment, and why; empty: all are. */
    public Optional<String> unread() {
        return namespaces.remark();
    }

    /** Whether they can be read, by namespace; where all are watched, under {@link WatchedNamespaces#ALL}. */
    public Map<String, Boolean> readableNamespaces() {
        return namespaces.readable();
    }

    /** How many rooms are answered 404, by application: none where those are not most of an application's. */
    public Map<String, Long> missingRooms() {
        return missing.outages();
    }

    /** How many active rooms on our processes no resource accounts for, by application. */
    public Map<String, Long> unaccountedRooms() {
        return unaccounted.countByApplication();
    }

    /** Whether this is the one that works, of several replicas. */
    public boolean leads() {
        return started && leadership.leads() && !stopping;
    }

    /** The resources that are looked after, as they were last heard of; none while another replica leads. */
    public Stream<HathoraRoom> rooms() {
        return leads() ? wakeUps.resources() : Stream.empty();
    }

    /** How long ago Hathora last told about the room that it was asked about least recently. */
    public Duration observationAge() {
        return watcher.oldestLook();
    }

    /** What holds back calls with the tokens that are in use. */
    public Set<CallLimiter> limiters() {
        return rooms.accounts().stream().map(Account::limiter).collect(Collectors.toSet());
    }

    /** Takes no more events, finishes what was begun, and stops. */
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
