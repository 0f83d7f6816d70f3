package dev.hathora.operator.cloud.http;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.HathoraException;

/** Sends one request and waits for the complete answer, within limits of time and size. */
final class HttpTransport {
    private final HttpRoute route;

    HttpTransport(HttpRoute route) {
        this.route = route;
    }

    /**
     * @param timeout the total time for connecting, headers and body (the client's own timeout does not include the
     *     body)
     * @param bodyLimit the maximum size of the body, in bytes
     * @throws HathoraException if not even the headers of an answer were received
     */
    Answer send(HttpRequest request, Duration timeout, int bodyLimit, ErrorMapping errors) {
        if (Thread.currentThread().isInterrupted()) {
            throw errors.unsent(ErrorKind.TRANSIENT, "was interrupted before it was sent");
        }
        BoundedBody body = new BoundedBody(bodyLimit);
        CompletableFuture<HttpResponse<String>> exchange = route.client().sendAsync(authorized(request), body);
        Throwable failure;
        try {
            HttpResponse<String> response = exchange.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            // the JDK's client returns a proxy's answer to CONNECT without invoking the body handler
            return Answer.whole(
                    body.head().orElseThrow(() -> errors.refusedByProxy(response.statusCode(), peer(request))),
                    response.body());
        } catch (ExecutionException e) {
            failure = e;
        } catch (TimeoutException e) {
            exchange.cancel(true);
            failure = e;
        } catch (InterruptedException e) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            failure = e;
        }
        Throwable cause = unwrap(failure);
        return body.head().map(head -> Answer.broken(head, defect(cause, timeout, bodyLimit)))
                .orElseThrow(() -> errors.unanswered(cause, peer(request), timeout));
    }

    private HttpRequest authorized(HttpRequest request) {
        String authorization = route.proxyAuthorization();
        return authorization == null
                ? request
                : HttpRequest.newBuilder(request, (name, value) -> true).header("Proxy-Authorization", authorization)
                        .build();
    }

    private String peer(HttpRequest request) {
        String server = request.uri().getAuthority();
        return route.proxy() == null ? server : server + " through the proxy " + route.proxy();
    }

    private static String defect(Throwable cause, Duration timeout, int bodyLimit) {
        return switch (cause) {
            case BoundedBody.TooLargeException e -> "is larger than " + bodyLimit / 1024 + " KiB";
            case TimeoutException e -> "did not end within " + ErrorMapping.inWords(timeout);
            case InterruptedException e -> "was not read completely, because of an interrupt";
            default -> "was cut off";
        };
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof ExecutionException || cause instanceof CompletionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
