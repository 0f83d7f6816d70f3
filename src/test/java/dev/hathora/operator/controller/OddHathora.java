package dev.hathora.operator.controller;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A Hathora that answers in the right form and with odd values: for each room, made known by its resource's name, others,
 * and always the same. Some rooms have none.
 */
final class OddHathora implements AutoCloseable {
    private static final Pattern RESOURCE = Pattern.compile("(case-([0-9]+))_");
    private static final List<String> TEXTS = List.of("", " ", "a b", "a\\nb", "\\u0000", "x\\u0000y", "\\ud800",
            "\\udc00\\ud800",
            "🎲", "\\u202egnp.exe", "\\u001b[31m", "../..", "a/b:c", "%s%n", "{{.}}", "x".repeat(253), "x".repeat(254),
            "x".repeat(10_000), "🎲".repeat(200), "y".repeat(300_000));
    private static final List<String> TIMES = List.of("1767323045", "1767323045678", "1767323045678901234", "1e30", "0",
            "-1",
            "\"1767323045678\"", "\"+10000-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59-01:00\"",
            "\"0000-01-01T00:00:00Z\"",
            "\"0001-01-01T00:00:00Z\"", "\"-0001-01-01T00:00:00Z\"", "\"2026-01-02t03:04:05z\"",
            "\"2026-01-02T03:04:05.123456789+02:00\"", "\"9999-12-31T23:59:59.999999999Z\"", "\"yesterday\"", "\"\"",
            "{}",
            "[1]", "true", "null");
    private static final List<String> PORTS = List.of("0", "-1", "65536", "1e99", "4711.5", "\"4711\"", "null", "{}");
    private static final List<String> TRANSPORTS = List.of("", "quic", "TCP", "a b", "http://", "\\u0000",
            "x".repeat(33));

    private final HttpServer server;
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private final Set<String> destroyed = ConcurrentHashMap.newKeySet();
    private final AtomicLong calls = new AtomicLong();

    OddHathora() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    /** The name of the resource whose room is this case. */
    static String name(int number) {
        return "case-" + number;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The resources whose rooms were looked at. */
    Set<String> asked() {
        return asked;
    }

    /** How many calls there were. */
    long calls() {
        return calls.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            calls.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            String query = String.valueOf(exchange.getRequestURI().getQuery());
            String[] segments = path.split("/", -1);
            String last = segments[segments.length - 1];
            if (path.startsWith("/apps/")) {
                send(exchange, 200, "{\"appId\":\"%s\"}".formatted(last));
            } else if (last.equals("create")) {
                String roomId = query.replace("roomId=", "");
                send(exchange, 201,
                        "{\"roomId\":\"%s\",\"status\":\"starting\",\"processId\":\"p\"}".formatted(roomId));
            } else if (path.contains("/destroy/")) {
                destroyed.add(last);
                send(exchange, 204, "");
            } else if (path.contains("/list/")) {
                send(exchange, 200, "[]");
            } else if (destroyed.contains(last)) {
                send(exchange, 404, "{\"message\":\"no such room\"}");
            } else {
                send(exchange, 200, path.contains("/info/")
                        ? new Case(last).room(segments[3], last)
                        : new Case(last).connection(last));
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** The answers about one room. */
    private final class Case {
        private final Random random;
        /** One in so many values is odd. */
        private final int rarity;

        Case(String roomId) {
            Matcher resource = RESOURCE.matcher(roomId);
            if (!resource.find()) {
                throw new IllegalStateException(roomId);
            }
            asked.add(resource.group(1));
            int number = Integer.parseInt(resource.group(2));
            random = new Random(number);
            rarity = List.of(1000, 40, 8, 2).get(number % 4);
        }

        String room(String appId, String roomId) {
            return """
                    {"appId":"%s","roomId":"%s","status":"active","roomConfig":"%s","currentAllocation":%s,"allocations":[%s]}
                    """
                    .formatted(appId, roomId, text("config"), allocation(true),
                            many(30, () -> allocation(false)));
        }

        String connection(String roomId) {
            return """
                    {"roomId":"%s","status":"active","exposedPort":%s,"additionalExposedPorts":[%s]}
                    """.formatted(roomId, port("default"), many(isOdd() ? 40 : 2, () -> port("more")));
        }

        private String allocation(boolean current) {
            return """
                    {"roomAllocationId":"%s","processId":"%s","scheduledAt":%s,"unscheduledAt":%s}
                    """.formatted(text("a-" + random.nextInt(1000)), text("p"), time("\"2026-01-02T03:04:05.678Z\""),
                    time(current ? "null" : "\"2026-01-02T04:04:05.678Z\""));
        }

        private String port(String name) {
            return """
                    {"name":"%s","host":"%s","port":%s,"transportType":"%s"}
                    """.formatted(text(name), text("1.proxy.hathora.test"), odd(PORTS, "4711"),
                    odd(TRANSPORTS, "udp"));
        }

        private String text(String usual) {
            return odd(TEXTS, usual);
        }

        private String time(String usual) {
            return odd(TIMES, usual);
        }

        private String odd(List<String> odd, String usual) {
            return isOdd() ? odd.get(random.nextInt(odd.size())) : usual;
        }

        private boolean isOdd() {
            return random.nextInt(rarity) == 0;
        }

        private String many(int most, Supplier<String> each) {
            return IntStream.range(0, random.nextInt(most + 1)).mapToObj(i -> each.get())
                    .collect(Collectors.joining(","));
        }
    }
}
