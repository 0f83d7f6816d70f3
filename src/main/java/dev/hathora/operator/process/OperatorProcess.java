package dev.hathora.operator.process;

import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.http.HttpHathoraCloud;
import dev.hathora.operator.cloud.http.HttpRoute;
import dev.hathora.operator.controller.RoomOperator;
import dev.hathora.operator.controller.SteadyClock;
import dev.hathora.operator.controller.kubernetes.ApiConnections;
import dev.hathora.operator.controller.kubernetes.ElectionTiming;
import dev.hathora.operator.controller.kubernetes.LeaderElector;
import dev.hathora.operator.controller.kubernetes.Leadership;
import dev.hathora.operator.controller.kubernetes.LeaseFence;
import dev.hathora.operator.controller.kubernetes.LeaseName;
import dev.hathora.operator.controller.kubernetes.ReplicaIdentity;
import dev.hathora.operator.controller.kubernetes.Unelected;
import dev.hathora.operator.endpoint.HealthCheck;
import dev.hathora.operator.endpoint.HttpEndpoint;
import dev.hathora.operator.metrics.CallMetrics;
import dev.hathora.operator.metrics.OperatorMetrics;
import dev.hathora.operator.metrics.WorkMetrics;
import dev.hathora.operator.settings.InvalidSettingException;
import dev.hathora.operator.settings.Setting;
import dev.hathora.operator.settings.Settings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetricsV2;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator process: wires everything together, serves health and metrics, and shuts down gracefully on a signal.
 */
public final class OperatorProcess {
    /** The interval of heartbeats. Several of them fit into the time for which one answer is valid. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(3);

    private final Logger log = LoggerFactory.getLogger(OperatorProcess.class);
    private final Settings settings;
    private final LeaseFence fence = new LeaseFence(ElectionTiming.DEFAULT.lease(), System::nanoTime, this::cutOff);

    public OperatorProcess(Settings settings) {
        this.settings = settings;
    }

    /** Runs until a signal stops the process. Returns only if the start failed, with the exit code. */
    public int run() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        measureProcess(registry);
        Clients clients = new Clients(settings);
        ApiConnections connections = new ApiConnections();
        KubernetesClient client;
        try {
            client = clients.kubernetes(connections, http -> {
                if (settings.leaderElection()) {
                    http.addOrReplaceInterceptor("lease", fence);
                }
            });
        } catch (RuntimeException e) {
            log.error("Cannot start: the configuration for the Kubernetes API can't be used: {}",
                    ClusterAccess.rootMessage(e));
            log.debug("Cannot start", e);
            return 1;
        }
        RoomOperator operator = operator(client, connections, clients.hathora(), registry);
        OperatorMetrics metrics = new OperatorMetrics(registry, operator, settings.hathora().appId());
        HttpEndpoint endpoint = endpoint(
                List.of(new HealthCheck("rooms", operator::problem)),
                List.of(new HealthCheck("kubernetes", operator::unready, operator::unread)),
                metrics::scrape);
        ClusterAccess access = new ClusterAccess(client, settings.watchNamespaces(), lease(client));
        log.info("{}, health and metrics on port {}", settings, endpoint.port());
        try {
            access.require();
            operator.start();
        } catch (RuntimeException e) {
            log.error("Cannot start: {}", access.advice(e));
            log.debug("Cannot start", e);
            endpoint.close();
            return 1;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            log.info("Stopping: no new events are accepted, running reconciles are finished");
            operator.close();
            endpoint.close();
            client.close();
            log.info("Stopped");
            // a signal is the normal way to stop: exit with 0, not with 143 as the JVM would
            Runtime.getRuntime().halt(0);
        }, "shutdown"));
        log.info("Started");
        waitForSignal();
        return 0;
    }

    private HttpEndpoint endpoint(List<HealthCheck> health, List<HealthCheck> readiness, Supplier<String> metrics) {
        try {
            return new HttpEndpoint(new InetSocketAddress(settings.httpPort()), health, readiness, metrics);
        } catch (UncheckedIOException e) {
            throw InvalidSettingException.unusable(Setting.HTTP_PORT,
                    "is %d, but the port can't be used: %s".formatted(settings.httpPort(), e.getMessage()));
        }
    }

    private static void waitForSignal() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private RoomOperator operator(KubernetesClient client, ApiConnections connections, HttpRoute hathora,
            PrometheusMeterRegistry registry) {
        CallObserver calls = fence.around(new CallMetrics(registry));
        Optional<Supplier<String>> token = settings.hathora().tokenSource();
        var options = new RoomOperator.Options(settings.hathora().endpoints(), settings.hathora().appId(),
                Set.copyOf(settings.watchNamespaces()),
                settings.watchSelector(), settings.adoptRestored(), settings.pollInterval(),
                settings.hathora().rateLimit(),
                settings.credentialsLabelRequired());
        return new RoomOperator(client, connections, leadership(client), () -> token.map(Supplier::get),
                (t, outcomes) -> new HttpHathoraCloud(settings.hathora().apiUrl(), () -> t, hathora,
                        calls.and(outcomes)),
                options, new SteadyClock(InstantSource.system(), System::nanoTime),
                MicrometerMetricsV2.newBuilder(registry).build(),
                new WorkMetrics(registry));
    }

    private Leadership leadership(KubernetesClient client) {
        LeaseName lease = lease(client);
        return lease == null
                ? new Unelected(client, fence, HEARTBEAT)
                : new LeaderElector(client, lease, ReplicaIdentity.of(System.getenv()), ElectionTiming.DEFAULT,
                        InstantSource.system(), fence, this::leadershipLost);
    }

    /** The lease for leader election. Null if there is none. */
    private @Nullable LeaseName lease(KubernetesClient client) {
        if (!settings.leaderElection()) {
            return null;
        }
        String namespace = settings.leaderElectionNamespace() != null
                ? settings.leaderElectionNamespace()
                : client.getConfiguration().getNamespace();
        return new LeaseName(namespace == null ? "default" : namespace, settings.leaderElectionName());
    }

    /**
     * Called when the API server no longer answers. Without leader election, the operator continues when it is back.
     */
    private void cutOff() {
        if (settings.leaderElection()) {
            leadershipLost();
        }
    }

    /**
     * Exits at once, because another replica may already be leading. Running work must not be finished, and no new work
     * may start.
     */
    private void leadershipLost() {
        log.error("Lost the lease; exiting at once, so that no two operators manage the same rooms");
        Runtime.getRuntime().halt(1);
    }

    private static void measureProcess(PrometheusMeterRegistry registry) {
        new ClassLoaderMetrics().bindTo(registry);
        new JvmGcMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }
}
