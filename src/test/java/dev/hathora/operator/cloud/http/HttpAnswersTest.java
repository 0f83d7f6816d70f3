package dev.hathora.operator.cloud.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.Effect;
import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.cloud.ReadyStatus;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomAllocation;
import dev.hathora.operator.cloud.RoomStatus;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.hathora.operator.cloud.http.Calls.APP;
import static dev.hathora.operator.cloud.http.Calls.REQUEST;
import static dev.hathora.operator.cloud.http.Calls.ROOM;
import static dev.hathora.operator.cloud.http.Calls.failure;
import static org.assertj.core.api.Assertions.assertThat;

/** Answers, and ways not to answer, that neither Hathora nor the simulator know. */
class HttpAnswersTest {
    private static final String ROOM_JSON = """
            {"appId":"app-1","roomId":"room-1","roomConfig":null,"status":"active","currentAllocation":null,
             "allocations":[]}""";

    private final HttpClient client = HttpHathoraCloud.newHttpClient();

    @AfterEach
    void close() {
        client.close();
    }

    private HathoraCloud at(URI api) {
        return new HttpHathoraCloud(api, () -> "secret-token", client, CallObserver.NONE);
    }

    private HathoraCloud waitingAt(URI api, Duration timeout) {
        return new HttpHathoraCloud(api, () -> "secret-token", HttpRoute.of(client), CallObserver.NONE,
                new HttpHathoraCloud.Timeouts(timeout, timeout));
    }

    @Test
    void whatTheApiMayGrowIsAccepted() throws IOException {
        try (var server = CannedServer.answering("200 OK", """
                {"appId":"app-1","roomId":"room-1","roomConfig":null,"status":"hibernating","region":"Mars",
                 "currentAllocation":{"roomAllocationId":"a","processId":"p","scheduledAt":"2026-01-02T03:04:05.678Z",
                 "unscheduledAt":null,"cost":{"cents":3}},"allocations":[]}""")) {
            Room room = at(server.uri()).getRoomInfo(APP, ROOM);

            assertThat(room.status()).isEqualTo(RoomStatus.UNRECOGNIZED);
            assertThat(room.roomConfig()).isNull();
            assertThat(room.currentAllocation()).isNotNull();
        }
        try (var server = CannedServer.answering("200 OK", """
                {"roomId":"room-1","status":"warming","additionalExposedPorts":null}""")) {
            assertThat(at(server.uri()).getConnectionInfo(APP, ROOM).status()).isEqualTo(ReadyStatus.STARTING);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            200 OK        | {"appId":"app-2"}             | TRANSIENT | another application
            200 OK        | {"status":"ok"}               | TRANSIENT | a gateway that answers whatever it is asked
            200 OK        | {}                            | TRANSIENT | the same
            200 OK        | []                            | TRANSIENT | the same
            200 OK        | {"appId":null}                | TRANSIENT | no application
            200 OK        | <html>Sign in</html>          | TRANSIENT | a page
            404 Not Found | {"message":"no such route"}   | ABSENT    | nobody knows it
            404 Not Found | <html>Not Found</html>        | TRANSIENT | somebody in between
            """)
    void applicationThatIsNoneProvesNothing(String status, String body, ErrorKind kind, String why)
            throws IOException {
        try (var server = CannedServer.answering(status, body)) {
            assertThat(failure(() -> at(server.uri()).getApp(APP)).kind()).as(why).isEqualTo(kind);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            textBlock = """
                    {"appId":"app-1","roomId":"room-2","status":"active"} | is not about room-1
                    {"appId":"app-2","roomId":"room-1","status":"active"} | is not about application app-1
                    {"appId":"app-1","status":"active"}                   | lacks fields that Hathora documents
                    {"roomId":"room-1","status":"active"}                 | lacks fields that Hathora documents
                    {"appId":"app-1","roomId":"room-1"}                   | lacks fields that Hathora documents
                    {"appId":"app-1","roomId":"room-1","status":3}        | lacks fields that Hathora documents
                    {"appId":"app-1","roomId":"room-1","status":"active","currentAllocation":{}} | lacks fields that Hathora documents
                    {"appId":"app-1","roomId":"room-1","status":"active","allocations":{}}       | lacks fields that Hathora documents
                    {"appId":"app-1","roomId":"room-1","status":"active"}{ | is not JSON
                    {}                                                    | lacks fields that Hathora documents
                    []                                                    | lacks fields that Hathora documents
                    null                                                  | is null
                    "room-1"                                              | lacks fields that Hathora documents
                    Welcome to the hotel                                  | is not JSON
                    """,
            quoteCharacter = '`')
    void roomThatIsNoneProvesNothing(String body, String defect) throws IOException {
        try (var server = CannedServer.answering("200 OK", body)) {
            HathoraException failure = failure(() -> at(server.uri()).getRoomInfo(APP, ROOM));

            assertThat(failure.kind()).isEqualTo(ErrorKind.TRANSIENT);
            assertThat(failure.effect()).isEqualTo(Effect.NOT_APPLIED);
            assertThat(failure).hasMessageStartingWith(
                    "getRoomInfo got a malformed answer: 200 OK, but its body " + defect);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            textBlock = """
                    {"name":"default","host":"h","port":0,"transportType":"udp"}     | no port
                    {"name":"default","host":"h","port":72941,"transportType":"udp"} | no port that can be
                    {"name":"default","port":4711,"transportType":"udp"}             | nowhere to connect to
                    {"name":"default","host":"h","port":"4711","transportType":"udp"} | a number that is text
                    {"name":"default","host":"h","port":4711.5,"transportType":"udp"} | half a number
                    {"name":"default","host":"h","port":-1,"transportType":"udp"}     | below all
                    {"name":"default","host":"h","port":1e99,"transportType":"udp"}   | above all
                    {"name":"default","host":"","port":4711,"transportType":"udp"}    | an empty name
                    {"name":"default","host":"a b","port":4711,"transportType":"udp"} | white space in it
                    {"name":"default","host":"h\\nh","port":4711,"transportType":"udp"} | a second line
                    {"name":"default","host":"h\\u0000","port":4711,"transportType":"udp"} | a character that ends text elsewhere
                    {"name":"default","host":"h\\ud800","port":4711,"transportType":"udp"} | half a character
                    {"name":"default","host":"h","port":4711,"transportType":"http://"} | what can't begin an address
                    {"name":"default","host":"h","port":4711,"transportType":""}      | nor can this
                    """,
            quoteCharacter = '`')
    void portThatNobodyCanReachIsNone(String port, String reason) throws IOException {
        try (var server = CannedServer.answering("200 OK",
                "{\"roomId\":\"room-1\",\"status\":\"active\",\"exposedPort\":" + port + "}")) {
            HathoraException failure = failure(() -> at(server.uri()).getConnectionInfo(APP, ROOM));

            assertThat(failure.kind()).as(reason).isEqualTo(ErrorKind.TRANSIENT);
            assertThat(failure.effect()).as("it may have been woken").isEqualTo(Effect.APPLIED);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [null]        | contains no valid room
            [{}]          | contains no valid room
            {"rooms": []} | is not a list
            []]           | is not JSON
            [             | is not JSON
            null          | is not a list
            """, quoteCharacter = '`')
    void listThatIsNoneProvesNothing(String body, String defect) throws IOException {
        try (var server = CannedServer.answering("200 OK", body)) {
            assertThat(failure(() -> at(server.uri()).getActiveRoomsForProcess(APP, "p")))
                    .hasMessageContaining(defect);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            \\u001b[31mdefault    | [31mdefault | does not paint terminals red
            two\\nlines           | two lines   | one line
            \\u0000               | ``          | nothing left
            `half \\ud800`        | half        | half a character
            """)
    void portNamesAreMadePrintable(String sent, String name, String reason) throws IOException {
        try (var server = CannedServer.answering("200 OK", """
                {"roomId":"room-1","status":"active","exposedPort":
                 {"name":"%s","host":"h","port":4711,"transportType":"udp"}}""".formatted(sent))) {
            assertThat(at(server.uri()).getConnectionInfo(APP, ROOM).exposedPort()).as(reason)
                    .isEqualTo(new ExposedPort(name, "h", 4711, "udp"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "\\u0000", "\\ud800", "\\udc00", "🎲"})
    void idsThatCantBeStoredAreToldApartAllTheSame(String odd) throws IOException {
        try (var server = CannedServer.answering("200 OK", """
                {"appId":"app-1","roomId":"room-1","status":"active","currentAllocation":
                 {"roomAllocationId":"%1$s","processId":"%1$sx"},"allocations":[
                 {"roomAllocationId":"%1$s","processId":"%1$s"}]}""".formatted(odd))) {
            Room room = at(server.uri()).getRoomInfo(APP, ROOM);
            RoomAllocation current = Objects.requireNonNull(room.currentAllocation());
            assertThat(current.roomAllocationId()).matches("unusable-[0-9a-f]{16}")
                    .isEqualTo(room.allocations().getFirst().roomAllocationId()).isNotEqualTo(current.processId());
            assertThat(at(server.uri()).getRoomInfo(APP, ROOM)).as("the same each time").isEqualTo(room);
        }
    }

    @Test
    void whatIsNoAllocationInAHistoryTakesNothingFromTheRoom() throws IOException {
        String odd = """
                [null, 3, [], {}, {"roomAllocationId":"no process"},
                 {"processId":"p"}, {"roomAllocationId":{},"processId":"p"},
                 {"roomAllocationId":"b","processId":"p","scheduledAt":"yesterday"}]""";
        try (var server = CannedServer.answering("200 OK",
                ROOM_JSON.replace("\"allocations\":[]", "\"allocations\":" + odd))) {
            assertThat(at(server.uri()).getRoomInfo(APP, ROOM).allocations())
                    .containsExactly(new RoomAllocation("b", "p", null, null));
        }
    }

    @Test
    void whatIsNoRoomInAListTakesNothingFromTheOthers() throws IOException {
        try (var server = CannedServer.answering("200 OK", "[" + ROOM_JSON + ", null, {}, 3, [[]], "
                + ROOM_JSON.replace("room-1", "room\\u0000") + ", " + ROOM_JSON.replace("\"active\"", "7") + ", "
                + ROOM_JSON.replace("room-1", "room-2") + "]")) {
            assertThat(at(server.uri()).getActiveRoomsForProcess(APP, "p")).extracting(Room::roomId)
                    .containsExactly("room-1", "room-2");
        }
    }

    @ParameterizedTest
    @EnumSource
    void redirectsAreNotFollowedAndCarryTheTokenNowhere(Operation operation) throws IOException {
        try (var elsewhere = CannedServer.answering("200 OK", ROOM_JSON);
                var server = CannedServer.closingAfter("HTTP/1.1 307 Temporary Redirect\r\nLocation: "
                        + elsewhere.uri() + "\r\nContent-Length: 0\r\n\r\n")) {
            HathoraException failure = failure(at(server.uri()), operation);

            assertThat(failure.kind()).isEqualTo(ErrorKind.TRANSIENT);
            assertThat(failure.status()).isEqualTo(307);
            assertThat(elsewhere.heads()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void tokenIsSentToAllButGetConnectionInfo(Operation operation) throws IOException {
        try (var server = CannedServer.answering("500 Oh", "{}")) {
            failure(at(server.uri()), operation);

            if (operation == Operation.GET_CONNECTION_INFO) {
                assertThat(server.heads().getFirst()).noneMatch(line -> line.contains("secret-token"));
            } else {
                assertThat(server.heads().getFirst()).contains("Authorization: Bearer secret-token");
            }
        }
    }

    @Test
    void cookiesAreNotKept() throws IOException {
        try (var server = CannedServer.closingAfter(
                "HTTP/1.1 500 Oh\r\nSet-Cookie: session=crumb\r\nContent-Length: 0\r\n\r\n")) {
            HathoraException failure = failure(at(server.uri()), Operation.GET_ROOM_INFO);
            failure(at(server.uri()), Operation.GET_ROOM_INFO);

            assertThat(server.heads()).hasSize(2).allSatisfy(head -> assertThat(head)
                    .noneMatch(line -> line.contains("crumb")));
            assertThat(failure.toString()).doesNotContain("crumb");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            201 Created          | TRANSIENT    | APPLIED       | success, whatever follows
            402 Payment Required | BILLING      | NOT_APPLIED   | the status is enough
            404 Not Found        | TRANSIENT    | MAYBE_APPLIED | Hathora's words are missing
            503 Unavailable      | TRANSIENT    | MAYBE_APPLIED | unclear anyway
            """)
    void bodyThatBreaksOffDoesNotHideTheStatus(String status, ErrorKind kind, Effect effect, String reason)
            throws IOException {
        try (var server = CannedServer.closingAfter(beginOfAnswer(status))) {
            HathoraException failure = failure(() -> at(server.uri()).createRoom(APP, ROOM, REQUEST));

            assertThat(failure.kind()).as(reason).isEqualTo(kind);
            assertThat(failure.effect()).as(reason).isEqualTo(effect);
            if (effect == Effect.APPLIED) {
                assertThat(failure).hasMessageEndingWith("its body was cut off");
            }
        }
    }

    @Test
    void bodyThatNeverEndsIsNotWaitedForAndDoesNotHideTheStatus() throws IOException {
        try (var server = CannedServer.silentAfter(beginOfAnswer("201 Created"))) {
            // Long enough for the head to arrive also on a busy machine.
            HathoraException failure = failure(
                    () -> waitingAt(server.uri(), Duration.ofSeconds(3)).createRoom(APP, ROOM, REQUEST));

            assertThat(failure.effect()).isEqualTo(Effect.APPLIED);
            assertThat(failure).hasMessage(
                    "createRoom got a malformed answer: 201 Created, but its body did not end within 3 s");
        }
    }

    private static String beginOfAnswer(String status) {
        return "HTTP/1.1 " + status + "\r\nContent-Length: 1000\r\n\r\n{\"message\": \"no such room\"";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            HTTP/1.1 2oo secret-token | no HTTP
            SSH-2.0-OpenSSH_9.6       | not even remotely
            ''                        | nothing at all
            """)
    void nonsenseCountsAsNoAnswer(String bytes, String reason) throws IOException {
        try (var server = CannedServer.closingAfter(bytes + "\r\n\r\n")) {
            HathoraException failure = failure(() -> at(server.uri()).createRoom(APP, ROOM, REQUEST));

            assertThat(failure.kind()).as(reason).isEqualTo(ErrorKind.TRANSIENT);
            assertThat(failure.effect()).as(reason).isEqualTo(Effect.MAYBE_APPLIED);
            assertThat(failure).hasMessageStartingWith("createRoom lost the connection before an answer came: ");
            assertThat(failure.toString()).doesNotContain("secret-token");
        }
    }

    @Test
    void whereNobodyListensNothingIsSent() throws IOException {
        try (Socket bound = new Socket()) {
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)); // nobody else can listen there
            URI nobody = URI.create("http://127.0.0.1:" + bound.getLocalPort());

            HathoraException failure = failure(() -> at(nobody).createRoom(APP, ROOM, REQUEST));

            assertThat(failure.kind()).isEqualTo(ErrorKind.TRANSIENT);
            assertThat(failure.effect()).isEqualTo(Effect.NOT_APPLIED);
            assertThat(failure).hasMessage(
                    "createRoom could not connect to " + nobody.getAuthority() + ": the connection was refused");
        }
    }

    @Test
    void unknownHostIsToldByName() {
        HathoraException failure = failure(
                () -> at(URI.create("http://api.hathora.invalid")).createRoom(APP, ROOM, REQUEST));

        assertThat(failure.effect()).isEqualTo(Effect.NOT_APPLIED);
        assertThat(failure)
                .hasMessage("createRoom could not connect to api.hathora.invalid: the host name is unknown");
    }

    @Test
    void interruptEndsTheCallAndIsKept() throws Exception {
        try (var server = CannedServer.silentAfter("")) {
            CompletableFuture<HathoraException> failed = new CompletableFuture<>();
            AtomicBoolean flag = new AtomicBoolean();
            Thread caller = Thread.startVirtualThread(() -> {
                HathoraException failure = failure(() -> at(server.uri()).createRoom(APP, ROOM, REQUEST));
                flag.set(Thread.currentThread().isInterrupted());
                failed.complete(failure);
            });
            Awaitility.await().until(() -> server.heads().size() == 1);

            caller.interrupt();

            HathoraException failure = failed.get(60, TimeUnit.SECONDS);
            assertThat(failure).hasMessage("createRoom was interrupted before an answer came");
            assertThat(failure.kind()).isEqualTo(ErrorKind.TRANSIENT);
            assertThat(failure.effect()).isEqualTo(Effect.MAYBE_APPLIED);
            assertThat(flag).isTrue();
        }
    }

    @Test
    void interruptedThreadSendsNothing() throws IOException {
        try (var server = CannedServer.silentAfter("")) {
            Thread.currentThread().interrupt();
            HathoraException failure = failure(() -> at(server.uri()).createRoom(APP, ROOM, REQUEST));

            assertThat(Thread.interrupted()).isTrue();
            assertThat(failure).hasMessage("createRoom was interrupted before it was sent");
            assertThat(failure.effect()).isEqualTo(Effect.NOT_APPLIED);
            assertThat(server.heads()).isEmpty();
        }
    }

    @Test
    void closedClientIsAFailureLikeAnyOther() throws IOException {
        try (var server = CannedServer.answering("200 OK", ROOM_JSON)) {
            client.close();

            assertThat(failure(at(server.uri()), Operation.GET_ROOM_INFO).kind()).isEqualTo(ErrorKind.TRANSIENT);
        }
    }
}
