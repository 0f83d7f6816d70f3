package dev.hathora.operator;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.HttpHathoraCloud;
import dev.hathora.operator.controller.ResourceSerialization;
import dev.hathora.operator.controller.RoomOperator;
import dev.hathora.operator.metrics.CallMetrics;
import dev.hathora.operator.metrics.OperatorMetrics;
import dev.hathora.operator.metrics.WorkMetrics;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.TokenRefreshInterceptor;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetricsV2;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator as a process: puts everything together, serves health and metrics, and ends in good order on a signal. */
final class OperatorProcess {
    private final Logger log = LoggerFactory.getLogger(OperatorProcess.class);
    private final Settings settings;
    private final LeaseFence fence = new LeaseFence(System::nanoTime, this::leadershipLost);

    OperatorProcess(Settings settings) {
        this.settings = settings;
    }

    /** Runs until a signal ends the process; comes back only when the start failed, with the exit code. */
    int run() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        measureProcess(registry);
        KubernetesClient client = connect();
        RoomOperator operator = operator(client, registry);
        OperatorMetrics metrics = new OperatorMetrics(registry, operator, settings.hathoraAppId());
        HttpEndpoint endpoint = new HttpEndpoint(new InetSocketAddress(settings.httpPort()),
                List.of(new HealthCheck("rooms", operator::problem)),
                List.of(new HealthCheck("caches", () -> operator.ready()
                        ? Optional.empty()
                        : Optional.of("not filled, or stopping"))),
                metrics::scrape);
        log.info("{}, health and metrics on port {}", settings, endpoint.port());
        try {
            checkAccess(client);
            operator.start();
        } catch (RuntimeException e) {
            log.error("Cannot start: {}", advice(e, client));
            log.debug("Cannot start", e);
            endpoint.close();
            return 1;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            log.info("Stopping: no more events are taken, what was begun is finished");
            operator.close();
            endpoint.close();
            client.close();
            log.info("Stopped");
            // a signal is the only way to end this: no reason to answer it with 143, as the JVM would
            Runtime.getRuntime().halt(0);
        }, "shutdown"));
        log.info("Started");
        waitForSignal();
        return 0;
    }

    private static void waitForSignal() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private KubernetesClient connect() {
        Config config = Config.autoConfigure(null);
        // the API server takes the name of the field manager from it
        config.setUserAgent("hathora-operator");
        return new KubernetesClientBuilder().withConfig(config)
                .withKubernetesSerialization(ResourceSerialization.create())
                .withHttpClientBuilderConsumer(http -> {
                    http.addOrReplaceInterceptor("lease", fence);
                    if (isWithoutToken(config)) {
                        // from its second minute on it would read the kubeconfig for every request, in search of one
                        http.addOrReplaceInterceptor(TokenRefreshInterceptor.NAME, null);
                    }
                }).build();
    }

    private static boolean isWithoutToken(Config config) {
        return config.getOauthToken() == null && config.getAutoOAuthToken() == null
                && config.getOauthTokenProvider() == null
                && config.getAuthProvider() == null && config.getUsername() == null;
    }

    /** Lists rooms before the framework does, which would tell of a missing CRD or right in hundreds of lines. */
    private void checkAccess(KubernetesClient client) {
        ListOptions one = new ListOptionsBuilder().withLimit(1L).build();
        if (settings.watchNamespaces().isEmpty()) {
            client.resources(HathoraRoom.class).inAnyNamespace().list(one);
        }
        for (String namespace : settings.watchNamespaces()) {
            client.resources(HathoraRoom.class).inNamespace(namespace).list(one);
        }
    }

    private RoomOperator operator(KubernetesClient client, PrometheusMeterRegistry registry) {
        HttpClient http = HttpHathoraCloud.newHttpClient();
        CallObserver calls = fence.around(new CallMetrics(registry));
        Optional<Supplier<String>> token = settings.token();
        var options = new RoomOperator.Options(settings.hathoraAppId(), Set.copyOf(settings.watchNamespaces()),
                settings.watchSelector(), settings.pollInterval(), settings.rateLimit(),
                settings.leaderElection() ? settings.leaderElectionNamespace() : null, this::leadershipLost);
        return new RoomOperator(client, () -> token.map(Supplier::get),
                (t, outcomes) -> new HttpHathoraCloud(settings.hathoraApiUrl(), () -> t, http, calls.and(outcomes)),
                options, InstantSource.system(), MicrometerMetricsV2.newBuilder(registry).build(),
                new WorkMetrics(registry));
    }

    /** Another replica may work on the same rooms already: nothing must be finished, nothing begun. */
    private void leadershipLost() {
        log.error("Lost the lease; ending at once, so that no two operators work on the same rooms");
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

    private static String advice(Throwable problem, KubernetesClient client) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            // without a code there was no answer, and what it hides says why
            if (cause instanceof KubernetesClientException kubernetes && kubernetes.getCode() > 0) {
                return switch (kubernetes.getCode()) {
                    case HttpURLConnection.HTTP_NOT_FOUND -> "the cluster does not know HathoraRooms: apply the CRD"
                            + " (kubectl apply -f crds/)";
                    case HttpURLConnection.HTTP_UNAUTHORIZED -> "the cluster does not know who asks: "
                            + kubernetes.getMessage();
                    case HttpURLConnection.HTTP_FORBIDDEN -> "the cluster does not allow it: give the operator's"
                            + " ServiceAccount the rights of the Helm chart wherever it looks after rooms, or correct "
                            + Setting.WATCH_NAMESPACES.variable() + ": " + kubernetes.getMessage();
                    default -> "the Kubernetes API at " + client.getMasterUrl() + " can't be used: "
                            + kubernetes.getMessage();
                };
            }
            if (cause instanceof IOException) {
                return "the Kubernetes API at " + client.getMasterUrl() + " can't be reached: check its address, the"
                        + " network, and network policies: " + cause;
            }
        }
        Throwable root = problem;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }
}
