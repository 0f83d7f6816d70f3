package dev.hathora.operator.roomv2;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link RoomV2} over HTTP/1.1, for callers that are strangers: what they can hold is bounded, what they get wrong is
 * answered as Hathora answers, {@code {"message": "..."}}, and pages of any origin may call. TLS is a proxy's business.
 */
public final class RoomV2Server implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RoomV2Server.class);
    private static final int HEAD_BYTES = 8 * 1024;
    private static final int ACCEPT_QUEUE = 1024;
    /** For accepting, reading and writing; calls are answered on virtual threads. */
    private static final int THREADS = 16;

    /**
     * What callers can hold at most.
     *
     * @param connections at once; the one that has been without an answer for the longest makes room for the next
     * @param bodyBytes of a request; the longest configuration, escaped, takes 60,000
     * @param time from opening a connection to its first answer, and from there to the next
     * @param stop how long calls have to end when the server stops
     */
    record Limits(int connections, int bodyBytes, Duration time, Duration stop) {
        static final Limits DEFAULT = new Limits(10_000, 256 * 1024, Duration.ofSeconds(60), Duration.ofSeconds(10));
    }

    private final Server server;
    private final ServerConnector connector;
    private final ConnectionDeadlines deadlines;
    private final Limits limits;

    private RoomV2Server(InetSocketAddress address, RoomV2 api, Limits limits) {
        this.limits = limits;
        QueuedThreadPool threads = new QueuedThreadPool(THREADS);
        threads.setName("api");
        threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
        server = new Server(threads);
        // What Jetty refuses by itself, which it would tell in HTML.
        server.setErrorHandler((request, response, callback) -> {
            send(Answer.error(response.getStatus(), HttpStatus.getMessage(response.getStatus())), response, callback);
            return true;
        });
        server.setHandler(new GracefulHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                RoomV2Server.this.handle(api, request, response, callback);
                return true;
            }
        }));
        server.setStopTimeout(limits.stop().toMillis());
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration()));
        connector.setHost(address.getAddress().getHostAddress());
        connector.setPort(address.getPort());
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        connector.setIdleTimeout(limits.time().toMillis());
        deadlines = new ConnectionDeadlines(limits.connections(), limits.time(), connector.getScheduler());
        connector.addBean(deadlines);
        server.addConnector(connector);
    }

    private static HttpConfiguration configuration() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setRequestHeaderSize(HEAD_BYTES);
        configuration.setSendServerVersion(false);
        configuration.setSendDateHeader(true);
        return configuration;
    }

    /**
     * Starts to listen.
     *
     * @param address where; port 0: any free one
     * @param api what answers
     * @throws IOException when the port can't be had
     */
    public static RoomV2Server start(InetSocketAddress address, RoomV2 api) throws IOException {
        return start(address, api, Limits.DEFAULT);
    }

    static RoomV2Server start(InetSocketAddress address, RoomV2 api, Limits limits) throws IOException {
        RoomV2Server opened = new RoomV2Server(address, api, limits);
        try {
            opened.server.start();
            return opened;
        } catch (IOException e) {
            opened.close();
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the server of the API can't be started", e);
        }
    }

    /** The port it listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Takes no more calls, and waits for those in flight. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            log.warn("The server of the API can't be stopped in order: {}", e.toString());
        }
    }

    private void handle(RoomV2 api, Request request, Response response, Callback callback) {
        Callback done = Callback.from(callback,
                () -> deadlines.answered(request.getConnectionMetaData().getConnection().getEndPoint()));
        try {
            send(isPreflight(request) ? Answer.noContent() : answer(api, request), response, done);
        } catch (IOException e) {
            // The caller has left, or has sent half a body.
            Response.writeError(request, response, done, HttpStatus.BAD_REQUEST_400);
        } catch (RuntimeException | Error e) {
            log.error("A call failed: {} {}", request.getMethod(), Request.getPathInContext(request), e);
            send(Answer.error(500, "the call failed; the host's log says why"), response, done);
        }
    }

    /** Browsers ask before they send a token or JSON. */
    private static boolean isPreflight(Request request) {
        return request.getMethod().equals("OPTIONS");
    }

    private Answer answer(RoomV2 api, Request request) throws IOException {
        if (request.getLength() > limits.bodyBytes()) {
            return tooLarge();
        }
        byte[] body = Content.Source.asInputStream(request).readNBytes(limits.bodyBytes() + 1);
        return body.length > limits.bodyBytes()
                ? tooLarge()
                : call(request, new String(body, StandardCharsets.UTF_8)).map(api::process)
                        .orElseGet(() -> Answer.error(404, "Not Found"));
    }

    private Answer tooLarge() {
        return Answer.error(413, "the body must have at most %d bytes".formatted(limits.bodyBytes()));
    }

    private static Optional<Call> call(Request request, String body) {
        HttpFields headers = request.getHeaders();
        String contentType = headers.get(HttpHeader.CONTENT_TYPE);
        boolean json = contentType != null && contentType.toLowerCase(Locale.ROOT).startsWith("application/json");
        try {
            return Call.of(request.getMethod(), URI.create(request.getHttpURI().getPathQuery()),
                    headers.get(HttpHeader.AUTHORIZATION), json ? body : "");
        } catch (IllegalArgumentException e) {
            // No operation has such a URL.
            return Optional.empty();
        }
    }

    private static void send(Answer answer, Response response, Callback callback) {
        HttpFields.Mutable headers = response.getHeaders();
        response.setStatus(answer.status());
        headers.put("Access-Control-Allow-Origin", "*");
        headers.put("Access-Control-Allow-Methods", "GET, POST");
        headers.put("Access-Control-Allow-Headers", "Authorization, Content-Type");
        headers.put("Access-Control-Max-Age", "86400");
        if (answer.retryAfter() != null) {
            headers.put(new HttpField(HttpHeader.RETRY_AFTER, answer.retryAfter()));
        }
        JsonNode body = answer.body();
        byte[] bytes = body == null ? new byte[0] : body.toString().getBytes(StandardCharsets.UTF_8);
        if (body != null) {
            headers.put(HttpHeader.CONTENT_TYPE, "application/json; charset=utf-8");
            headers.put(HttpHeader.CONTENT_LENGTH, bytes.length);
        }
        response.write(true, ByteBuffer.wrap(bytes), callback);
    }
}
