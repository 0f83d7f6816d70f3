package dev.hathora.operator;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * What probes and Prometheus ask for: {@code GET /healthz}, {@code /readyz} and {@code /metrics}. Health is answered with
 * 200 and {@code ok}, or with 503 and a line for every check that failed.
 */
public final class HttpEndpoint implements AutoCloseable {
    private static final String TEXT = "text/plain; charset=utf-8";

    private record Answer(int status, String contentType, String body) {}

    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final List<HealthCheck> health;
    private final List<HealthCheck> readiness;
    private final Supplier<String> metrics;

    /**
     * Starts to listen.
     *
     * @param address where; port 0: any free one
     * @param health decide about {@code /healthz}: a failure asks for a restart
     * @param readiness decide about {@code /readyz}
     * @param metrics what {@code /metrics} says, in Prometheus's format
     * @throws InvalidSettingException when the port can't be had
     */
    public HttpEndpoint(InetSocketAddress address, List<HealthCheck> health, List<HealthCheck> readiness,
            Supplier<String> metrics) {
        this.health = List.copyOf(health);
        this.readiness = List.copyOf(readiness);
        this.metrics = metrics;
        try {
            server = HttpServer.create(address, 0);
        } catch (IOException e) {
            throw InvalidSettingException.unusable(Setting.HTTP_PORT,
                    "is %d, but nothing can listen there: %s".formatted(address.getPort(), e.getMessage()));
        }
        server.setExecutor(executor);
        server.createContext("/", this::handle);
        server.start();
    }

    /** The port it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Stops at once. */
    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        Answer answer = answer(exchange.getRequestMethod(), exchange.getRequestURI().getPath());
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        if (answer.status() == 405) {
            exchange.getResponseHeaders().set("Allow", "GET");
        }
        try (exchange) {
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Answer answer(String method, String path) {
        if (!List.of("/healthz", "/readyz", "/metrics").contains(path)) {
            return new Answer(404, TEXT, "Here are only /healthz, /readyz and /metrics.\n");
        }
        if (!method.equals("GET")) {
            return new Answer(405, TEXT, "Only GET is allowed.\n");
        }
        return switch (path) {
            case "/healthz" -> outcome(health);
            case "/readyz" -> outcome(readiness);
            default -> new Answer(200, "text/plain; version=0.0.4; charset=utf-8", metrics.get());
        };
    }

    private static Answer outcome(List<HealthCheck> checks) {
        String problems = checks.stream().flatMap(check -> problem(check).stream())
                .map(problem -> problem + "\n").collect(Collectors.joining());
        return problems.isEmpty() ? new Answer(200, TEXT, "ok\n") : new Answer(503, TEXT, problems);
    }

    private static Optional<String> problem(HealthCheck check) {
        Optional<String> problem;
        try {
            problem = check.problem().get();
        } catch (RuntimeException e) {
            problem = Optional.of("the check itself failed: " + e);
        }
        return problem.map(text -> check.name() + ": " + text);
    }
}
