package dev.hathora.operator.controller;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.cloud.CallLimiter;
import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.room.Endpoints;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.Cloner;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.processing.retry.RetryExecution;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator as one thing that can be started and stopped: wires the shell together and hands it to the framework. */
public final class RoomOperator implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RoomOperator.class);

    /** The lease that the replicas of an operator compete for, where it has no name of its own. */
    public static final String LEASE = "hathora-operator";

    /** How long a lease that is not renewed keeps other replicas out. */
    public static final Duration LEASE_DURATION = Duration.ofSeconds(15);

    /** A leader that could not renew its lease for this long ends itself. */
    private static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);

    /** Up to 2.2 times this, so less than 1.5 s, passes before another replica notices that a lease was released. */
    private static final Duration RETRY_PERIOD = Duration.ofMillis(600);

    /** A createRoom in flight takes at most 10 s; nothing that was begun is to be cut off. */
    private static final Duration DRAIN = Duration.ofSeconds(15);

    private final Operator operator;
    private final PollingRoomWatcher watcher;
    private final LostRooms lost;
    private final KubernetesEvents events;
    private final TrackedRooms rooms;
    private final UnaccountedRooms unaccounted;
    private final ScheduledThreadPoolExecutor timer = newTimer();
    private final ExecutorService oneByOne = Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());
    private final WakeUps wakeUps;
    private final Watchdog watchdog;
    private final Options options;
    private final KubernetesClient client;
    private final String identity = UUID.randomUUID().toString();
    private final OperatorObserver observer;
    private volatile boolean started;
    private volatile boolean elected;
    private volatile boolean stopping;

    /**
     * What can be chosen.
     *
     * @param endpoints where Hathora's API is, and was
     * @param defaultAppId the application for resources that name none
     * @param namespaces the namespaces to watch; empty: all
     * @param selector a label selector; null: all resources
     * @param pollInterval the time between two looks at a settled room
     * @param callsPerSecond how many calls may be made to Hathora with one token
     * @param credentialsLabelRequired whether a Secret needs a label to be used for {@code credentialsSecretRef}
     * @param lease what replicas compete for; null: no leader election
     * @param onLeadershipLost called when another replica may have taken over: the process has to end
     */
    public record Options(Endpoints endpoints, @Nullable String defaultAppId, Set<String> namespaces,
            @Nullable String selector, Duration pollInterval, double callsPerSecond, boolean credentialsLabelRequired,
            @Nullable LeaseName lease, Runnable onLeadershipLost) {}

    /** Which lease it is. */
    public record LeaseName(String namespace, String name) {}

    /**
     * @param operatorToken the operator's own Hathora token, as it is at the moment
     * @param connect makes clients of Hathora
     * @param metrics told of what the framework does
     * @param observer told of what is done for rooms
     */
    public RoomOperator(KubernetesClient client, Supplier<Optional<String>> operatorToken, Connect connect,
            Options options, InstantSource clock, Metrics metrics, OperatorObserver observer) {
        this.options = options;
        this.observer = observer;
        elected = options.lease() == null;
        this.client = client;
        RandomGenerator random = RandomGenerator.getDefault();
        rooms = new TrackedRooms(clock);
        wakeUps = new WakeUps(rooms, clock);
        KubernetesRequests requests = new KubernetesRequests();
        events = new KubernetesEvents(client, requests, observer, clock);
        unaccounted = new UnaccountedRooms(rooms::accountFor, new RoomOwners(client, requests)::owner, oneByOne);
        watcher = new PollingRoomWatcher(options.pollInterval(), clock, random,
                new LookSchedule(timer, Thread::startVirtualThread), unaccounted, wakeUps::wake);
        Accounts accounts = new Accounts(client, requests, options.credentialsLabelRequired(), operatorToken,
                token -> account(token, connect), clock);
        PassesExecutor passes = new PassesExecutor();
        watchdog = new Watchdog(rooms, wakeUps, passes, () -> accounts.keepOnly(rooms.accounts()), clock,
                options.pollInterval(), this::leads);
        RoomPass pass = new RoomPass(accounts, new ConnectionSecrets(client, requests), events, observer, clock, random,
                options.defaultAppId());
        RoomHolders holders = new RoomHolders(rooms);
        lost = new LostRooms(client, requests, pass, holders, clock);
        HathoraRoomReconciler reconciler = new HathoraRoomReconciler(pass,
                new KubernetesResourceStore(client, requests, options.endpoints().current()), rooms, watcher, lost,
                holders, clock, wakeUps);

        operator = new Operator(config -> {
            config.withKubernetesClient(client).withCloseClientOnStop(false).withExecutorService(passes)
                    .withUseSSAToPatchPrimaryResource(false).withReconciliationTerminationTimeout(DRAIN)
                    .withMetrics(metrics).withResourceCloner(new SharedResources());
            if (options.lease() != null) {
                config.withLeaderElectionConfiguration(leaderElection(options.lease()));
            }
        });
        Backoff retry = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), random);
        operator.register(reconciler, config -> {
            config.withRetry(() -> new EndlessRetry(retry)).withOnUpdateFilter(new RelevantChange());
            if (!options.namespaces().isEmpty()) {
                config.settingNamespaces(options.namespaces());
            }
            if (options.selector() != null) {
                config.withLabelSelector(options.selector());
            }
        });
    }

    private Account account(String token, Connect connect) {
        CallLimiter limiter = new CallLimiter(options.callsPerSecond(), timer, observer::admitted);
        return new Account(connect.connect(token, limiter), limiter);
    }

    private static ScheduledThreadPoolExecutor newTimer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1,
                Thread.ofPlatform().daemon().name("looks-and-limits").factory(),
                // after the end nothing is begun
                new ThreadPoolExecutor.DiscardPolicy());
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    private LeaderElectionConfiguration leaderElection(LeaseName lease) {
        return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(lease.name())
                .withLeaseNamespace(lease.namespace()).withIdentity(identity).withLeaseDuration(LEASE_DURATION)
                .withRenewDeadline(RENEW_DEADLINE)
                .withRetryPeriod(RETRY_PERIOD)
                .withLeaderCallbacks(new LeaderCallbacks(() -> elected = true, this::stoppedLeading, leader -> {}))
                // the framework's way to stop is to exit from within: during an orderly shutdown that would dead-lock.
                // Not to do so is called a test's business there, and has no other name
                .buildForTest(false);
    }

    private void stoppedLeading() {
        elected = false;
        if (!stopping) {
            options.onLeadershipLost().run();
        }
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
        operator.start();
        started = true;
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

    /** Whether caches are filled and events are taken. */
    public boolean ready() {
        return started && !stopping
                && operator.getRuntimeInfo().allEventSourcesAreHealthy();
    }

    /** How many active rooms on our processes no resource accounts for, by application. */
    public Map<String, Long> unaccountedRooms() {
        return unaccounted.countByApplication();
    }

    /** Whether this is the one that works, of several replicas. */
    public boolean leads() {
        return started && elected && !stopping;
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
        operator.stop();
        lost.close();
        oneByOne.shutdownNow();
        events.close();
        if (options.lease() != null) {
            releaseLease(options.lease());
        }
    }

    /** Lets the next replica begin at once instead of when the lease has run out. */
    private void releaseLease(LeaseName name) {
        try {
            client.leases().inNamespace(name.namespace()).withName(name.name()).edit(lease -> {
                if (identity.equals(lease.getSpec().getHolderIdentity())) {
                    lease.getSpec().setHolderIdentity("");
                    lease.getSpec().setLeaseDurationSeconds(1);
                }
                return lease;
            });
        } catch (KubernetesClientException e) {
            log.warn("The lease could not be released, it runs out by itself: {}", e.getMessage());
        }
    }

    /** Passes never change a resource that they were given, so it need not be copied for each of them. */
    private static final class SharedResources implements Cloner {
        @Override
        public <R extends HasMetadata> R clone(R resource) {
            return resource;
        }
    }

    /** The framework's own retries end after some attempts; a resource must never be given up. */
    private static final class EndlessRetry implements RetryExecution {
        private final Backoff backoff;
        private int attempts;

        EndlessRetry(Backoff backoff) {
            this.backoff = backoff;
        }

        @Override
        public Optional<Long> nextDelay() {
            attempts++;
            return Optional.of(backoff.after(attempts).toMillis());
        }

        @Override
        public int getAttemptCount() {
            return attempts;
        }

        @Override
        public boolean isLastAttempt() {
            return false;
        }
    }
}
