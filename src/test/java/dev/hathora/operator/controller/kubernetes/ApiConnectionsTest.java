package dev.hathora.operator.controller.kubernetes;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

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
    private static final String NONE = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMapList\","
            + "\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[]}";
    private static final String LIST = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + NONE.length() + "\r\n\r\n" + NONE;
    private static final String OPENED = """
            HTTP/1.1 101 Switching Protocols
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Accept: KEY

            """.replace("\n", "\r\n");
    private static final String UNAVAILABLE = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    /** No machine is so busy that for so long nothing arrives of a body that was sent. */
    private static final Duration LONG_TIMEOUT = Duration.ofSeconds(20);
    /** A web socket has to open within two of them, even on a busy machine: an informer retries seldom. */
    private static final Duration PING = Duration.ofMillis(500);

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final Queue<String> requests = new ConcurrentLinkedQueue<>();
    private final AtomicInteger upgrades = new AtomicInteger();
    /** Whether the client has pinged on a web socket, so that it knows that they work. */
    private final AtomicBoolean pinged = new AtomicBoolean();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final KubernetesClient client = client(server.getLocalPort(), TIMEOUT);

    ApiConnectionsTest() throws IOException {}

    private static KubernetesClient client(int port, Duration timeout) {
        return new KubernetesClientBuilder().withConfig(new ConfigBuilder().withMasterUrl("http://127.0.0.1:" + port)
                .withRequestRetryBackoffLimit(0).withRequestTimeout(Math.toIntExact(timeout.toMillis())).build())
                .withHttpClientFactory(new ApiConnections(PING)).build();
    }

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

        assertThatThrownBy(() -> request.get(60, TimeUnit.SECONDS)).cause()
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
            // longer than the pause between two checks, far shorter than the limit, which is the request's timeout
            Thread.sleep(TIMEOUT.dividedBy(2));
            out.write(ANSWER.substring(half).getBytes(StandardCharsets.US_ASCII));
            return null;
        });

        try (KubernetesClient patient = client(server.getLocalPort(), LONG_TIMEOUT)) {
            assertThat(patient.configMaps().inNamespace("b").withName("a").get().getData()).containsEntry("k", "v");
        }
        assertThat(serving.get(60, TimeUnit.SECONDS)).isNull();
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({"'', the opening of the watch is not answered",
        "HTTP/1.1 403 Forbidden|Content-Length: 999||half a, it is refused with a body that stops",
        "HTTP/1.1 101 Switching, it stops in the headers"})
    void aWatchThatDoesNotOpenBeginsAgainWithAList(String opening, String reason) throws Exception {
        watch(upgrade -> opening.replace("|", "\r\n"), () -> lists() >= 2);

        assertThat(plainWatches()).as("watches without pings").isZero();
    }

    @Test
    void whereWebSocketsNeverWorkedAWatchIsPlainHttp() throws Exception {
        watch(upgrade -> UNAVAILABLE, () -> plainWatches() >= 1);
    }

    /** Watches work until one is interrupted so that rooms are listed. The next one fails. */
    @Test
    void anApiServerThatStartsIsNotTakenForAProxyWithoutWebSockets() throws Exception {
        AtomicLong listsBefore = new AtomicLong(Long.MAX_VALUE);
        watch(upgrade -> {
            // on a busy machine the client may have given up a first one, and knows of none that works
            if (lists() < 2 || !pinged.get()) {
                return OPENED;
            }
            listsBefore.compareAndSet(Long.MAX_VALUE, lists());
            return UNAVAILABLE;
        }, () -> lists() > listsBefore.get());

        assertThat(plainWatches()).as("watches without pings").isZero();
    }

    /** Watches until something has been asked for. The answer to an opening handshake depends on its number. */
    private void watch(IntFunction<String> opening, Callable<Boolean> end) throws Exception {
        Future<?> serving = threads.submit(() -> {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                Future<?> connection = threads.submit(() -> serve(socket, opening));
                assertThat(connection).isNotNull();
            }
        });
        try (SharedIndexInformer<ConfigMap> informer = client.configMaps().inNamespace("b").runnableInformer(0)) {
            assertThat(informer.exceptionHandler((started, failure) -> true).start()).isNotNull();
            // an informer retries after up to 32 s, for each list
            await().atMost(Duration.ofMinutes(3)).until(end);
        }
        assertThat(serving).isNotDone();
    }

    private long lists() {
        return requests.stream().filter(head -> !head.contains("watch=true")).count();
    }

    private long plainWatches() {
        return requests.stream().filter(head -> head.contains("watch=true") && key(head).isEmpty()).count();
    }

    private Void serve(Socket socket, IntFunction<String> opening) throws Exception {
        while (true) {
            String head = readHead(socket.getInputStream());
            requests.add(head);
            Optional<String> key = key(head);
            String answer = key.isPresent() ? opening.apply(upgrades.incrementAndGet()) : LIST;
            socket.getOutputStream().write(answer.replace("KEY", accept(key.orElse("")))
                    .getBytes(StandardCharsets.US_ASCII));
            if (answer.equals(OPENED)) {
                if (socket.getInputStream().read() >= 0) {
                    pinged.set(true);
                }
                // long enough for a list to be due again
                Thread.sleep(PING.multipliedBy(8));
                socket.close();
            }
        }
    }

    private static Optional<String> key(String head) {
        return head.lines().filter(line -> line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip()).findFirst();
    }

    /** As RFC 6455, 4.2.2 says. */
    private static String accept(String key) throws NoSuchAlgorithmException {
        return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1")
                .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII)));
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
