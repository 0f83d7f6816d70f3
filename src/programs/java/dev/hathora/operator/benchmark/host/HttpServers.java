package dev.hathora.operator.benchmark.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hathora.operator.roomv2.http.ApiServer;
import dev.hathora.operator.roomv2.http.Route;

/** Our HTTP server on Jetty's core beside Javalin, each with the same answer of 1 KB, in a JVM of its own. */
final class HttpServers {
    private static final List<Integer> CONNECTIONS = List.of(64, 1000);
    private static final int BYTES = 1024;

    private final Choices choices;
    private final Results results;

    HttpServers(Choices choices, Results results) {
        this.choices = choices;
        this.results = results;
    }

    /** What is answered: JSON of 1 KB. */
    static ObjectNode answer() {
        String rest = "{\"text\":\"\"}";
        return JsonNodeFactory.instance.objectNode().put("text", "x".repeat(BYTES - rest.length()));
    }

    /** The server that we have. */
    static final class Ours {
        private Ours() {}

        /** Runs until a signal ends it. */
        public static void main(String[] args) throws IOException, InterruptedException {
            ObjectNode answer = answer();
            ApiServer server = SimulatedHost.server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    List.of(Route.get("constant", "/constant", Route.Auth.NONE, call -> answer)));
            System.out.println(SimulatedHost.LISTENING + "http://127.0.0.1:" + server.port());
            new CountDownLatch(1).await();
        }
    }

    void measure() throws Exception {
        try (HostJvm ours = start("ours", choices.classPath(), List.of(Ours.class.getName()));
                HostJvm javalin = start("javalin", System.getProperty("java.class.path"),
                        List.of(choices.javalin().toString()))) {
            requireSame(ours, javalin);
            for (int connections : CONNECTIONS) {
                load(ours, connections);
                load(javalin, connections);
                for (int i = 0; i < choices.runs(); i++) {
                    compare(ours, javalin, connections);
                }
            }
        }
    }

    private HostJvm start(String name, String classPath, List<String> command) throws InterruptedException {
        Path log = choices.directory().resolve("http-" + name + ".log");
        return HostJvm.start(log, classPath, List.of(), command, Map.of());
    }

    private void compare(HostJvm ours, HostJvm javalin, int connections) throws Exception {
        Load.Result one = load(ours, connections);
        Load.Result other = load(javalin, connections);
        String with = " with %,d connections".formatted(connections);
        results.add("Jetty core, requests/s" + with, one.perSecond());
        results.add("Javalin, requests/s" + with, other.perSecond());
        results.add("Jetty core / Javalin, requests/s" + with, one.perSecond() / other.perSecond());
        results.add("Jetty core / Javalin, p99" + with,
                one.millis().quantile(0.99) / other.millis().quantile(0.99));
    }

    private Load.Result load(HostJvm server, int connections) throws Exception {
        byte[] request = Caller.get("/constant");
        return Load.run(connections, choices.time(),
                number -> new Load.Requests(new Caller(server.uri()), () -> request, 200));
    }

    private static void requireSame(HostJvm ours, HostJvm javalin) throws IOException {
        try (Caller one = new Caller(ours.uri()); Caller other = new Caller(javalin.uri())) {
            String body = one.call(Caller.get("/constant")).require(200).body();
            if (body.length() != BYTES || !other.call(Caller.get("/constant")).require(200).body().equals(body)) {
                throw new IllegalStateException("they don't answer the same");
            }
        }
    }
}
