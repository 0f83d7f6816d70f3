package dev.hathora.operator.endpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The HTTP server for probes and Prometheus: {@code GET /healthz}, {@code /readyz} and {@code /metrics}. The answer to
 * a health request is 200 with {@code ok} and a line for each remark, or 503 with a line for each failed check.
 *
 * <p>Anyone who can reach the port may call it, so resources are limited: the size of request headers, the number of
 * connections, and the lifetime of each. A connection serves one request.
 */
public final class HttpEndpoint implements AutoCloseable {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";
    /** Threads for accepting, reading and writing. Work that may block runs on virtual threads. */
    private static final int THREADS = 8;
    private static final int HEAD_BYTES = 8 * 1024;
    /** The accept queue. A client that finds it full retries after a second. */
    private static final int ACCEPT_QUEUE = 1024;

    /**
     * Limits for callers.
     *
     * @param connections the maximum number of concurrent connections; when it is reached, the oldest one is closed
     * @param scrapes the maximum number of concurrent scrapes, whose answers can be large
     * @param time the maximum time from opening a connection to the last byte of the answer
     */
    record Limits(int connections, int scrapes, Duration time) {
        static final Limits DEFAULT = new Limits(128, 8, Duration.ofSeconds(10));
    }

    private static final List<String> PATHS = List.of("/healthz", "/readyz", "/metrics");
    private static final List<String> METHODS = List.of("GET", "HEAD");

    private record Answer(int status, String contentType, String body) {}

    private final Server server;
    private final ServerConnector connector;
    private final ConnectionBounds bounds;
    private final List<HealthCheck> health;
    private final List<HealthCheck> readiness;
    private final Supplier<String> metrics;

    /**
     * Starts the server.
     *
     * @param address the address to listen on; port 0 picks a free port
     * @param health the checks for {@code /healthz}; a failure leads to a restart
     * @param readiness the checks for {@code /readyz}
     * @param metrics supplies the answer to {@code /metrics} in Prometheus's text format
     * @throws UncheckedIOException if the port can't be used; the cause says why
     */
    public HttpEndpoint(InetSocketAddress address, List<HealthCheck> health, List<HealthCheck> readiness,
            Supplier<String> metrics) {
        this(address, health, readiness, metrics, Limits.DEFAULT);
    }

    HttpEndpoint(InetSocketAddress address, List<HealthCheck> health, List<HealthCheck> readiness,
            Supplier<String> metrics, Limits limits) {
        this.health = List.copyOf(health);
        this.readiness = List.copyOf(readiness);
        this.metrics = metrics;
        QueuedThreadPool threads = new QueuedThreadPool(THREADS);
        threads.setName("http");
        threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
        server = new Server(threads);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                send(answer(request), response, callback);
                return true;
            }
        });
        // requests that Jetty rejects itself, for which it would answer in HTML
        server.setErrorHandler((request, response, callback) -> {
            String reason = HttpStatus.getMessage(response.getStatus());
            send(new Answer(response.getStatus(), TEXT, reason + "\n"), response, callback);
            return true;
        });
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration()));
        if (!address.getAddress().isAnyLocalAddress()) {
            connector.setHost(address.getAddress().getHostAddress());
        }
        connector.setPort(address.getPort());
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        connector.setIdleTimeout(limits.time().toMillis());
        bounds = new ConnectionBounds(limits.connections(), limits.scrapes(), limits.time(),
                connector.getScheduler());
        connector.addBean(bounds);
        server.addConnector(connector);
        start();
    }

    private static HttpConfiguration configuration() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setRequestHeaderSize(HEAD_BYTES);
        configuration.setPersistentConnectionsEnabled(false);
        configuration.setSendServerVersion(false);
        // the container's memory limit is planned for the heap
        configuration.setUseInputDirectByteBuffers(false);
        configuration.setUseOutputDirectByteBuffers(false);
        return configuration;
    }

    private void start() {
        try {
            server.start();
        } catch (IOException e) {
            // Jetty's own exception says less.
            IOException cause = e.getCause() instanceof IOException why ? why : e;
            throw new UncheckedIOException(cause.getMessage(), cause);
        } catch (Exception e) {
            throw new IllegalStateException("the server for health and metrics can't be started", e);
        }
    }

    /** The port of the server. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Stops at once. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the server for health and metrics can't be stopped", e);
        }
    }

    private static void send(Answer answer, Response response, Callback callback) {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        response.setStatus(answer.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        if (answer.status() == HttpStatus.METHOD_NOT_ALLOWED_405) {
            response.getHeaders().put(HttpHeader.ALLOW, String.join(", ", METHODS));
        }
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    private Answer answer(Request request) {
        String path = Request.getPathInContext(request);
        if (!PATHS.contains(path)) {
            return new Answer(404, TEXT, "Only /healthz, /readyz and /metrics exist here.\n");
        }
        if (!METHODS.contains(request.getMethod())) {
            return new Answer(405, TEXT, "Only GET and HEAD are allowed.\n");
        }
        return switch (path) {
            case "/healthz" -> outcome(health);
            case "/readyz" -> outcome(readiness);
            default -> {
                bounds.beginScrape(request.getConnectionMetaData().getConnection());
                yield new Answer(200, METRICS, metrics.get());
            }
        };
    }

    private static Answer outcome(List<HealthCheck> checks) {
        String problems = lines(checks, HealthCheck::problem);
        return problems.isEmpty()
                ? new Answer(200, TEXT, "ok\n" + lines(checks, HealthCheck::remark))
                : new Answer(503, TEXT, problems);
    }

    private static String lines(List<HealthCheck> checks,
            Function<HealthCheck, Supplier<Optional<String>>> question) {
        return checks.stream().flatMap(check -> answer(question.apply(check)).stream()
                .map(text -> check.name() + ": " + text + "\n")).collect(Collectors.joining());
    }

    private static Optional<String> answer(Supplier<Optional<String>> question) {
        try {
            return question.get();
        } catch (RuntimeException e) {
            return Optional.of("the check itself failed: " + e);
        }
    }
}
