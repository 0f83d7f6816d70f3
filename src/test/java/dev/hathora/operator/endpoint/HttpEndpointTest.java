package dev.hathora.operator.endpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HttpEndpointTest {
    private final AtomicReference<@Nullable String> rooms = new AtomicReference<>();
    private final AtomicReference<@Nullable String> leader = new AtomicReference<>();
    private final AtomicReference<@Nullable String> cache = new AtomicReference<>();
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HttpEndpoint endpoint = new HttpEndpoint(loopback(0),
            List.of(check("rooms", rooms), check("leader", leader)), List.of(check("cache", cache)), metrics::scrape);
    private final HttpClient client = HttpClient.newHttpClient();

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static HealthCheck check(String name, AtomicReference<@Nullable String> problem) {
        return new HealthCheck(name, () -> Optional.ofNullable(problem.get()));
    }

    @AfterEach
    void close() {
        client.close();
        endpoint.close();
    }

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoint.port() + path))
                .method(method, BodyPublishers.ofString(method.equals("GET") ? "" : "{}")).build(),
                BodyHandlers.ofString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/healthz", "/readyz", "/healthz?verbose=1"})
    void wellIs200(String path) throws Exception {
        HttpResponse<String> response = send("GET", path);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("ok\n");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
    }

    @Test
    void unwellIs503WithALineForEachProblem() throws Exception {
        rooms.set("games/duel was not looked after for 5 min");
        leader.set("the lease was lost");

        HttpResponse<String> health = send("GET", "/healthz");
        assertThat(health.statusCode()).isEqualTo(503);
        assertThat(health.body())
                .isEqualTo("rooms: games/duel was not looked after for 5 min\nleader: the lease was lost\n");
        assertThat(send("GET", "/readyz").statusCode()).as("checked on its own").isEqualTo(200);

        rooms.set(null);
        leader.set(null);
        assertThat(send("GET", "/healthz").statusCode()).as("well again").isEqualTo(200);

        cache.set("not filled yet");
        assertThat(send("GET", "/readyz").body()).isEqualTo("cache: not filled yet\n");
    }

    @Test
    void checkThatFailsItselfIsAProblem() throws Exception {
        HealthCheck broken = new HealthCheck("broken", () -> {
            throw new IllegalStateException("no idea");
        });
        try (HttpEndpoint other = new HttpEndpoint(loopback(0), List.of(broken), List.of(), metrics::scrape)) {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + other.port() + "/healthz")).build(),
                    BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.body())
                    .isEqualTo("broken: the check itself failed: java.lang.IllegalStateException: no idea\n");
        }
    }

    @Test
    void metricsAreForPrometheus() throws Exception {
        metrics.counter("hathora.calls", "operation", "createRoom").increment(3);

        HttpResponse<String> response = send("GET", "/metrics");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(response.body().lines()).contains("hathora_calls_total{operation=\"createRoom\"} 3.0");
    }

    @ParameterizedTest
    @CsvSource({"GET, /, 404", "GET, /healthz/, 404", "GET, /healthzz, 404", "GET, /metrics/x, 404", "POST, /, 404",
        "POST, /healthz, 405", "PUT, /metrics, 405", "DELETE, /readyz, 405", "OPTIONS, /readyz, 405"})
    void anythingElseIsRefused(String method, String path, int status) throws Exception {
        HttpResponse<String> response = send(method, path);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Allow")).isEqualTo(status == 405
                ? Optional.of("GET, HEAD")
                : Optional.empty());
        assertThat(send("GET", "/healthz").statusCode()).as("nothing is broken").isEqualTo(200);
    }

    @Test
    void headIsGetWithoutBody() throws Exception {
        leader.set("the lease was lost");
        for (String path : List.of("/healthz", "/readyz", "/metrics", "/else")) {
            HttpResponse<String> get = send("GET", path);

            HttpResponse<String> head = send("HEAD", path);

            assertThat(head.statusCode()).isEqualTo(get.statusCode());
            assertThat(head.body()).isEmpty();
            assertThat(head.headers().map().keySet()).isEqualTo(get.headers().map().keySet());
            assertThat(head.headers().firstValue("Content-Length"))
                    .hasValue(Integer.toString(get.body().getBytes(UTF_8).length));
        }
    }

    @Test
    void portInUseIsTold() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(
                    () -> new HttpEndpoint(loopback(taken.getLocalPort()), List.of(), List.of(), metrics::scrape))
                    .isInstanceOf(UncheckedIOException.class).hasMessage("Address already in use");
        }
    }
}
