package dev.hathora.operator;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hathora.operator.testing.OperatorProgram;
import dev.hathora.operator.testing.Thorough;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Lists, watches and writes resources of 1.4 MB each, far more than fit into the heap. A real API server would need
 * gigabytes for them, so this one generates them while it sends them.
 */
@Thorough
class LargeRoomsTest {
    /** Half of what the chart gives. */
    private static final String HEAP = "-Xmx64m";
    private static final int ROOMS = Integer.getInteger("rooms", 150);

    @Test
    void fitIntoASmallHeap(@TempDir Path directory) throws Exception {
        try (ApiServer cluster = new ApiServer(ROOMS);
                OperatorProgram program = new OperatorProgram(Map.of("KUBECONFIG",
                        OperatorProgram.kubeconfig(directory, cluster.address()).toString()), "logback.xml",
                        List.of(HEAP, "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"))) {
            program.awaitOutput("Started");
            await().atMost(Duration.ofMinutes(4)).until(() -> cluster.told().size() == ROOMS);

            cluster.change(20);

            await().atMost(Duration.ofMinutes(4)).until(() -> cluster.toldAgain().size() == 20);
            assertThat(program.get("/healthz")).contains("ok");
            assertThat(cluster.pages()).as("no page is larger than an API server can bear")
                    .allMatch(size -> size <= 100);
        }
    }

    /** So much of an API server as the operator needs, with rooms that nobody could hold. */
    private static final class ApiServer implements AutoCloseable {
        private static final Pattern LIMIT = Pattern.compile("limit=(\\d+)");
        private static final Pattern CONTINUE = Pattern.compile("continue=(\\d+)");
        private static final Pattern NAME = Pattern.compile("/hathorarooms/room-(\\d+)");
        private static final byte[] CONFIG = ("{\"a\":[" + "{},".repeat(466_000) + "{}]}")
                .getBytes(StandardCharsets.US_ASCII);
        private static final String GROUP = "\"apiVersion\":\"hathora.dev/v1alpha1\",";

        private final ObjectMapper json = new ObjectMapper();
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final HttpServer server;
        private final int rooms;
        private final Set<Integer> told = ConcurrentHashMap.newKeySet();
        private final Set<Integer> toldAgain = ConcurrentHashMap.newKeySet();
        private final Set<Integer> pages = ConcurrentHashMap.newKeySet();
        private final AtomicInteger changes = new AtomicInteger();
        private final CountDownLatch changed = new CountDownLatch(1);
        private final CountDownLatch closed = new CountDownLatch(1);

        ApiServer(int rooms) throws IOException {
            this.rooms = rooms;
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", this::answer);
            server.setExecutor(threads);
            server.start();
        }

        String address() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        /** Rooms whose status says that they are too large. */
        Set<Integer> told() {
            return told;
        }

        /** Those of the second generation. */
        Set<Integer> toldAgain() {
            return toldAgain;
        }

        Set<Integer> pages() {
            return pages;
        }

        /** Tells those who watch that the first rooms have another generation. */
        void change(int howMany) {
            changes.set(howMany);
            changed.countDown();
        }

        private void answer(HttpExchange exchange) throws IOException {
            URI uri = exchange.getRequestURI();
            byte[] body = exchange.getRequestBody().readAllBytes();
            Matcher named = NAME.matcher(uri.getPath());
            String query = String.valueOf(uri.getQuery());
            if (exchange.getRequestHeaders().containsKey("Sec-WebSocket-Key")) {
                // a gateway that knows no WebSockets
                exchange.sendResponseHeaders(503, -1);
                exchange.close();
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(exchange.getRequestMethod().equals("POST") ? 201 : 200, 0);
            try (OutputStream out = new BufferedOutputStream(exchange.getResponseBody(), 1 << 16)) {
                if (named.find()) {
                    int room = Integer.parseInt(named.group(1));
                    write(out, room, exchange.getRequestMethod().equals("PATCH") ? patched(room, body) : "{}", 1);
                } else if (query.contains("watch=true")) {
                    watch(out);
                } else if (uri.getPath().endsWith("/hathorarooms")) {
                    list(out, query);
                } else if (uri.getPath().endsWith("/selfsubjectaccessreviews")) {
                    write(out, "{\"kind\":\"SelfSubjectAccessReview\",\"status\":{\"allowed\":true}}");
                } else {
                    out.write(body);
                }
            }
        }

        private String patched(int room, byte[] patch) throws IOException {
            for (JsonNode change : json.readTree(patch)) {
                if (change.path("path").asText().equals("/status")) {
                    JsonNode status = change.path("value");
                    if (status.toString().contains("spec.roomConfigJson is larger than 64 KiB")) {
                        (status.path("observedGeneration").asInt() == 1 ? told : toldAgain).add(room);
                    }
                    return status.toString();
                }
            }
            return "{}";
        }

        private void list(OutputStream out, String query) throws IOException {
            Matcher limit = LIMIT.matcher(query);
            Matcher next = CONTINUE.matcher(query);
            int from = next.find() ? Integer.parseInt(next.group(1)) : 0;
            int size = limit.find() ? Integer.parseInt(limit.group(1)) : rooms;
            int to = Math.min(rooms, from + size);
            pages.add(to - from);
            write(out, "{" + GROUP + "\"items\":[");
            for (int room = from; room < to; room++) {
                write(out, room == from ? "" : ",");
                write(out, room, "{}", 1);
            }
            write(out, "],\"kind\":\"HathoraRoomList\",\"metadata\":{%s\"resourceVersion\":\"1\"}}"
                    .formatted(to < rooms ? "\"continue\":\"" + to + "\"," : ""));
        }

        private void watch(OutputStream out) throws IOException {
            try {
                out.flush();
                changed.await();
                for (int room = 0; room < changes.get(); room++) {
                    write(out, "{\"type\":\"MODIFIED\",\"object\":");
                    write(out, room, "{}", 2);
                    write(out, "}\n");
                    out.flush();
                }
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private static void write(OutputStream out, int room, String status, int generation) throws IOException {
            write(out, ("{" + GROUP
                    + "\"kind\":\"HathoraRoom\",\"metadata\":{\"creationTimestamp\":\"2026-01-02T03:04:05Z\","
                    + "\"generation\":%d,\"name\":\"room-%d\",\"namespace\":\"games\",\"resourceVersion\":\"%d\",\"uid\":\"u-%d\"},"
                    + "\"spec\":{\"appId\":\"app-1\",\"region\":\"Tokyo\",\"roomConfigJson\":")
                    .formatted(generation, room, generation, room));
            out.write(CONFIG);
            write(out, "},\"status\":" + status + "}");
        }

        private static void write(OutputStream out, String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void close() {
            changed.countDown();
            closed.countDown();
            server.stop(0);
            threads.shutdownNow();
        }
    }
}
