package dev.hathora.operator.benchmark.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hathora.operator.api.hathoraapplication.HathoraApplication;
import dev.hathora.operator.benchmark.Samples;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

/**
 * Rooms on Pods of a real node, until the game answers at its address; in turns with Pods of the same image that no host
 * manages, until their port answers.
 */
final class GamesAsPods implements AutoCloseable {
    private static final int PAIRS = 12;
    private static final int WARM_ROOMS = 100;
    private static final int BURST = 200;
    private static final int PLACES = 4;
    private static final long LONGEST_WAIT_NANOS = 300_000_000_000L;

    private final JsonMapper json = new JsonMapper();
    private final Choices choices;
    private final Results results;
    private final BarePods bare;
    private final Path writes;

    private GamesAsPods(Choices choices, Results results, BarePods bare) {
        this.choices = choices;
        this.results = results;
        this.bare = bare;
        writes = choices.directory().resolve("writes");
    }

    /** Connects to the cluster, whose CRDs are brought up to date. */
    static GamesAsPods open(Choices choices, Results results) throws IOException, InterruptedException {
        if (!Files.exists(choices.kubeconfig())) {
            throw new IllegalArgumentException("-Dbench.kubeconfig (HATHORA_IT_NODE) is not a file: "
                    + choices.kubeconfig());
        }
        KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(choices.kubeconfig().toFile())).build();
        try (var crds = Files.newDirectoryStream(Path.of("crds"), "*.yml")) {
            for (Path crd : crds) {
                var applied = client.resource(client.getKubernetesSerialization()
                        .unmarshal(Files.readString(crd), CustomResourceDefinition.class)).forceConflicts()
                        .serverSideApply();
                String path = "/apis/hathora.dev/v1alpha1/" + applied.getSpec().getNames().getPlural();
                await("the API server serves " + path, () -> client.raw(path) != null);
            }
        }
        return new GamesAsPods(choices, results, BarePods.create(client, choices.image()));
    }

    void measure(Choices.Part part) throws Exception {
        Files.deleteIfExists(writes);
        Path database = choices.directory().resolve("pods.db");
        Files.deleteIfExists(database);
        apply("cold", "roomsPerProcess: 1");
        apply("warm", "roomsPerProcess: 1000\n  regions: [{name: Tokyo, warmProcesses: 1, maxProcesses: 1}]");
        apply("burst", "roomsPerProcess: " + PLACES);
        try (HostJvm host = HostJvm.start(choices.directory().resolve("pods.log"), choices.classPath(),
                HostJvm.IN_THE_IMAGE,
                List.of(PodHost.class.getName(), bare.namespace(), "jdbc:sqlite:" + database, writes.toString()),
                Map.of("KUBECONFIG", choices.kubeconfig().toString()))) {
            await("the applications are served", this::areServed);
            try (Caller caller = new Caller(host.uri())) {
                awaitAnswered(caller, room(caller, "warm"), BarePods.PAUSE_MILLIS);
            }
            cold(host, false);
            if (part == Choices.Part.PODS) {
                cold(host, true);
                for (int run = -1; run < choices.runs(); run++) {
                    warm(host, run >= 0);
                }
            } else {
                // The first is not counted: neither side should run code for the first time.
                for (int run = -1; run < choices.runs(); run++) {
                    burst(host, run % 2 == 0, run >= 0);
                }
            }
        }
    }

    private void apply(String name, String more) {
        bare.client().resource(bare.client().getKubernetesSerialization().unmarshal("""
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraApplication
                metadata: {name: %1$s, namespace: %2$s}
                spec:
                  appId: app-%1$s-%2$s
                  image: %3$s
                  command: %4$s
                  containerPort: 7777
                  idleTimeout: 0s
                  terminationGracePeriod: 1s
                  requestedCPU: 10m
                  requestedMemory: 96Mi
                  podTemplate:
                    spec:
                      containers:
                        - name: game
                          imagePullPolicy: IfNotPresent
                          volumeMounts: [{name: game, mountPath: /game}]
                      volumes: [{name: game, configMap: {name: game, items: [{key: game, path: %5$s}]}}]
                  %6$s
                """.formatted(name, bare.namespace(), bare.image(), BarePods.COMMAND, BarePods.FILE, more),
                HathoraApplication.class)).create();
    }

    private boolean areServed() {
        return bare.client().resources(HathoraApplication.class).inNamespace(bare.namespace()).list().getItems()
                .stream().allMatch(application -> application.getStatus().condition("Ready") != null);
    }

    private String base(String app) {
        return "/rooms/v2/app-%s-%s".formatted(app, bare.namespace());
    }

    /** A room, as createRoom has answered. */
    private record Room(String app, String roomId, String processId) {}

    private Room room(Caller caller, String app) throws IOException {
        JsonNode made = json.readTree(caller.call(Caller.post(base(app) + "/create", "{\"region\":\"Tokyo\"}"))
                .require(201).body());
        return new Room(app, made.path("roomId").textValue(), made.path("processId").textValue());
    }

    private void awaitAnswered(Caller caller, Room room, long pauseMillis) throws IOException, InterruptedException {
        byte[] question = Caller.get(base(room.app()) + "/connectioninfo/" + room.roomId());
        long end = System.nanoTime() + LONGEST_WAIT_NANOS;
        JsonNode port = json.readTree(caller.call(question).require(200).body()).path("exposedPort");
        while (port.isMissingNode()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("room %s does not become active".formatted(room.roomId()));
            }
            Thread.sleep(pauseMillis);
            port = json.readTree(caller.call(question).require(200).body()).path("exposedPort");
        }
        BarePods.awaitAnswer(port.path("host").textValue(), port.path("port").intValue(), pauseMillis);
    }

    private void stop(Caller caller, Room room) throws IOException {
        caller.call(Caller.post("/processes/v3/apps/app-%s-%s/processes/%s/stop".formatted(room.app(),
                bare.namespace(), room.processId()), "{}")).require(204);
    }

    /** The Pod of the warm application stays. */
    private void awaitOnlyWarm() throws InterruptedException {
        await("all other Pods are gone",
                () -> bare.client().pods().inNamespace(bare.namespace()).list().getItems().size() <= 1);
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + LONGEST_WAIT_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("waited in vain: " + what);
            }
            Thread.sleep(100);
        }
    }

    private void cold(HostJvm host, boolean counts) throws Exception {
        List<Double> hosted = new ArrayList<>();
        List<Double> alone = new ArrayList<>();
        int pairs = counts && !choices.complete() ? PAIRS : 2;
        int before = podWrites();
        for (int i = 0; i < pairs; i++) {
            // who begins changes
            for (boolean ours : i % 2 == 0 ? List.of(true, false) : List.of(false, true)) {
                if (ours) {
                    try (Caller caller = new Caller(host.uri())) {
                        long start = System.nanoTime();
                        Room room = room(caller, "cold");
                        awaitAnswered(caller, room, BarePods.PAUSE_MILLIS);
                        hosted.add((System.nanoTime() - start) / 1e6);
                        stop(caller, room);
                    }
                } else {
                    alone.add(bare.start(1));
                    bare.delete();
                }
                awaitOnlyWarm();
            }
        }
        if (counts) {
            double both = new Samples(hosted).median();
            double boot = new Samples(alone).median();
            results.add("Pods: createRoom until the game answers, median, ms", both);
            results.add("Pods: a bare Pod until its port answers, median, ms", boot);
            results.add(Figure.POD_COLD, both / boot);
            results.add(Figure.POD_WRITES, (double) (podWrites() - before) / pairs);
        }
    }

    private void warm(HostJvm host, boolean counts) throws Exception {
        int before = podWrites();
        List<Double> millis = new ArrayList<>();
        try (Caller caller = new Caller(host.uri())) {
            for (int i = 0; i < WARM_ROOMS; i++) {
                long start = System.nanoTime();
                Room room = room(caller, "warm");
                awaitAnswered(caller, room, BarePods.PAUSE_MILLIS);
                millis.add((System.nanoTime() - start) / 1e6);
                caller.call(Caller.post(base("warm") + "/destroy/" + room.roomId(), "{}")).require(204);
            }
        }
        if (counts) {
            results.add(Figure.POD_WARM, new Samples(millis).median());
            results.add(Figure.ROOM_WRITES, (double) (podWrites() - before) / WARM_ROOMS);
        }
    }

    private void burst(HostJvm host, boolean first, boolean counts) throws Exception {
        int rooms = choices.complete() ? PLACES : BURST;
        double ours = first ? rooms(host, rooms, counts) : 0;
        double alone = bare.start(rooms / PLACES);
        bare.delete();
        awaitOnlyWarm();
        ours = first ? ours : rooms(host, rooms, counts);
        if (!counts) {
            return;
        }
        results.add("Pods: %d rooms at once, until all answer, ms".formatted(rooms), ours);
        results.add("Pods: %d bare Pods at once, until all answer, ms".formatted(rooms / PLACES), alone);
        results.add(Figure.POD_BURST, ours / alone);
    }

    private double rooms(HostJvm host, int count, boolean counts) throws Exception {
        List<String> before = writes();
        long start = System.nanoTime();
        List<Room> rooms = Concurrently.run(Math.min(count, Choices.CLIENTS), IntStream.range(0, count).boxed()
                .toList(), number -> {
                    try (Caller own = new Caller(host.uri())) {
                        return room(own, "burst");
                    }
                });
        double created = (System.nanoTime() - start) / 1e6;
        try (Caller caller = new Caller(host.uri())) {
            for (Room room : rooms) {
                awaitAnswered(caller, room, BarePods.PAUSE_IN_BURST_MILLIS);
            }
        }
        double millis = (System.nanoTime() - start) / 1e6;
        List<Room> processes = rooms.stream().filter(distinct()).toList();
        if (processes.size() != count / PLACES) {
            throw new IllegalStateException("%d rooms are on %d processes".formatted(count, processes.size()));
        }
        try (Caller caller = new Caller(host.uri())) {
            for (Room room : processes) {
                stop(caller, room);
            }
        }
        awaitOnlyWarm();
        if (counts) {
            results.add("Pods: %d rooms at once, until all are recorded, ms".formatted(count), created);
            results.add("Pods: write requests of all kinds, per process, %d rooms at once".formatted(count),
                    (double) (writes().size() - before.size()) / processes.size());
        }
        return millis;
    }

    private static Predicate<Room> distinct() {
        Set<String> seen = new HashSet<>();
        return room -> seen.add(room.processId());
    }

    private List<String> writes() throws IOException {
        return Files.exists(writes) ? Files.readAllLines(writes) : List.of();
    }

    private int podWrites() throws IOException {
        return (int) writes().stream().filter(line -> line.contains("/pods")).count();
    }

    @Override
    public void close() {
        bare.client().resources(HathoraApplication.class)
                .inNamespace(bare.namespace()).list().getItems().forEach(application -> {
                    application.getMetadata().setFinalizers(List.of());
                    bare.client().resource(application).update();
                });
        bare.close();
    }
}
