package dev.hathora.operator.cloud.http;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import javax.net.ssl.SSLHandshakeException;

import dev.hathora.operator.cloud.Effect;
import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Operation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class ErrorMappingTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final String PEER = "hathora.example.com through the proxy proxy:3128";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String HATHORAS = "{\"message\": \"No.\"}";
    private static final String PROXYS = "<html><body>No.</body></html>";

    /** What may have changed something although no clear answer came: changes, and the read that wakes rooms. */
    private static final Set<Operation> CHANGING = EnumSet.of(Operation.CREATE_ROOM, Operation.DESTROY_ROOM,
            Operation.SUSPEND_ROOM, Operation.RESUME_ROOM, Operation.UPDATE_ROOM_CONFIG,
            Operation.GET_CONNECTION_INFO);

    private static ErrorMapping of(Operation operation) {
        return new ErrorMapping(operation, List.of("secret-token"));
    }

    private static Answer answer(int status, String body) {
        return new Answer(status, null, body, null);
    }

    private record Row(int status, String body, ErrorKind kind, boolean clear, String reason) {}

    private static Stream<Row> rows() {
        return Stream.of(
                new Row(300, HATHORAS, ErrorKind.TRANSIENT, false, "redirects are not followed"),
                new Row(301, PROXYS, ErrorKind.TRANSIENT, false, "redirects are not followed"),
                new Row(304, "", ErrorKind.TRANSIENT, false, "we send no validators, so this is not Hathora"),
                new Row(307, PROXYS, ErrorKind.TRANSIENT, false, "redirects are not followed"),
                new Row(400, HATHORAS, ErrorKind.INVALID, true, "the request is wrong"),
                new Row(401, HATHORAS, ErrorKind.UNAUTHORIZED, true, "the token is wrong"),
                new Row(401, "", ErrorKind.UNAUTHORIZED, true, "whoever sends it, the call did not get through"),
                new Row(402, HATHORAS, ErrorKind.BILLING, true, "the account does not pay"),
                new Row(403, HATHORAS, ErrorKind.FORBIDDEN, true, "the token may not"),
                new Row(403, PROXYS, ErrorKind.FORBIDDEN, true, "a firewall says no: a human must act as well"),
                new Row(404, HATHORAS, ErrorKind.ABSENT, true, "Hathora itself knows"),
                new Row(404, PROXYS, ErrorKind.TRANSIENT, false, "a proxy can't know what exists"),
                new Row(404, "", ErrorKind.TRANSIENT, false, "nobody says who says so"),
                new Row(404, "\"message\"", ErrorKind.TRANSIENT, false, "JSON, but not Hathora's error"),
                new Row(404, "{\"error\": \"No.\"}", ErrorKind.TRANSIENT, false, "JSON, but not Hathora's error"),
                new Row(404, "{\"message\": 404}", ErrorKind.TRANSIENT, false, "a message is text"),
                new Row(404, "[{\"message\": \"No.\"}]", ErrorKind.TRANSIENT, false, "an error is an object"),
                new Row(404, "{\"message\": \"No", ErrorKind.TRANSIENT, false, "cut off: anything may have followed"),
                new Row(406, HATHORAS, ErrorKind.INVALID, true, "as sent, it is not understood"),
                new Row(407, PROXYS, ErrorKind.TRANSIENT, false,
                        "a proxy wants a password, of which rooms know nothing"),
                new Row(408, HATHORAS, ErrorKind.TRANSIENT, false, "a timeout on their side"),
                new Row(409, HATHORAS, ErrorKind.CONFLICT, true, "in conflict with what exists"),
                new Row(410, HATHORAS, ErrorKind.INVALID, true, "not documented, so no proof of absence"),
                new Row(413, HATHORAS, ErrorKind.INVALID, true, "too large stays too large"),
                new Row(415, HATHORAS, ErrorKind.INVALID, true, "as sent, it is not understood"),
                new Row(422, HATHORAS, ErrorKind.INVALID, true, "the request is wrong"),
                new Row(429, HATHORAS, ErrorKind.THROTTLED, true, "too many calls"),
                new Row(429, PROXYS, ErrorKind.THROTTLED, true, "too many calls for the proxy"),
                new Row(500, HATHORAS, ErrorKind.TRANSIENT, false, "it broke somewhere in between"),
                new Row(502, PROXYS, ErrorKind.TRANSIENT, false, "the proxy lost Hathora"),
                new Row(503, "", ErrorKind.TRANSIENT, false, "not available, says someone"),
                new Row(504, PROXYS, ErrorKind.TRANSIENT, false, "the proxy gave up waiting"),
                new Row(520, PROXYS, ErrorKind.TRANSIENT, false, "a CDN's own"),
                new Row(599, "", ErrorKind.TRANSIENT, false, "the last of its class"),
                new Row(999, "", ErrorKind.TRANSIENT, false, "no HTTP status at all"));
    }

    static Stream<Arguments> everyOperationAndStatus() {
        return Stream.of(Operation.values()).flatMap(operation -> rows().map(row -> arguments(operation, row)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("everyOperationAndStatus")
    void statusSaysWhatHappened(Operation operation, Row row) {
        HathoraException failure = of(operation).refused(answer(row.status(), row.body()), NOW);

        // whatever refuses a createRoom for want of room may have passed on what came before
        boolean clear = row.clear() && !(row.status() == 429 && operation == Operation.CREATE_ROOM);
        Effect effect = !clear && CHANGING.contains(operation) ? Effect.MAYBE_APPLIED : Effect.NOT_APPLIED;
        assertThat(failure.kind()).as(row.reason()).isEqualTo(row.kind());
        assertThat(failure.effect()).as(row.reason()).isEqualTo(effect);
        assertThat(failure.status()).isEqualTo(row.status());
        assertThat(failure.operation()).isEqualTo(operation);
        assertThat(failure).hasMessageStartingWith(operation.hathoraName() + " failed: " + row.status());
    }

    @Test
    void aProxyThatWantsAPasswordIsToldWithWhatToSet() {
        assertThat(of(Operation.GET_ROOM_INFO).refused(answer(407, PROXYS), NOW)).hasMessageEndingWith(
                ": a proxy requires a valid user and password: set them in HTTPS_PROXY or HTTP_PROXY");
    }

    @ParameterizedTest
    @EnumSource
    void unknownOperationCountsAsAbsentOnlyForResumeRoomWhichOlderVersionsLack(Operation operation) {
        boolean resume = operation == Operation.RESUME_ROOM;

        assertThat(of(operation).refused(answer(405, ""), NOW).kind())
                .isEqualTo(resume ? ErrorKind.ABSENT : ErrorKind.INVALID);
        assertThat(of(operation).refused(answer(501, ""), NOW).kind())
                .isEqualTo(resume ? ErrorKind.ABSENT : ErrorKind.TRANSIENT);
        assertThat(of(operation).refused(answer(501, ""), NOW).effect())
                .isEqualTo(!resume && CHANGING.contains(operation) ? Effect.MAYBE_APPLIED : Effect.NOT_APPLIED);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            roomId is not globally unique             | CONFLICT
            Room ID must be unique.                   | CONFLICT
            A room with that id already exists        | CONFLICT
            roomId ALREADY IN USE                     | CONFLICT
            this id is taken                          | CONFLICT
            the id has been taken                     | CONFLICT
            duplicate key value                       | CONFLICT
            roomConfig is too long                    | INVALID
            region is not one of Seattle, Frankfurt   | INVALID
            the snapshot could not be taken           | INVALID
            deployment does not exist                 | INVALID
            """)
    void refusedCreateIsAConflictIfItSaysThatTheIdIsTaken(String message, ErrorKind kind) {
        Answer badRequest = answer(400, "{\"message\": \"" + message + "\"}");
        Answer unprocessable = answer(422, "{\"message\": \"" + message + "\"}");

        assertThat(of(Operation.CREATE_ROOM).refused(badRequest, NOW).kind()).isEqualTo(kind);
        assertThat(of(Operation.CREATE_ROOM).refused(unprocessable, NOW).kind()).isEqualTo(kind);
        assertThat(of(Operation.UPDATE_ROOM_CONFIG).refused(badRequest, NOW).kind())
                .as("only createRoom brings a new id").isEqualTo(ErrorKind.INVALID);
    }

    static Stream<Arguments> failuresWithoutAnswer() {
        ConnectException unresolved = new ConnectException();
        unresolved.initCause(new UnresolvedAddressException());
        return Stream.of(
                arguments(new ConnectException("Connection refused"), false,
                        "could not connect to " + PEER + ": the connection was refused"),
                arguments(unresolved, false, "could not connect to " + PEER + ": the host name is unknown"),
                arguments(new HttpConnectTimeoutException("HTTP connect timed out"), false,
                        "could not connect to " + PEER + ": it took too long"),
                arguments(new SSLHandshakeException("no trusted certificate"), false,
                        "could not connect to " + PEER + ": the TLS handshake failed: no trusted certificate. If a "
                                + "company CA signed the certificate, set HATHORA_CA_FILE"),
                arguments(new IOException("Tunnel failed, got: 403"), false,
                        "could not connect to " + PEER + ": the proxy rejects the request: Tunnel failed, got: 403"),
                arguments(new TimeoutException(), true, "got no answer within 10 s"),
                arguments(new InterruptedException(), true, "was interrupted before an answer came"),
                arguments(new SocketException("Connection reset"), true, "lost the connection before an answer came: "
                        + "java.net.SocketException: Connection reset"),
                arguments(new EOFException(), true,
                        "lost the connection before an answer came: java.io.EOFException"),
                arguments(new IOException("Invalid status line: \"secret-token\""), true,
                        "lost the connection before an answer came: "
                                + "java.io.IOException: Invalid status line: \"[redacted]\""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failuresWithoutAnswer")
    void withoutAnAnswerOnlyWhatWasNeverSentIsCertain(Throwable cause, boolean sent, String message) {
        for (Operation operation : Operation.values()) {
            HathoraException failure = of(operation).unanswered(cause, PEER, TIMEOUT);

            assertThat(failure.kind()).isEqualTo(ErrorKind.TRANSIENT);
            assertThat(failure.effect()).as(operation.hathoraName())
                    .isEqualTo(sent && CHANGING.contains(operation) ? Effect.MAYBE_APPLIED : Effect.NOT_APPLIED);
            assertThat(failure.status()).isZero();
            assertThat(failure).hasMessage(operation.hathoraName() + " " + message).hasNoCause();
        }
    }

    @ParameterizedTest
    @EnumSource
    void successThatCannotBeReadTookEffect(Operation operation) {
        HathoraException failure = of(operation).unreadable(answer(200, PROXYS), "is not JSON");

        assertThat(failure.kind()).isEqualTo(ErrorKind.TRANSIENT);
        assertThat(failure.effect()).isEqualTo(CHANGING.contains(operation) ? Effect.APPLIED : Effect.NOT_APPLIED);
        assertThat(failure.status()).isEqualTo(200);
        assertThat(failure)
                .hasMessage(operation.hathoraName() + " got a malformed answer: 200 OK, but its body is not JSON");
    }

    @Test
    void messageTellsUsersWhatHathoraSaid() {
        assertThat(of(Operation.CREATE_ROOM).refused(answer(402, "{\"message\": \"Add a payment method\"}"), NOW))
                .hasMessage("createRoom failed: 402 Payment Required: Add a payment method");
        assertThat(of(Operation.GET_ROOM_INFO).refused(answer(502, PROXYS), NOW))
                .hasMessage("getRoomInfo failed: 502 Bad Gateway");
        assertThat(of(Operation.GET_ROOM_INFO).refused(answer(404, PROXYS), NOW)).hasMessage(
                "getRoomInfo failed: 404 Not Found, which is not from Hathora itself: its body contains no message");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "none", delimiter = '|', textBlock = """
            none                            | none   | no header
            0                               | PT0S   | at once
            7                               | PT7S   | seconds
            300                             | PT5M   | the most that is believed
            86400                           | PT5M   | a day: a mistake
            99999999999999999999            | PT5M   | more than a long
            -5                              | PT0S   | in the past
            Fri, 02 Jan 2026 03:04:35 GMT   | PT30S  | a date
            Fri, 02 Jan 2026 03:00:00 GMT   | PT0S   | a date in the past
            Sat, 01 Jan 2028 00:00:00 GMT   | PT5M   | a date far away
            1.5                             | none   | not in HTTP
            soon                            | none   | not in HTTP
            ''                              | none   | empty
            """)
    void retryAfterIsKeptWithinReason(@Nullable String header, @Nullable Duration expected, String reason) {
        for (int status : new int[]{429, 503}) {
            HathoraException failure = of(Operation.CREATE_ROOM).refused(new Answer(status, header, "", null), NOW);

            assertThat(failure.retryAfter().orElse(null)).as(reason).isEqualTo(expected);
        }
    }
}
