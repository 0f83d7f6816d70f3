package dev.hathora.operator.endpoint;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.hathora.operator.endpoint.HttpEndpoint.Limits;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever clients send, slowly or in large amounts: their resources are limited, and probes are still answered. */
@Isolated("its probes are no more patient than the kubelet")
class HttpEndpointLimitsTest {
    private static final int CONNECTIONS = 16;
    private static final int SCRAPES = 2;
    /** More than the kernel keeps for a client that does not read. */
    private static final int METRICS_BYTES = 16 << 20;
    private static final Duration TIME = Duration.ofSeconds(2);
    /** Longer than anything takes on a busy machine. What would never end without a limit fails with it, too. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** As patient as the kubelet with the chart's probes. */
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(5);

    private final HttpEndpoint endpoint = new HttpEndpoint(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), List.of(), List.of(),
            HttpEndpointLimitsTest::metrics, new Limits(CONNECTIONS, SCRAPES, TIME));
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Socket> sockets = new ArrayList<>();

    private static String metrics() {
        return "x".repeat(METRICS_BYTES);
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        client.close();
        endpoint.close();
    }

    private Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        sockets.add(socket);
        return socket;
    }

    private int probe(int port) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/healthz"))
                .timeout(PROBE_TIMEOUT).build(), BodyHandlers.discarding()).statusCode();
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A request that goes on and on. */
    private static void drip(Socket socket, AtomicInteger open) {
        open.incrementAndGet();
        Thread.startVirtualThread(() -> {
            try {
                send(socket, "GET /healthz HTTP/1.1\r\nHost: a\r\nX-Large: " + "x".repeat(6_000));
                while (true) {
                    TimeUnit.MILLISECONDS.sleep(50);
                    send(socket, "x");
                }
            } catch (IOException | InterruptedException e) {
                open.decrementAndGet();
            }
        });
    }

    @Test
    void slowRequestsMakeRoomAndAreNotWaitedForLongerThanAllowed() throws Exception {
        AtomicInteger open = new AtomicInteger();

        for (int i = 0; i < 20 * CONNECTIONS; i++) {
            drip(connect(endpoint.port()), open);
            if (i % CONNECTIONS == 0) {
                assertThat(probe(endpoint.port())).isEqualTo(200);
            }
        }
        Awaitility.await("those beyond the limit are closed").pollInterval(Duration.ofMillis(10)).atMost(PATIENCE)
                .until(() -> open.get() <= CONNECTIONS);
        assertThat(probe(endpoint.port())).isEqualTo(200);
        Awaitility.await("and then the others, though they never end by themselves")
                .pollInterval(Duration.ofMillis(10)).atMost(PATIENCE).until(() -> open.get() == 0);
    }

    @Test
    void silentConnectionsAreNotKept() throws Exception {
        Socket silent = connect(endpoint.port());
        silent.setSoTimeout((int) PATIENCE.toMillis());

        assertThat(silent.getInputStream().read()).as("closed by the server").isEqualTo(-1);
    }

    @Test
    void whoDoesNotReadTheAnswerIsNotWaitedFor() throws Exception {
        Socket slow = connect(endpoint.port());
        send(slow, "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n");
        // for as long as it may take, and a little longer
        TimeUnit.MILLISECONDS.sleep(TIME.toMillis() * 5 / 4);

        assertThat(readToTheEnd(slow)).as("what the kernel had").isLessThan(METRICS_BYTES);
    }

    @Test
    void largeAnswersThatNobodyReadsMakeRoomForThoseThatAreRead() throws Exception {
        try (HttpEndpoint patient = new HttpEndpoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                List.of(), List.of(), HttpEndpointLimitsTest::metrics, new Limits(CONNECTIONS, SCRAPES, PATIENCE))) {
            for (int i = 0; i < 3 * SCRAPES; i++) {
                Socket unread = connect(patient.port());
                send(unread, "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n");
                // one after the other, or the last of them would make room at the cost of the scrape below
                assertThat(unread.getInputStream().read()).as("the answer begins").isEqualTo('H');
            }

            var scrape = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + patient.port() + "/metrics"))
                            .timeout(PATIENCE).build(),
                    BodyHandlers.ofByteArray());

            assertThat(scrape.body()).hasSize(METRICS_BYTES);
            int cut = 0;
            for (Socket socket : sockets) {
                cut += readToTheEnd(socket) < METRICS_BYTES ? 1 : 0;
            }
            assertThat(cut).as("closed before their time").isGreaterThanOrEqualTo(2 * SCRAPES);
        }
    }

    private static long readToTheEnd(Socket socket) throws IOException {
        long read = 0;
        try (InputStream in = socket.getInputStream()) {
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                read += n;
            }
        } catch (IOException reset) {
            // as good as an end
        }
        return read;
    }

    @ParameterizedTest(name = "{3}")
    @CsvSource(delimiter = '|',
            textBlock = """
                    GET /healthz HTTP/1.1~Host: a~X: LARGE~~      | 431 | Request Header Fields Too Large | one header is too large
                    GET /healthz HTTP/1.1~Host: a~X: LARGE        | 431 | Request Header Fields Too Large | it need not end
                    GET /LARGE HTTP/1.1~Host: a~~                 | 414 | URI Too Long       | the path is too long
                    GET /healthz HTTP/1.1~~                       | 400 | Bad Request        | no host
                    GET /healthz HTTP/1.1~Host: a~Host: b~~       | 400 | Bad Request        | two hosts
                    GET /healthz HTTP/1.1~Host: a~Content-Length: x~~ | 400 | Bad Request    | no length
                    GET /%zz HTTP/1.1~Host: a~~                   | 400 | Bad Request        | no encoding
                    sing~~                                        | 400 | Bad Request        | no request
                    GET /healthz HTTP/9.9~Host: a~~               | 505 | HTTP Version Not Supported | of the future
                    CONNECT a:80 HTTP/1.1~Host: a~~               | 404 | Only /healthz, /readyz and /metrics exist here. | no proxy
                    OPTIONS * HTTP/1.1~Host: a~~                  | 404 | Only /healthz, /readyz and /metrics exist here. | of the server as a whole
                    GET /healthz HTTP/1.0~~                       | 200 | ok                 | an old client
                    """)
    void refusalsAreOneLineOfText(String request, int status, String body, String what) throws Exception {
        Socket socket = connect(endpoint.port());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        send(socket, request.replace("~", "\r\n").replace("LARGE", "x".repeat(10_000)));

        String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);

        assertThat(answer).as(what).startsWith("HTTP/1.1 " + status + " ").endsWith("\r\n\r\n" + body + "\n")
                .contains("Content-Type: text/plain").doesNotContainIgnoringCase("jetty", "exception", "Server:");
    }

    @Test
    void aFailureIsNotExplainedToStrangers() throws Exception {
        try (HttpEndpoint failing = new HttpEndpoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                List.of(),
                List.of(), () -> {
                    throw new IllegalStateException("internals");
                })) {
            var response = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + failing.port() + "/metrics")).build(),
                    BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(response.body()).isEqualTo("Server Error\n");
        }
    }

    /** In a heap that would not hold what they send. */
    @Test
    void manyLargeRequestsDoNotUseUpTheMemory() throws Exception {
        Process small = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx24m",
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError", "-cp",
                System.getProperty("java.class.path"), HttpEndpointLimitsTest.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (var out = small.inputReader()) {
            int port = Integer.parseInt(out.readLine());
            for (int i = 0; i < 400; i++) {
                Socket socket = connect(port);
                Thread.startVirtualThread(() -> {
                    try {
                        send(socket, "GET /healthz HTTP/1.1\r\nHost: a\r\n");
                        for (int line = 0; line < 150; line++) {
                            send(socket, "X-" + line + ": " + "x".repeat(2_000) + "\r\n");
                        }
                    } catch (IOException refused) {
                        // as it should be
                    }
                });
            }
            for (int i = 0; i < 5; i++) {
                assertThat(probe(port)).isEqualTo(200);
            }
            assertThat(small.isAlive()).isTrue();
        } finally {
            small.destroyForcibly().waitFor();
        }
    }

    /** Serves until it is ended. */
    @SuppressWarnings("SystemOut") // the test reads it
    public static void main(String[] args) {
        HttpEndpoint endpoint = new HttpEndpoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), List.of(),
                List.of(), () -> "");
        System.out.println(endpoint.port());
    }
}
