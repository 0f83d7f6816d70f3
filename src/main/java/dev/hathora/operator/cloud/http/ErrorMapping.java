package dev.hathora.operator.cloud.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

import javax.net.ssl.SSLHandshakeException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hathora.operator.cloud.Effect;
import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.ForeignText;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Maps the failure of a call to a {@link HathoraException}. No I/O, no clock. Exceptions of other libraries never
 * become causes, because their messages can quote what the server sent, which can quote the token.
 */
public final class ErrorMapping {
    private static final ObjectReader JSON = JsonMapper.builder().build().reader();
    private static final String WANTS_PASSWORD = "requires a valid user and password: set them in HTTPS_PROXY or HTTP_PROXY";
    /** The start of the message of the JDK's client if a proxy rejects CONNECT. */
    private static final String TUNNEL_FAILED = "Tunnel failed";
    private static final Pattern ID_IS_TAKEN = Pattern.compile(
            "\\bunique\\b|\\balready (exists?|used|in use)\\b|\\b(is|been|already) taken\\b|\\bduplicate",
            Pattern.CASE_INSENSITIVE);

    private final Operation operation;
    private final ForeignText foreignText;

    /**
     * @param secrets the values that must never be shown: the token, and the credentials for a proxy
     */
    public ErrorMapping(Operation operation, List<String> secrets) {
        this.operation = operation;
        this.foreignText = new ForeignText(secrets);
    }

    /** The answer's status reports a failure. */
    HathoraException refused(Answer answer, Instant now) {
        String words = hathorasWords(answer);
        ErrorKind kind = kind(answer.status(), words);
        String message = operation.hathoraName() + " failed: " + answer.statusLine();
        if (words != null) {
            message += ": " + foreignText.shown(words);
        } else if (answer.status() == HttpURLConnection.HTTP_PROXY_AUTH) {
            message += ": a proxy " + WANTS_PASSWORD;
        } else if (answer.status() == 404 && kind == ErrorKind.TRANSIENT) {
            message += ", which is not from Hathora itself: its body contains no message";
        }
        // a throttling gateway may have forwarded the request before it answered; for createRoom it is safer to assume
        // that
        boolean mayHaveBegun = kind == ErrorKind.THROTTLED && operation == Operation.CREATE_ROOM;
        Effect effect = kind == ErrorKind.TRANSIENT || mayHaveBegun ? unclear() : Effect.NOT_APPLIED;
        return new HathoraException(operation, kind, effect, answer.status(), message,
                RetryAfter.parse(answer.retryAfter(), now), null);
    }

    /**
     * The answer's status reports success, but its body is malformed.
     *
     * @param defect what is wrong; the text follows "its body"
     */
    HathoraException unreadable(Answer answer, String defect) {
        return new HathoraException(operation, ErrorKind.TRANSIENT,
                canChangeSomething() ? Effect.APPLIED : Effect.NOT_APPLIED, answer.status(),
                operation.hathoraName() + " got a malformed answer: " + answer.statusLine() + ", but its body "
                        + defect,
                null, null);
    }

    /**
     * No answer was received, not even its headers.
     *
     * @param peer the server, and the proxy in between
     */
    HathoraException unanswered(Throwable cause, String peer, Duration timeout) {
        String connecting = "could not connect to " + peer + ": ";
        return switch (cause) {
            case HttpConnectTimeoutException e -> unsent(ErrorKind.TRANSIENT, connecting + "it took too long");
            case ConnectException e when e.getCause() instanceof UnresolvedAddressException -> unsent(
                    ErrorKind.TRANSIENT, connecting + "the host name is unknown");
            case ConnectException e -> unsent(ErrorKind.TRANSIENT, connecting + "the connection was refused");
            case SSLHandshakeException e -> unsent(ErrorKind.TRANSIENT,
                    connecting + "the TLS handshake failed: " + foreignText.shown(String.valueOf(e.getMessage()))
                            + ". If a company CA signed the certificate, set HATHORA_CA_FILE");
            case IOException e when String.valueOf(e.getMessage()).startsWith(TUNNEL_FAILED) -> unsent(
                    ErrorKind.TRANSIENT, connecting + "the proxy rejects the request: "
                            + foreignText.shown(String.valueOf(e.getMessage())));
            case TimeoutException e -> lost("got no answer within " + inWords(timeout));
            case InterruptedException e -> lost("was interrupted before an answer came");
            default -> lost("lost the connection before an answer came: " + foreignText.shown(cause.toString()));
        };
    }

    /**
     * A proxy rejected the connection.
     *
     * @param status the status of the proxy's answer
     */
    HathoraException refusedByProxy(int status, String peer) {
        return unsent(ErrorKind.TRANSIENT, "could not connect to " + peer + ": the proxy "
                + (status == HttpURLConnection.HTTP_PROXY_AUTH ? WANTS_PASSWORD : "answers " + status));
    }

    /**
     * The request was not sent.
     *
     * @param problem why; the text follows the operation's name
     */
    HathoraException unsent(ErrorKind kind, String problem) {
        return new HathoraException(operation, kind, Effect.NOT_APPLIED, 0, operation.hathoraName() + " " + problem,
                null, null);
    }

    private HathoraException lost(String problem) {
        return new HathoraException(operation, ErrorKind.TRANSIENT, unclear(), 0,
                operation.hathoraName() + " " + problem, null, null);
    }

    private ErrorKind kind(int status, @Nullable String words) {
        return switch (status) {
            case 400, 422 -> operation == Operation.CREATE_ROOM && words != null && ID_IS_TAKEN.matcher(words).find()
                    ? ErrorKind.CONFLICT
                    : ErrorKind.INVALID;
            case 401 -> ErrorKind.UNAUTHORIZED;
            case 402 -> ErrorKind.BILLING;
            case 403 -> ErrorKind.FORBIDDEN;
            // only Hathora can know that a room is gone; a misconfigured gateway answers 404 as well
            case 404 -> words != null ? ErrorKind.ABSENT : ErrorKind.TRANSIENT;
            case 405 -> operation == Operation.RESUME_ROOM ? ErrorKind.ABSENT : ErrorKind.INVALID;
            case 501 -> operation == Operation.RESUME_ROOM ? ErrorKind.ABSENT : ErrorKind.TRANSIENT;
            case 407, 408 -> ErrorKind.TRANSIENT;
            case 409 -> ErrorKind.CONFLICT;
            case 429 -> ErrorKind.THROTTLED;
            default -> status / 100 == 4 ? ErrorKind.INVALID : ErrorKind.TRANSIENT;
        };
    }

    private Effect unclear() {
        return canChangeSomething() ? Effect.MAYBE_APPLIED : Effect.NOT_APPLIED;
    }

    /** Whether the operation can change something. getConnectionInfo only reads, but wakes a suspended room. */
    private boolean canChangeSomething() {
        return operation.isMutation() || operation == Operation.GET_CONNECTION_INFO;
    }

    /** The message in Hathora's {@code {"message": string}}. Null if the answer is something else. */
    private static @Nullable String hathorasWords(Answer answer) {
        try {
            JsonNode message = JSON.readTree(answer.body()).path("message");
            return message.isTextual() ? message.textValue() : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    /** For example {@code 10 s} or {@code 250 ms}. */
    static String inWords(Duration duration) {
        return duration.toMillisPart() == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
