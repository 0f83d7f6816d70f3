package dev.hathora.operator.controller.kubernetes;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The API server stops in the middle of what it says, or never begins. */
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

    @ParameterizedTest(name = "{1}")
    @CsvSource({"'', the opening of the watch is not answered",
        "HTTP/1.1 403 Forbidden|Content-Length: 999||half a, it is refused with a body that stops",
        "HTTP/1.1 503 Service Unavailable|Content-Length: 0||, the API server is only starting",
        "HTTP/1.1 101 Switching, it stops in the headers"})
    void aWatchThatDoesNotOpenBeginsAgainWithAList(String opening, String reason) throws Exception {
        BlockingQueue<String> requests = new LinkedBlockingQueue<>();
        Future<?> serving = threads.submit(() -> {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                Future<?> connection = threads.submit(() -> lists(socket, opening.replace("|", "\r\n"), requests));
                assertThat(connection).isNotNull();
            }
        });

        try (SharedIndexInformer<ConfigMap> informer = client.configMaps().inNamespace("b").runnableInformer(0)) {
            assertThat(informer.exceptionHandler((started, failure) -> true).start()).isNotNull();

            await("lists again").atMost(Duration.ofSeconds(30)).until(() -> requests.stream()
                    .filter(request -> !request.contains("watch=true")).count() >= 2);
        }
        assertThat(requests).as("no watch without pings").allMatch(request -> !request.contains("watch=true")
                || request.toLowerCase(Locale.ROOT).contains("upgrade: websocket"));
        assertThat(serving).isNotDone();
    }

    private static Void lists(Socket socket, String opening, Queue<String> requests) throws IOException {
        String list = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMapList\",\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[]}";
        while (true) {
            String head = readHead(socket.getInputStream());
            requests.add(head);
            String answer = head.contains("watch=true")
                    ? opening
                    : "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + list.length()
                            + "\r\n\r\n"
                            + list;
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private Void answer(int characters) throws IOException {
        while (true) {
            Socket socket = server.accept();
            sockets.add(socket);
            readHead(socket.getInputStream());
            socket.getOutputStream().write(ANSWER.substring(0, characters).getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            head.append((char) next);
        }
        return head.toString();
    }
}
