package dev.hathora.operator.host.runtime.kubernetes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import dev.hathora.operator.host.runtime.GameRuntime.RuntimeFailure;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** An API server that refuses each Pod, for example because a webhook of one application fails. */
@SuppressWarnings("NullAway.Init") // open sets them
class PodApiTest {
    private static final Pod POD = new PodBuilder().withNewMetadata().withName("game").withNamespace("games")
            .endMetadata().build();

    private final AtomicInteger creations = new AtomicInteger();
    private final CountDownLatch answers = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;
    private KubernetesClient client;
    private PodApi api;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            boolean creates = exchange.getRequestMethod().equals("POST");
            if (creates) {
                creations.incrementAndGet();
                try {
                    answers.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            byte[] body = "{\"kind\": \"Status\", \"apiVersion\": \"v1\"}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(creates ? 500 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        client = new KubernetesClientBuilder().withConfig(new ConfigBuilder()
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort()).build()).build();
        api = new PodApi(client, Set.of("games"));
    }

    @AfterEach
    void close() {
        answers.countDown();
        client.close();
        server.stop(0);
        threads.shutdownNow();
    }

    /** The engine tries again; the HTTP client would hold a turn meanwhile. */
    @Test
    void aCreationThatFailsIsSentOnce() {
        answers.countDown();

        assertThatThrownBy(() -> api.create(POD)).isInstanceOf(RuntimeFailure.class);

        assertThat(creations).hasValue(1);
    }

    @Test
    void fewPodsAreCreatedAtOnceAndNoDeletionWaitsForThem() {
        for (int i = 0; i < 20; i++) {
            Future<?> unused = threads.submit(() -> api.create(POD));
        }
        await().until(() -> creations.get() == 8);

        api.delete(POD, null);

        assertThat(creations).as("while the others wait").hasValue(8);
        answers.countDown();
        await().until(() -> creations.get() == 20);
    }
}
