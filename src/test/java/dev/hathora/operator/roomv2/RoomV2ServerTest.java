package dev.hathora.operator.roomv2;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.hathora.operator.cloud.Room;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What strangers send, byte by byte, and what they are answered. */
@Timeout(120)
class RoomV2ServerTest {
    private static final int CONNECTIONS = 8;
    private static final Duration TIME = Duration.ofSeconds(2);
    private static final String GET_APP = request("GET /apps/v2/apps/app-1");

    private final List<Socket> sockets = new ArrayList<>();
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final RoomV2Server server;

    /** Knows its application, and otherwise fails or waits. */
    private final class Service extends FullHouse {
        @Override
        public AppSummary getApp(String appId) {
            return new AppSummary(appId, "game", "org-1");
        }

        @Override
        public Room getRoomInfo(String appId, String roomId) {
            throw new IllegalStateException("a mistake with a secret in it");
        }

        @Override
        public void destroyRoom(String appId, String roomId) {
            arrived.countDown();
            try {
                assertThat(mayEnd.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw full();
            }
        }
    }

    RoomV2ServerTest() throws IOException {
        RoomV2 api = new RoomV2(new Service(), (token, appId) -> Access.Decision.ALLOWED,
                new RateLimit(0, () -> Instant.EPOCH), operation -> true);
        server = RoomV2Server.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), api,
                new RoomV2Server.Limits(CONNECTIONS, 1000, TIME, Duration.ofSeconds(30)));
    }

    @AfterEach
    void close() throws IOException {
        mayEnd.countDown();
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(60_000);
        sockets.add(socket);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private static String request(String start, String... headers) {
        return start + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer t\r\n"
                + Stream.of(headers).map(header -> header + "\r\n").collect(Collectors.joining()) + "\r\n";
    }

    /** One answer: its head, a line for each, and its body. */
    private static String answer(BufferedReader from) throws IOException {
        StringBuilder answer = new StringBuilder();
        int length = 0;
        for (String line = from.readLine(); line != null && !line.isEmpty(); line = from.readLine()) {
            answer.append(line).append('\n');
            if (line.startsWith("Content-Length: ")) {
                length = Integer.parseInt(line.substring("Content-Length: ".length()));
            }
        }
        char[] body = new char[length];
        int read = length == 0 ? 0 : from.read(body);
        return answer.append(body, 0, Math.max(0, read)).toString();
    }

    private String ask(String request) throws IOException {
        Socket socket = connect();
        send(socket, request);
        return answer(reader(socket));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|',
            textBlock = """
                    a path that is none           | GET /nothing                        |                    | 404 | Not Found
                    no path at all                | GET /                               |                    | 404 | Not Found
                    another method                | PUT /apps/v2/apps/app-1             |                    | 404 | Not Found
                    a path with half an escape    | GET /apps/v2/apps/%4                |                    | 400 | Bad Request
                    a slash in an id              | GET /apps/v2/apps/a%2Fb             |                    | 400 | Bad Request
                    half an escape in the query   | POST /rooms/v2/app-1/create?roomId=%zz |                 | 404 | Not Found
                    a head that is too large      | GET /apps/v2/apps/app-1             | X: LONG            | 431 | Request Header Fields Too Large
                    a body that is too large      | POST /rooms/v2/app-1/create         | Content-Length: 1001 | 413 | the body must have at most 1000 bytes
                    a length that is no number    | POST /rooms/v2/app-1/create         | Content-Length: x  | 400 | Bad Request
                    a mistake of the host         | GET /rooms/v2/app-1/info/r1         |                    | 500 | the call failed; the host's log says why
                    a refusal                     | POST /rooms/v2/app-1/suspend/r1     |                    | 429 | there is no place left: add nodes
                    """)
    void everyErrorIsToldAsHathoraDoes(String mistake, String start, String header, int status, String told)
            throws IOException {
        String answer = ask(header == null
                ? request(start)
                : request(start, header.replace("LONG", "x".repeat(9000))));

        assertThat(answer).as(mistake).startsWith("HTTP/1.1 " + status + " ")
                .endsWith("{\"message\":\"" + told + "\"}").contains("Content-Type: application/json", "Origin: *")
                .doesNotContain("secret");
    }

    @Test
    void aBodyIsCountedWhereNoLengthIsSaid() throws IOException {
        assertThat(ask(request("POST /rooms/v2/app-1/create", "Transfer-Encoding: chunked") + "7d0\r\n"
                + "x".repeat(2000) + "\r\n0\r\n\r\n")).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void pagesOfAnyOriginMayCall() throws IOException {
        assertThat(ask(request("OPTIONS /rooms/v2/app-1/create", "Origin: https://game.example.com",
                "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: authorization")))
                .startsWith("HTTP/1.1 204 ").contains("Access-Control-Allow-Origin: *",
                        "Access-Control-Allow-Methods: GET, POST",
                        "Access-Control-Allow-Headers: Authorization, Content-Type");
    }

    @Test
    void aConnectionIsKept() throws IOException {
        Socket socket = connect();
        BufferedReader answers = reader(socket);
        for (int i = 0; i < 3; i++) {
            send(socket, GET_APP);
            assertThat(answer(answers)).startsWith("HTTP/1.1 200 ")
                    .endsWith("{\"appId\":\"app-1\",\"appName\":\"game\",\"orgId\":\"org-1\"}");
        }
    }

    /** A byte in each while is enough for a server that only looks at the time between two. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"a head that never ends, x", "a body that never ends, x", "nothing at all, ''"})
    void whoTakesTooLongIsCutOff(String how, String drop) throws Exception {
        Socket socket = connect();
        switch (how) {
            case "a head that never ends" -> send(socket, request("GET /").replaceFirst("\r\n$", "X: "));
            case "a body that never ends" -> send(socket, request("POST /", "Content-Length: 900"));
            default -> {
                // Nothing is sent.
            }
        }
        Thread dripping = Thread.startVirtualThread(() -> {
            try {
                while (!drop.isEmpty()) {
                    send(socket, drop);
                    Thread.sleep(100);
                }
            } catch (IOException | InterruptedException e) {
                // It was cut off.
            }
        });
        long begun = System.nanoTime();

        try {
            while (socket.getInputStream().read() >= 0) {
                // An answer may come first.
            }
        } catch (IOException e) {
            // Cut off while a byte was on its way.
        }

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).as(how).isLessThan(TIME.multipliedBy(10));
        dripping.join(10_000);
    }

    @Test
    void whoeverAsksGetsInHoweverManyOnlyWait() throws IOException {
        List<Socket> waiting = new ArrayList<>();
        for (int i = 0; i < 5 * CONNECTIONS; i++) {
            waiting.add(connect());
        }
        assertThat(ask(GET_APP)).startsWith("HTTP/1.1 200 ");
        assertThat(waiting.getFirst().getInputStream().read()).as("the oldest made room").isEqualTo(-1);
    }

    @Test
    void callsInFlightEndBeforeTheServerDoes() throws Exception {
        Socket socket = connect();
        send(socket, request("POST /rooms/v2/app-1/destroy/r1"));
        assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();

        Thread closing = Thread.startVirtualThread(server::close);
        mayEnd.countDown();

        assertThat(answer(reader(socket))).startsWith("HTTP/1.1 204 ");
        closing.join(60_000);
        assertThat(closing.isAlive()).isFalse();
    }
}
