package dev.hathora.operator.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hathora.operator.Main;
import dev.hathora.operator.cloud.Operation;

/** The simulator as a process of its own: 50 ms for each call, rooms that are up at once, 4 of them on a process. */
final class SimulatedHathora implements AutoCloseable {
    static final String TOKEN = "benchmark-token";
    static final int ROOMS_PER_PROCESS = 4;
    static final Duration LATENCY = Duration.ofMillis(50);
    private static final Pattern LISTENING = Pattern.compile("listening on (\\S+)");
    private static final Set<Operation> READS = Set.of(Operation.GET_ROOM_INFO, Operation.GET_CONNECTION_INFO,
            Operation.GET_ACTIVE_ROOMS_FOR_PROCESS, Operation.GET_INACTIVE_ROOMS_FOR_PROCESS);

    /** Without them answers in two packets wait for an acknowledgement, and kept connections are closed. */
    private static final List<String> SERVER = List.of("-Xmx1g", "-Dsun.net.httpserver.nodelay=true",
            "-Dsun.net.httpserver.maxIdleConnections=1000");

    private final ChildJvm process;
    private final URI uri;
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.builder().build();

    private SimulatedHathora(ChildJvm process, URI uri) {
        this.process = process;
        this.uri = uri;
    }

    /** Starts it and waits until it can be used. */
    static SimulatedHathora start(Path directory, Deadline deadline) {
        ChildJvm process = ChildJvm.start(directory.resolve("simulator.log"), SERVER,
                List.of(Main.class.getName(), "simulate", "--port", "0", "--latency", LATENCY.toMillis() + "ms",
                        "--boot", "0ms", "--rooms-per-process", Integer.toString(ROOMS_PER_PROCESS)),
                Map.of("HATHORA_DEV_TOKEN", TOKEN));
        deadline.await("the simulator starts", Duration.ofSeconds(30),
                () -> LISTENING.matcher(process.output()).find());
        Matcher listening = LISTENING.matcher(process.output());
        if (!listening.find()) {
            throw new IllegalStateException("The simulator said: " + process.output());
        }
        return new SimulatedHathora(process, URI.create(listening.group(1)));
    }

    URI uri() {
        return uri;
    }

    /** The calls since the start. */
    Calls calls() {
        try {
            String answer = http.send(HttpRequest.newBuilder(uri.resolve("/_sim/stats")).build(),
                    BodyHandlers.ofString()).body();
            Map<String, Long> counts = new HashMap<>();
            json.readTree(answer).properties()
                    .forEach(operation -> counts.put(operation.getKey(), sum(operation.getValue())));
            return new Calls(counts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static long sum(JsonNode byStatus) {
        long sum = 0;
        for (JsonNode count : byStatus) {
            sum += count.asLong();
        }
        return sum;
    }

    /** Numbers of calls, by Hathora's name of the operation. */
    record Calls(Map<String, Long> counts) {
        long of(Operation operation) {
            return counts.getOrDefault(operation.hathoraName(), 0L);
        }

        long total() {
            return counts.values().stream().mapToLong(Long::longValue).sum();
        }

        /** Those that change something. */
        long mutations() {
            return total() - READS.stream().mapToLong(this::of).sum();
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
