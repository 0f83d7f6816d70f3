package dev.hathora.operator.benchmark.host;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hathora.operator.Main;
import dev.hathora.operator.benchmark.Samples;

/**
 * A room for which a game server has to be started, from the call until the game answers at its address; and the same
 * game server started by its command, until it answers. The host is the one that users run.
 */
final class ColdRooms {
    private static final String APP = "app-1";
    private static final int ROOMS = 25;
    private static final String BASE = "/rooms/v2/" + APP;

    private final JsonMapper json = new JsonMapper();
    private final Choices choices;
    private final Results results;
    private final Postgres postgres;
    private final List<String> game;

    ColdRooms(Choices choices, Results results, Postgres postgres) {
        this.choices = choices;
        this.results = results;
        this.postgres = postgres;
        game = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xshare:auto", "-Xmx16m",
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", choices.classPath(), TinyGame.class.getName());
    }

    void measure() throws Exception {
        Path manifest = choices.directory().resolve("cold.yaml");
        Files.writeString(manifest, """
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraApplication
                metadata: {name: game}
                spec:
                  appId: %s
                  command: %s
                  terminationGracePeriod: 1s
                """.formatted(APP, json.writeValueAsString(game)));
        String database = postgres.create("template1");
        try (HostJvm host = HostJvm.start(choices.directory().resolve("cold.log"), choices.classPath(), List.of(),
                List.of(Main.class.getName(), "host", "--port", "0", "--applications", manifest.toString(),
                        "--database", postgres.url(database) + "?user=postgres&password=postgres", "--games",
                        Files.createTempDirectory(choices.directory(), "games").toString(), "--ports",
                        "30000-31999"),
                Map.of("HATHORA_DEV_TOKEN", SimulatedHost.TOKEN)); Caller caller = new Caller(host.uri())) {
            int rooms = choices.complete() ? 3 : ROOMS;
            for (int run = -1; run < choices.runs(); run++) {
                List<Double> hosted = new ArrayList<>();
                List<Double> alone = new ArrayList<>();
                for (int i = 0; i < rooms; i++) {
                    hosted.add(hosted(caller));
                    alone.add(alone());
                }
                if (run >= 0) {
                    double both = new Samples(hosted).median();
                    double boot = new Samples(alone).median();
                    results.add("cold: createRoom until the game answers, median, ms", both);
                    results.add("cold: the game alone, median, ms", boot);
                    results.add(Figure.COLD, both - boot);
                }
            }
        } finally {
            postgres.drop(database);
        }
    }

    private double hosted(Caller caller) throws Exception {
        long start = System.nanoTime();
        JsonNode room = json.readTree(caller.call(Caller.post(BASE + "/create", "{\"region\":\"Tokyo\"}"))
                .require(201).body());
        byte[] question = Caller.get(BASE + "/connectioninfo/" + room.path("roomId").textValue());
        JsonNode port;
        do {
            Thread.sleep(1);
            port = json.readTree(caller.call(question).require(200).body()).path("exposedPort");
        } while (port.isMissingNode());
        awaitAnswer(port.path("port").intValue());
        double millis = (System.nanoTime() - start) / 1e6;
        caller.call(Caller.post("/processes/v3/apps/" + APP + "/processes/" + room.path("processId").textValue()
                + "/stop", "{}")).require(204);
        awaitEnd(port.path("port").intValue());
        return millis;
    }

    private double alone() throws Exception {
        int port;
        try (ServerSocket any = new ServerSocket(0)) {
            port = any.getLocalPort();
        }
        ProcessBuilder builder = new ProcessBuilder(game).redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD);
        builder.environment().put("PORT", Integer.toString(port));
        long start = System.nanoTime();
        Process process = builder.start();
        try {
            awaitAnswer(port);
            return (System.nanoTime() - start) / 1e6;
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static void awaitAnswer(int port) throws InterruptedException {
        while (!answers(port)) {
            Thread.sleep(1);
        }
    }

    private static void awaitEnd(int port) throws InterruptedException {
        while (answers(port)) {
            Thread.sleep(1);
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            InputStream in = socket.getInputStream();
            return in.read() == TinyGame.HELLO;
        } catch (IOException e) {
            return false;
        }
    }
}
