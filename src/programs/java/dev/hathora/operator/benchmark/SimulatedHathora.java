package dev.hathora.operator.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hathora.operator.Main;
import dev.hathora.operator.cloud.Operation;

/** The simulator as a process of its own: 50 ms for each call. */
final class SimulatedHathora implements AutoCloseable {
    static final String TOKEN = "benchmark-token";
    static final int ROOMS_PER_PROCESS = 4;
    static final int CALLS_PER_SECOND = 50;
    static final Duration LATENCY = Duration.ofMillis(50);
    private static final Pattern LISTENING = Pattern.compile("listening on (\\S+)");

    private static final List<String> SERVER = List.of("-Xmx1g");

    private final ChildJvm process;
    private final URI uri;
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.builder().build();

    /**
     * How it behaves.
     *
     * @param boot until a new process is up
     * @param roomsPerProcess places on each process
     * @param callsPerSecond beyond which it answers 429; 0: no limit
     */
    record Setting(Duration boot, int roomsPerProcess, int callsPerSecond) {
        /** Rooms are ready at once, so that only the contestant is measured, and not the start of processes. */
        static final Setting UNLIMITED = new Setting(Duration.ZERO, ROOMS_PER_PROCESS, 0);

        /** The same with a limit. */
        static final Setting LIMITED = new Setting(Duration.ZERO, ROOMS_PER_PROCESS, CALLS_PER_SECOND);

        /** Each room needs its own process, which has to boot. */
        static Setting booting(Duration boot) {
            return new Setting(boot, 1, 0);
        }
    }

    private SimulatedHathora(ChildJvm process, URI uri) {
        this.process = process;
        this.uri = uri;
    }

    /** Starts it and waits until it can be used. */
    static SimulatedHathora start(Setting setting, Path directory, Deadline deadline) {
        ChildJvm process = ChildJvm.start(directory.resolve("simulator.log"),
                System.getProperty("java.class.path"), SERVER,
                List.of(Main.class.getName(), "simulate", "--port", "0", "--latency", LATENCY.toMillis() + "ms",
                        "--boot", setting.boot().toMillis() + "ms", "--rooms-per-process",
                        Integer.toString(setting.roomsPerProcess()), "--rate-limit",
                        Integer.toString(setting.callsPerSecond())),
                Map.of("HATHORA_DEV_TOKEN", TOKEN));
        try {
            return new SimulatedHathora(process, awaitUri(process, deadline));
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
    }

    private static URI awaitUri(ChildJvm process, Deadline deadline) {
        deadline.await("the simulator starts", Duration.ofMinutes(4),
                () -> !process.isAlive() || LISTENING.matcher(process.output()).find());
        Matcher listening = LISTENING.matcher(process.output());
        if (!listening.find()) {
            throw new IllegalStateException("The simulator said: " + process.output());
        }
        return URI.create(listening.group(1));
    }

    URI uri() {
        return uri;
    }

    /** The calls since the start. */
    Calls calls() {
        Map<String, Map<String, Long>> counts = new HashMap<>();
        get("/_sim/stats").properties().forEach(operation -> {
            Map<String, Long> byStatus = new HashMap<>();
            operation.getValue().properties().forEach(count -> byStatus.put(count.getKey(), count.getValue().asLong()));
            counts.put(operation.getKey(), byStatus);
        });
        return new Calls(counts);
    }

    /** How often the rooms of each process were asked for since the start. */
    Map<String, Integer> lists() {
        Map<String, Integer> lists = new HashMap<>();
        get("/_sim/processes").forEach(process -> lists.put(process.path("processId").asText(),
                process.path("lists").asInt()));
        return lists;
    }

    private JsonNode get(String path) {
        try {
            return json.readTree(http.send(HttpRequest.newBuilder(uri.resolve(path)).build(), BodyHandlers.ofString())
                    .body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Numbers of calls, by Hathora's name of the operation and the status that was answered. */
    record Calls(Map<String, Map<String, Long>> counts) {
        long of(Operation operation) {
            return sum(counts.getOrDefault(operation.hathoraName(), Map.of()));
        }

        long total() {
            return counts.values().stream().mapToLong(Calls::sum).sum();
        }

        /** Calls that were answered with 429. */
        long throttled() {
            return counts.values().stream().mapToLong(byStatus -> byStatus.getOrDefault("429", 0L)).sum();
        }

        /** Those that change something. */
        long mutations() {
            return Arrays.stream(Operation.values()).filter(Operation::isMutation).mapToLong(this::of).sum();
        }

        private static long sum(Map<String, Long> byStatus) {
            return byStatus.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
