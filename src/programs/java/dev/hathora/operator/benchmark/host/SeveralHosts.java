package dev.hathora.operator.benchmark.host;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

import dev.hathora.operator.benchmark.Samples;

/**
 * Two hosts with simulated game servers that share a PostgreSQL, each in a JVM of its own. What goes through the one that
 * does not lead is compared with what goes through the one that does, in turns.
 */
final class SeveralHosts {
    private static final int PAIRS = 200;
    private static final int WARM = 64;
    private static final int ROOMS = 1000;
    private static final long LONGEST_WAIT_NANOS = 180_000_000_000L;

    private final Choices choices;
    private final Results results;
    private final Postgres postgres;

    SeveralHosts(Choices choices, Results results, Postgres postgres) {
        this.choices = choices;
        this.results = results;
        this.postgres = postgres;
    }

    void measure() throws Exception {
        Path manifest = choices.directory().resolve("several.yaml");
        // A process of the second application has one place: each room needs a new one.
        Files.writeString(manifest, """
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraApplication
                metadata: {name: warm}
                spec:
                  appId: %1$s
                  command: [none]
                  roomsPerProcess: 1000
                  idleTimeout: 0s
                  regions: [{name: Tokyo, warmProcesses: %2$d, maxProcesses: %2$d}]
                ---
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraApplication
                metadata: {name: cold}
                spec:
                  appId: app-cold
                  command: [none]
                  idleTimeout: 0s
                  regions: [{name: Tokyo, maxProcesses: 10000}]
                """.formatted(WarmHost.APP, WARM));
        String database = postgres.create("template1");
        try (HostJvm leader = start("leader", database, manifest)) {
            awaitWarm(database);
            try (HostJvm follower = start("follower", database, manifest)) {
                for (int run = -1; run < choices.runs(); run++) {
                    pairs(leader.uri(), follower.uri(), run >= 0);
                }
                connect(leader.uri(), follower.uri());
            }
        } finally {
            postgres.drop(database);
        }
    }

    private HostJvm start(String name, String database, Path manifest) throws InterruptedException {
        return HostJvm.start(choices.directory().resolve(name + ".log"), choices.classPath(), List.of(),
                List.of(SimulatedHost.class.getName(), postgres.url(database), manifest.toString(),
                        choices.directory().resolve("games-" + name).toString(), "several"),
                Map.of());
    }

    private void awaitWarm(String database) throws Exception {
        long end = System.nanoTime() + LONGEST_WAIT_NANOS;
        while (!postgres.ask(database, "select count(*) from processes where state = 'running'")
                .equals(Integer.toString(WARM))) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("the warm processes do not run");
            }
            Thread.sleep(100);
        }
    }

    private void pairs(URI leader, URI follower, boolean counts) throws Exception {
        byte[] warm = WarmHost.create();
        byte[] fresh = Caller.post("/rooms/v2/app-cold/create", "{\"region\":\"Tokyo\"}");
        List<List<Double>> warmMillis = List.of(new ArrayList<>(), new ArrayList<>());
        List<List<Double>> freshMillis = List.of(new ArrayList<>(), new ArrayList<>());
        try (Caller first = new Caller(leader); Caller second = new Caller(follower)) {
            List<Caller> callers = List.of(first, second);
            for (int i = 0; i < PAIRS; i++) {
                // Who begins changes.
                for (int side : i % 2 == 0 ? List.of(0, 1) : List.of(1, 0)) {
                    long start = System.nanoTime();
                    callers.get(side).call(warm).require(201);
                    warmMillis.get(side).add((System.nanoTime() - start) / 1e6);
                    freshMillis.get(side).add(untilUp(callers.get(side), fresh));
                }
            }
        }
        if (counts) {
            double[] warmMedians = warmMillis.stream().mapToDouble(side -> new Samples(side).median()).toArray();
            double[] freshMedians = freshMillis.stream().mapToDouble(side -> new Samples(side).median()).toArray();
            results.add("createRoom on a warm process through the leader, median, ms", warmMedians[0]);
            results.add("createRoom on a warm process through the follower, median, ms", warmMedians[1]);
            results.add("createRoom on a new process until it runs, through the leader, median, ms", freshMedians[0]);
            results.add("createRoom on a new process until it runs, through the follower, median, ms",
                    freshMedians[1]);
            results.add(Figure.FOLLOWER_WARM, warmMedians[1] / warmMedians[0]);
            results.add(Figure.FOLLOWER_NEW, freshMedians[1] / freshMedians[0]);
        }
    }

    private static double untilUp(Caller caller, byte[] request) throws IOException, InterruptedException {
        long start = System.nanoTime();
        byte[] question = Caller.get("/rooms/v2/app-cold/connectioninfo/"
                + WarmHost.roomId(caller.call(request).require(201)));
        while (!caller.call(question).require(200).body().contains("exposedPort")) {
            Thread.sleep(1);
        }
        return (System.nanoTime() - start) / 1e6;
    }

    /** Each asks the database. */
    private void connect(URI leader, URI follower) throws Exception {
        List<byte[]> requests = new ArrayList<>();
        try (Caller caller = new Caller(leader)) {
            for (int i = 0; i < ROOMS; i++) {
                requests.add(WarmHost.where(WarmHost.roomId(caller.call(WarmHost.create()).require(201))));
            }
        }
        for (int run = -1; run < choices.runs(); run++) {
            Load.Result load = Load.run(Choices.CLIENTS, choices.time(),
                    number -> new Load.Requests(new Caller(number % 2 == 0 ? leader : follower),
                            () -> requests.get(ThreadLocalRandom.current().nextInt(ROOMS)), 200));
            if (run >= 0) {
                results.add("getConnectionInfo, 64 clients of two hosts, requests/s", load.perSecond());
                results.add("getConnectionInfo, 64 clients of two hosts, median, ms", load.millis().median());
                results.add("getConnectionInfo, 64 clients of two hosts, p99, ms", load.millis().quantile(0.99));
            }
        }
    }
}
