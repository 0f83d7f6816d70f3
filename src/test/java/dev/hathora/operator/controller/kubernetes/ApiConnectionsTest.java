package dev.hathora.operator.controller.kubernetes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The API server stops in the middle of what it says. */
@NullUnmarked // a null where there should be none fails the test by itself
class ApiConnectionsTest {
    private static final String BODY = """
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": "b"}, "data": {"k": "v"}}""";
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + BODY.length() + "\r\n\r\n" + BODY;
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final KubernetesClient client = new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder().withMasterUrl("http://127.0.0.1:" + server.getLocalPort())
                    .withRequestRetryBackoffLimit(0).withRequestTimeout(Math.toIntExact(TIMEOUT.toMillis())).build())
            .withHttpClientFactory(new ApiConnections(Duration.ofMillis(100))).build();

    ApiConnectionsTest() throws IOException {}

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({"0, nothing of the response arrives", "20, it stops in the headers",
        "-106, the headers are there and nothing of the body", "-30, it stops in the body",
        "-1, one character is missing"})
    void aRequestWhoseResponseStopsFails(int characters, String reason) throws Exception {
        Future<?> serving = threads
                .submit(() -> answer(characters > 0 ? characters : characters < 0 ? ANSWER.length() + characters : 0));
        Future<ConfigMap> request = threads.submit(() -> client.configMaps().inNamespace("b").withName("a").get());

        assertThatThrownBy(() -> request.get(30, TimeUnit.SECONDS)).cause()
                .isInstanceOf(KubernetesClientException.class);
        assertThat(serving).isNotDone();
    }

    @Test
    void aSlowResponseIsReadToItsEnd() throws Exception {
        Future<?> serving = threads.submit(() -> {
            Socket socket = server.accept();
            sockets.add(socket);
            readHead(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            int half = ANSWER.length() - BODY.length() / 2;
            out.write(ANSWER.substring(0, half).getBytes(StandardCharsets.US_ASCII));
            out.flush();
            // longer than a check, shorter than the limit
            Thread.sleep(TIMEOUT.dividedBy(2));
            out.write(ANSWER.substring(half).getBytes(StandardCharsets.US_ASCII));
            return null;
        });

        assertThat(client.configMaps().inNamespace("b").withName("a").get().getData()).containsEntry("k", "v");
        assertThat(serving.get(30, TimeUnit.SECONDS)).isNull();
    }

    private Void answer(int characters) throws IOException {
        while (true) {
            Socket socket = server.accept();
            sockets.add(socket);
            readHead(socket.getInputStream());
            socket.getOutputStream().write(ANSWER.substring(0, characters).getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
    }
}
