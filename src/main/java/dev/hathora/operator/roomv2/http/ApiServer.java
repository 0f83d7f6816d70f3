package dev.hathora.operator.roomv2.http;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.hathora.operator.roomv2.Refusal;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves an {@link Api} over HTTP/1.1, also to unauthenticated callers: the resources that callers can occupy are
 * limited, errors are answered in Hathora's format, {@code {"message": "..."}}, and web pages of any origin may call.
 * TLS has to be terminated by a proxy.
 */
public final class ApiServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ApiServer.class);
    private static final int HEAD_BYTES = 8 * 1024;
    private static final int ACCEPT_QUEUE = 1024;
    /** For accepting, reading and writing; calls are answered on virtual threads. */
    private static final int THREADS = 16;
    /** A server that stops answers calls on open connections so. Another one may be there by then. */
    private static final Duration STOPPING = Duration.ofSeconds(1);

    /**
     * Limits the resources that callers can occupy.
     *
     * @param connections at once. If there are more, the one that has waited longest for an answer is closed. Each is
     *     an open file, and the process needs open files for other purposes, too
     * @param bodyBytes of all calls in flight with a developer token, and as many of all other calls
     * @param answerBytes of all long answers that are being sent to callers with a developer token, and as many to all
     *     other callers
     * @param time from the opening of a connection to its first answer, and from each answer to the next
     * @param stop how long calls in flight may take when the server stops; zero to close their connections at once
     */
    public record Limits(int connections, int bodyBytes, int answerBytes, Duration time, Duration stop) {
        /** For unauthenticated callers. */
        public static final Limits DEFAULT = new Limits(connections(mostOpenFiles()), 16 * 1024 * 1024,
                64 * 1024 * 1024,
                Duration.ofSeconds(60), Duration.ofSeconds(10));

        /** @param files how many files the process may have open */
        static int connections(long files) {
            return Math.clamp(files / 2, 1, 10_000);
        }

        private static long mostOpenFiles() {
            return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                    && unix.getMaxFileDescriptorCount() > 0 ? unix.getMaxFileDescriptorCount() : Long.MAX_VALUE;
        }
    }

    /**
     * What a server serves.
     *
     * @param api processes calls
     * @param routes the operations
     * @param interceptor the hook in front of the API
     * @param echo whether WebSockets at {@code /} and {@code /ws} echo what they receive
     */
    public record Content(Api api, Routes routes, Interceptor interceptor, boolean echo) {
        /** The API without a hook, and the echo. */
        public Content(Api api, Routes routes) {
            this(api, routes, Interceptor.NONE, true);
        }
    }

    private final Server server;
    private final ServerConnector connector;
    private final ConnectionDeadlines deadlines;
    private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
    private final Content content;
    private final Bodies bodies;
    private final LongAnswers toDevelopers;
    private final LongAnswers toStrangers;
    private final @Nullable PingSockets sockets;

    private ApiServer(InetSocketAddress address, Content content, Limits limits) {
        this.content = content;
        bodies = new Bodies(limits.bodyBytes());
        toDevelopers = new LongAnswers(limits.answerBytes());
        toStrangers = new LongAnswers(limits.answerBytes());
        QueuedThreadPool threads = new QueuedThreadPool(THREADS);
        threads.setName("api");
        threads.setVirtualThreadsExecutor(calls);
        server = new Server(threads);
        sockets = content.echo() ? new PingSockets(server) : null;
        // For requests that Jetty itself refuses: its own error page is HTML.
        server.setErrorHandler((request, response, callback) -> {
            Object reason = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
            String message = HttpStatus.getMessage(response.getStatus());
            answer(request, response, callback, Answer.error(response.getStatus(),
                    reason == null || reason.equals(message) ? message : message + ": " + reason,
                    response.getStatus() == HttpStatus.SERVICE_UNAVAILABLE_503 ? STOPPING : null));
            return true;
        });
        Handler.Abstract handler = new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                ApiServer.this.handle(request, response, callback);
                return true;
            }
        };
        server.setHandler(limits.stop().isZero() ? handler : new GracefulHandler(handler));
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
     * Starts to listen, with limits for unauthenticated callers.
     *
     * @param address the address to listen on; port 0 for any free port
     * @param content what is served
     * @throws IOException if the port can't be bound
     */
    public static ApiServer start(InetSocketAddress address, Content content) throws IOException {
        return start(address, content, Limits.DEFAULT);
    }

    /**
     * Starts to listen.
     *
     * @param address the address to listen on; port 0 for any free port
     * @param content what is served
     * @param limits the limits
     * @throws IOException if the port can't be bound
     */
    public static ApiServer start(InetSocketAddress address, Content content, Limits limits) throws IOException {
        ApiServer opened = new ApiServer(address, content, limits);
        try {
            opened.server.start();
            return opened;
        } catch (IOException e) {
            opened.close();
            // Jetty's own exception says less
            throw e.getCause() instanceof IOException why ? why : e;
        } catch (Exception e) {
            throw new IllegalStateException("the API server can't be started", e);
        }
    }

    /** The port it listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    /**
     * Accepts no more calls, waits for those in flight as long as the limits allow, and then closes their connections.
     */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            log.warn("The API server did not stop cleanly: {}", e.toString());
        }
        calls.shutdownNow();
    }

    private void handle(Request request, Response response, Callback callback) {
        Callback done = Callback.from(callback, () -> answered(request));
        if (Cors.isPreflight(request)) {
            answer(request, response, done, Answer.noContent());
            return;
        }
        if (sockets != null && PingSockets.isWanted(request)) {
            sockets.open(request, response, done);
            return;
        }
        Routes.Match match;
        try {
            // CONNECT has no path
            String path = request.getHttpURI().getPath();
            match = content.routes().find(request.getMethod(), path == null ? "" : path);
        } catch (IllegalArgumentException e) {
            answer(request, response, done, Answer.error(400, "Bad Request: the path has an invalid percent-encoding"));
            return;
        }
        switch (match) {
            case Routes.Match.Found found -> call(request, response, done, found);
            case Routes.Match.NoMethod other -> answer(request, response, done,
                    Answer.error(405, "Method Not Allowed: this path takes " + other.allowed()).with("Allow",
                            other.allowed()));
            case Routes.Match.NoPath none ->
                answer(request, response, done, Answer.error(404, "Not Found: no operation has this path"));
        }
    }

    private void call(Request request, Response response, Callback callback, Routes.Match.Found found) {
        Bodies.Of body = bodies.new Of(request, found.route());
        Exchange exchange = exchange(request, response, Callback.from(callback, body::release),
                found.route().auth() == Route.Auth.DEVELOPER ? toDevelopers : toStrangers);
        String query = request.getHttpURI().getQuery();
        Call call = new Call(found.route(), found.parameters(), query == null ? "" : query,
                request.getHeaders().get(HttpHeader.AUTHORIZATION), request.getHeaders().get(HttpHeader.CONTENT_TYPE),
                body);
        respond(exchange, call.toString(), () -> content.interceptor().intercept(exchange, call, content.api()));
    }

    private void answer(Request request, Response response, Callback callback, Answer answer) {
        Exchange exchange = exchange(request, response, callback, toStrangers);
        respond(exchange, "an error", () -> exchange.send(answer));
    }

    private Exchange exchange(Request request, Response response, Callback callback, LongAnswers answers) {
        Cors.allow(request, response);
        LongAnswers.Share answer = answers.new Share();
        return new Exchange(request, response, Callback.from(callback, answer::release), answer,
                () -> answered(request));
    }

    private void answered(Request request) {
        deadlines.answered(request.getConnectionMetaData().getConnection().getEndPoint());
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    /** Ends the exchange in any case. */
    private static void respond(Exchange exchange, String what, Work work) {
        try {
            work.run();
        } catch (IOException | CallerLeftException e) {
            // The caller has disconnected, or has sent only a part of the body.
            insteadOf(exchange, Answer.error(400, "Bad Request: the body ended too early"));
        } catch (InterruptedException e) {
            // The server stops.
            exchange.cut();
        } catch (Refusal refusal) {
            insteadOf(exchange, Api.refused(refusal));
        } catch (RuntimeException | Error e) {
            log.error("A call failed: {}", what, e);
            insteadOf(exchange, Answer.error(500, "the call failed; the host's log says why"));
        }
    }

    private static void insteadOf(Exchange exchange, Answer answer) {
        if (exchange.begun()) {
            exchange.cut();
            return;
        }
        try {
            exchange.send(answer);
        } catch (IOException | InterruptedException e) {
            // The caller has disconnected.
        }
    }
}
