package dev.hathora.operator.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.APIService;
import io.fabric8.kubernetes.api.model.APIServiceBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;

/**
 * An adapter such as prometheus-adapter: it serves external metrics to Kubernetes. All of them have the same value. There
 * is only one per cluster. The API server must run on this machine.
 */
public final class ExternalMetrics implements AutoCloseable {
    private static final String GROUP = "external.metrics.k8s.io";
    private static final String PATH = "/apis/" + GROUP + "/v1beta1";
    private static final String NAME = "v1beta1." + GROUP;

    private final KubernetesClient client;
    private final HttpServer server;
    private final CompanyTls tls;
    private final AtomicInteger questions = new AtomicInteger();
    private volatile int value;

    /**
     * Registers it.
     *
     * @param cluster where
     * @param directory for its keys
     * @param value the metrics' value
     */
    public ExternalMetrics(TestCluster cluster, Path directory, int value) throws Exception {
        this.client = cluster.client();
        this.value = value;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        tls = new CompanyTls(directory, "localhost");
        int port = tls.inFrontOf(server.getAddress().getPort());
        // the aggregator connects to the name of such a Service itself
        var unused = client.resource(new ServiceBuilder().withNewMetadata().withName("external-metrics")
                .withNamespace(cluster.namespace()).endMetadata().withNewSpec().withType("ExternalName")
                .withExternalName("localhost").endSpec().build()).create();
        var unused2 = client.resource(new APIServiceBuilder().withNewMetadata().withName(NAME).endMetadata()
                .withNewSpec().withGroup(GROUP).withVersion("v1beta1").withGroupPriorityMinimum(100)
                .withVersionPriority(100).withInsecureSkipTLSVerify(true).withNewService()
                .withName("external-metrics").withNamespace(cluster.namespace()).withPort(port).endService().endSpec()
                .build()).createOr(NonDeletingOperation::update);
    }

    /** Whether the API server reaches it. */
    public boolean isAvailable() {
        var service = client.resources(APIService.class)
                .withName(NAME).get();
        return service != null && service.getStatus() != null && service.getStatus().getConditions().stream()
                .anyMatch(c -> c.getType().equals("Available") && c.getStatus().equals("True"));
    }

    /** Changes the metrics. */
    public void report(int now) {
        value = now;
    }

    /** How often a metric was asked for. */
    public int questions() {
        return questions.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = path.equals(PATH)
                ? """
                        {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "%s/v1beta1", "resources": [
                        {"name": "wanted_matches", "singularName": "", "namespaced": true,
                        "kind": "ExternalMetricValueList", "verbs": ["get"]}]}""".formatted(GROUP)
                : path.startsWith(PATH + "/namespaces/") ? metric(path) : "";
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(bytes.length == 0 ? 404 : 200, bytes.length == 0 ? -1 : bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private String metric(String path) {
        questions.incrementAndGet();
        return """
                {"kind": "ExternalMetricValueList", "apiVersion": "%s/v1beta1", "metadata": {}, "items": [
                {"metricName": "%s", "metricLabels": {}, "timestamp": "%s", "value": "%d"}]}""".formatted(GROUP,
                path.substring(path.lastIndexOf('/') + 1), Instant.now().truncatedTo(ChronoUnit.SECONDS), value);
    }

    @Override
    public void close() throws IOException {
        client.resources(APIService.class).withName(NAME).delete();
        server.stop(0);
        tls.close();
    }
}
