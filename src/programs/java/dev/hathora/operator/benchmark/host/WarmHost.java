package dev.hathora.operator.benchmark.host;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.json.JsonMapper;

/** A host with simulated processes that wait for rooms, on PostgreSQL. */
final class WarmHost implements AutoCloseable {
    static final String APP = "app-1";
    /** A configuration as games have them. */
    static final String CONFIG = "{\"map\":\"harbour\",\"mode\":\"capture the flag\",\"players\":16,\"seed\":123456789}";

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(3);
    private static final JsonMapper JSON = new JsonMapper();

    private final Choices choices;
    private final Postgres postgres;
    private final String database;
    private final Path manifest;
    private final int processes;
    private HostJvm jvm;

    private WarmHost(Choices choices, Postgres postgres, String database, Path manifest, int processes, HostJvm jvm) {
        this.choices = choices;
        this.postgres = postgres;
        this.database = database;
        this.manifest = manifest;
        this.processes = processes;
        this.jvm = jvm;
    }

    /** Starts a host, and waits until all its processes run. */
    static WarmHost start(Choices choices, Postgres postgres, int processes, int roomsPerProcess) throws Exception {
        Path manifest = choices.directory().resolve("warm.yaml");
        Files.writeString(manifest, """
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraApplication
                metadata: {name: game}
                spec:
                  appId: %s
                  command: [none]
                  roomsPerProcess: %d
                  idleTimeout: 0s
                  regions: [{name: Tokyo, warmProcesses: %d, maxProcesses: %d}]
                """.formatted(APP, roomsPerProcess, processes, processes));
        String database = postgres.create("template1");
        WarmHost host = new WarmHost(choices, postgres, database, manifest, processes,
                start(choices, postgres, database, manifest));
        try {
            host.awaitProcesses();
            return host;
        } catch (Exception e) {
            host.close();
            throw e;
        }
    }

    private static HostJvm start(Choices choices, Postgres postgres, String database, Path manifest)
            throws InterruptedException {
        List<String> options = new ArrayList<>();
        if (Boolean.getBoolean("bench.profile")) {
            options.add("-XX:StartFlightRecording:settings=profile,filename="
                    + choices.directory().resolve("host.jfr"));
        }
        return HostJvm.start(choices.directory().resolve("host.log"), choices.classPath(), options,
                List.of(SimulatedHost.class.getName(), postgres.url(database), manifest.toString(),
                        choices.directory().resolve("games").toString()),
                Map.of());
    }

    private void awaitProcesses() throws SQLException, InterruptedException {
        long end = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (running() < processes) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("only %d of %d processes run".formatted(running(), processes));
            }
            Thread.sleep(100);
        }
    }

    private int running() throws SQLException {
        return Integer.parseInt(postgres.ask(database, "select count(*) from processes where state = 'running'"));
    }

    /** Has it end and start again. */
    void restart() throws InterruptedException {
        jvm.close();
        jvm = start(choices, postgres, database, manifest);
    }

    /** Copies its records into a database of their own. It is started again for that. */
    String copyRecords() throws SQLException, InterruptedException {
        jvm.close();
        String copy = postgres.create(database);
        jvm = start(choices, postgres, database, manifest);
        return copy;
    }

    HostJvm jvm() {
        return jvm;
    }

    URI uri() {
        return jvm.uri();
    }

    /** A request for a new room. */
    static byte[] create() {
        return Caller.post("/rooms/v2/" + APP + "/create", JSON.createObjectNode().put("region", "Tokyo")
                .put("roomConfig", CONFIG).toString());
    }

    /** A question where a room is. */
    static byte[] where(String roomId) {
        return Caller.get("/rooms/v2/" + APP + "/connectioninfo/" + roomId);
    }

    /** The id in an answer. */
    static String roomId(Caller.Answer answer) throws IOException {
        return JSON.readTree(answer.body()).path("roomId").textValue();
    }

    /** Makes rooms, and tells their ids. */
    List<String> createRooms(int rooms) throws IOException {
        List<String> ids = new ArrayList<>();
        try (Caller caller = new Caller(uri())) {
            for (int i = 0; i < rooms; i++) {
                ids.add(roomId(caller.call(create()).require(201)));
            }
        }
        return ids;
    }

    @Override
    public void close() throws SQLException {
        jvm.close();
        postgres.drop(database);
    }
}
