package dev.hathora.operator.roomv2.operations;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.roomv2.Access;
import dev.hathora.operator.roomv2.App;
import dev.hathora.operator.roomv2.http.Answer;
import dev.hathora.operator.roomv2.http.Api;
import dev.hathora.operator.roomv2.http.ApiServer;
import dev.hathora.operator.roomv2.http.RateLimit;
import dev.hathora.operator.roomv2.http.Route;
import dev.hathora.operator.roomv2.http.Routes;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What strangers send, byte by byte, and what they are answered. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class ApiServerTest {
    private static final int CONNECTIONS = 8;
    private static final int MEGABYTE = 1024 * 1024;
    /** Long enough for a machine that is busy with other things. */
    private static final Duration TIME = Duration.ofSeconds(60);
    /** For the tests that wait until it is over. All pieces together take longer, and machines stall between two. */
    private static final Duration SHORT_TIME = Duration.ofSeconds(8);
    private static final Duration PIECE = Duration.ofMillis(500);
    private static final int PIECES = 20;
    private static final String GET_APP = RawHttp.request("GET /apps/v2/apps/app-1");

    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final Routes routes;
    private ApiServer server;
    private RawHttp http;

    /** Knows its application, and otherwise fails or waits. */
    private final class Service extends FullHouse {
        @Override
        public App getApp(String appId) {
            return new App(appId, "game", "org-1", null);
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

    ApiServerTest() throws IOException {
        Service service = new Service();
        List<Route> all = new ArrayList<>(
                new RoomsV2(service).routes().stream().map(route -> route.withBodyLimit(1000)).toList());
        all.addAll(new Apps(service).routes());
        all.add(text("/slow", out -> {
            for (int i = 0; i < PIECES; i++) {
                out.write('x');
                out.flush();
                Thread.sleep(PIECE);
            }
        }));
        all.add(text("/download", out -> {
            for (int i = 0; i < PIECES; i++) {
                out.write(new byte[]{'x'});
                Thread.sleep(PIECE);
            }
        }));
        all.add(new Route("/file", "GET", "/file", Route.Auth.NONE, 0, call -> {
            throw new UncheckedIOException(new IOException("no file descriptors, and a secret"));
        }));
        all.add(new Route("/long", "GET", "/long", Route.Auth.NONE, 0,
                call -> Answer.of(200, JsonNodeFactory.instance.textNode("x".repeat(12 * MEGABYTE)))));
        all.add(text("/half", out -> {
            out.write('x');
            out.flush();
            throw new IOException("a file that can't be read any more");
        }));
        routes = new Routes(all);
        server = start(TIME, CONNECTIONS);
        http = new RawHttp(server.port());
    }

    private ApiServer start(Duration time, int connections) throws IOException {
        Access access = (token, appId) -> token.equals("t")
                ? Access.Decision.ALLOWED
                : Access.Decision.UNKNOWN_TOKEN;
        Api api = new Api(access, new RateLimit(0, () -> Instant.EPOCH), route -> true);
        return ApiServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new ApiServer.Content(api, routes),
                new ApiServer.Limits(connections, 1500, 20 * MEGABYTE, time, Duration.ofSeconds(30)));
    }

    private void haveShortTime() throws IOException {
        close();
        server = start(SHORT_TIME, CONNECTIONS);
        http = new RawHttp(server.port());
    }

    /** Connections that were closed count until the server has noticed, and must not displace a slow one. */
    private void takeManyConnections() throws IOException {
        close();
        server = start(TIME, 1000);
        http = new RawHttp(server.port());
    }

    private static Route text(String path, Answer.Text text) {
        return new Route(path, "GET", path, Route.Auth.NONE, 0, call -> new Answer(200, Map.of(), null, text));
    }

    @AfterEach
    void close() throws IOException {
        mayEnd.countDown();
        http.close();
        server.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|',
            textBlock = """
                    a path that is none           | GET /nothing                        |                    | 404 | Not Found: no operation has this path
                    no path at all                | GET /                               |                    | 404 | Not Found: no operation has this path
                    another host than it says     | CONNECT a:1                         |                    | 400 | Bad Request: Authority!=Host
                    a URL without a path          | GET http://a                        |                    | 404 | Not Found: no operation has this path
                    a name in the path is empty   | GET /apps/v2/apps/                  |                    | 404 | Not Found: no operation has this path
                    two slashes                   | GET //apps/v2/apps/app-1            |                    | 400 | Bad Request: Ambiguous URI empty segment
                    the character 0               | GET /apps/v2/apps/app%00            |                    | 400 | Bad Request
                    another method                | PUT /apps/v2/apps/app-1             |                    | 405 | Method Not Allowed: this path takes GET
                    another method of two         | DELETE /rooms/v2/app-1/create       |                    | 405 | Method Not Allowed: this path takes POST
                    a path with half an escape    | GET /apps/v2/apps/%4                |                    | 400 | Bad Request
                    a slash in an id              | GET /apps/v2/apps/a%2Fb             |                    | 400 | Bad Request: Ambiguous URI path separator
                    half an escape in the query   | POST /rooms/v2/app-1/create?roomId=%zz |                 | 400 | the query has an invalid percent-encoding: roomId
                    a head that is too large      | GET /apps/v2/apps/app-1             | X: LONG            | 431 | Request Header Fields Too Large
                    a body that is too large      | POST /rooms/v2/app-1/create         | Content-Length: 1001 | 413 | the body must have at most 1000 bytes
                    a length that is no number    | POST /rooms/v2/app-1/create         | Content-Length: x  | 400 | Bad Request: Invalid Content-Length Value
                    a file of the host            | GET /file                           |                    | 500 | the call failed; the host's log says why
                    a mistake of the host         | GET /rooms/v2/app-1/info/r1         |                    | 500 | the call failed; the host's log says why
                    a refusal                     | POST /rooms/v2/app-1/suspend/r1     |                    | 429 | there is no place left: add nodes
                    """)
    void everyErrorIsToldAsHathoraDoes(String mistake, String start, String header, int status, String told)
            throws IOException {
        String answer = http.ask(header == null
                ? RawHttp.request(start)
                : RawHttp.request(start, header.replace("LONG", "x".repeat(9000))));

        assertThat(answer).as(mistake).startsWith("HTTP/1.1 " + status + " ")
                .endsWith("{\"message\":\"" + told + "\"}").contains("Content-Type: application/json", "Origin: *")
                .doesNotContain("secret");
    }

    @Test
    void aBodyIsCountedWhereNoLengthIsSaid() throws IOException {
        assertThat(http.ask(RawHttp.request("POST /rooms/v2/app-1/create", "Transfer-Encoding: chunked") + "7d0\r\n"
                + "x".repeat(2000) + "\r\n0\r\n\r\n")).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void pagesOfAnyOriginMayCall() throws IOException {
        assertThat(http.ask(RawHttp.request("OPTIONS /rooms/v2/app-1/create", "Origin: https://game.example.com",
                "Access-Control-Request-Method: POST",
                "Access-Control-Request-Headers: authorization, x-speakeasy-user-agent")))
                .startsWith("HTTP/1.1 204 ").contains("Access-Control-Allow-Origin: *",
                        "Access-Control-Allow-Methods: GET, POST, PUT, PATCH, DELETE",
                        "Access-Control-Allow-Headers: authorization, x-speakeasy-user-agent",
                        "Access-Control-Expose-Headers: Retry-After");
        assertThat(http.ask(RawHttp.request("OPTIONS *"))).startsWith("HTTP/1.1 204 ");
    }

    @Test
    void proxiesHaveNothingToAsk() throws IOException {
        assertThat(http.ask("CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n")).startsWith("HTTP/1.1 404 ")
                .endsWith("{\"message\":\"Not Found: no operation has this path\"}");
    }

    @Test
    void headSaysWhatGetWould() throws IOException {
        Socket socket = http.connect();
        RawHttp.send(socket, RawHttp.request("HEAD /apps/v2/apps/app-1", "Connection: close"));

        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("HTTP/1.1 200 ").contains("Content-Length: 50\r\n").endsWith("\r\n\r\n");
    }

    /** A log that is followed is flushed, one that is downloaded is not. */
    @ParameterizedTest
    @ValueSource(strings = {"/slow", "/download"})
    void aTextMayTakeLongerThanACallAsLongAsThereIsSomeOfIt(String path) throws IOException {
        haveShortTime();
        Socket socket = http.connect();
        RawHttp.send(socket, RawHttp.request("GET " + path, "Connection: close"));

        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("HTTP/1.1 200 ").contains("Content-Type: application/octet-stream")
                .endsWith("\r\n\r\n" + "x".repeat(PIECES));
    }

    @Test
    void halfATextDoesNotLookLikeAWholeOne() throws IOException {
        Socket socket = http.connect();
        RawHttp.send(socket, RawHttp.request("GET /half"));

        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("HTTP/1.1 200 ").doesNotEndWith("\r\n0\r\n\r\n");
    }

    /** Whose token is not good can't make the host read and keep anything. */
    @Test
    void aBodyIsReadOnlyFromThoseWhoMayCall() throws IOException {
        Socket socket = http.connect();
        RawHttp.send(socket,
                RawHttp.request("POST /rooms/v2/app-1/create", "Content-Length: 900").replace("Bearer t", "Bearer x"));

        assertThat(RawHttp.answer(RawHttp.reader(socket))).startsWith("HTTP/1.1 401 ")
                .as("nothing more can be sent over it").contains("Connection: close");
    }

    @Test
    void bodiesInFlightShareWhatThereIs() throws IOException {
        takeManyConnections();
        Socket slow = http.connect();
        RawHttp.send(slow, RawHttp.request("POST /rooms/v2/app-1/create", "Content-Length: 900") + "{");
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(http.ask(RawHttp.request(
                "POST /rooms/v2/app-1/create", "Content-Length: 900", "Content-Type: application/json") + "{}"
                + " ".repeat(898))).startsWith("HTTP/1.1 503 ").contains("Retry-After: 1"));

        slow.close();

        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(http.ask(RawHttp.request(
                "POST /rooms/v2/app-1/create", "Content-Length: 900", "Content-Type: application/json") + "{}"
                + " ".repeat(898))).startsWith("HTTP/1.1 422 "));
    }

    /** Whoever asks for much and takes none of it would fill the memory with it. */
    @Test
    void longAnswersOnTheirWayShareWhatThereIs() throws IOException {
        takeManyConnections();
        Socket slow = http.connect();
        RawHttp.send(slow, RawHttp.request("GET /long"));
        assertThat(slow.getInputStream().read()).as("it is on its way").isEqualTo('H');

        assertThat(http.ask(RawHttp.request("GET /long"))).startsWith("HTTP/1.1 503 ").contains("Retry-After: 1");
        assertThat(http.ask(GET_APP)).as("a short one needs no room").startsWith("HTTP/1.1 200 ");

        slow.close();
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(
                () -> assertThat(http.ask(RawHttp.request("GET /long"))).startsWith("HTTP/1.1 200 "));
    }

    @Test
    void aConnectionIsKept() throws IOException {
        Socket socket = http.connect();
        BufferedReader answers = RawHttp.reader(socket);
        for (int i = 0; i < 3; i++) {
            RawHttp.send(socket, GET_APP);
            assertThat(RawHttp.answer(answers)).startsWith("HTTP/1.1 200 ")
                    .endsWith("{\"appId\":\"app-1\",\"appName\":\"game\",\"orgId\":\"org-1\"}");
        }
    }

    /** A byte in each while is enough for a server that only looks at the time between two. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"a head that never ends, x", "a body that never ends, x", "nothing at all, ''"})
    void whoTakesTooLongIsCutOff(String how, String drop) throws Exception {
        haveShortTime();
        Socket socket = http.connect();
        switch (how) {
            case "a head that never ends" ->
                RawHttp.send(socket, RawHttp.request("GET /").replaceFirst("\r\n$", "X: "));
            case "a body that never ends" -> RawHttp.send(socket, RawHttp.request("POST /", "Content-Length: 900"));
            default -> {
                // Nothing is sent.
            }
        }
        Thread dripping = Thread.startVirtualThread(() -> {
            try {
                while (!drop.isEmpty()) {
                    RawHttp.send(socket, drop);
                    Thread.sleep(100);
                }
            } catch (IOException | InterruptedException e) {
                // It was cut off.
            }
        });
        try {
            while (socket.getInputStream().read() >= 0) {
                // An answer may come first.
            }
        } catch (IOException e) {
            // Cut off while a byte was on its way.
        }

        // Whoever is not cut off is found by the timeout of the socket, or of the test.
        dripping.join(10_000);
        assertThat(dripping.isAlive()).as(how).isFalse();
    }

    @Test
    void whoeverAsksGetsInHoweverManyOnlyWait() throws IOException {
        List<Socket> waiting = new ArrayList<>();
        for (int i = 0; i < 5 * CONNECTIONS; i++) {
            waiting.add(http.connect());
        }
        // those that are still being accepted come after the first calls
        Awaitility.await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(http.ask(GET_APP)).startsWith("HTTP/1.1 200 "));
        assertThat(waiting.getFirst().getInputStream().read()).as("the oldest made room").isEqualTo(-1);
    }

    @Test
    void callsInFlightEndBeforeTheServerDoes() throws Exception {
        Socket socket = http.connect();
        RawHttp.send(socket, RawHttp.request("POST /rooms/v2/app-1/destroy/r1"));
        assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();

        Thread closing = Thread.startVirtualThread(server::close);
        mayEnd.countDown();

        assertThat(RawHttp.answer(RawHttp.reader(socket))).startsWith("HTTP/1.1 204 ");
        closing.join(60_000);
        assertThat(closing.isAlive()).isFalse();
    }
}
