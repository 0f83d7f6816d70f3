package dev.hathora.operator.dashboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.awaitility.Awaitility;

/** A Prometheus of its own, as a process that scrapes every two seconds. */
final class Prometheus implements AutoCloseable {
    private final Process process;
    private final URI uri;
    private final HttpClient http = HttpClient.newHttpClient();

    /**
     * The values of one series.
     *
     * @param values by their time in seconds from the epoch
     */
    record Series(Map<String, String> labels, SequencedMap<Double, Double> values) {}

    /**
     * Starts it.
     *
     * @param directory where it keeps everything
     * @param pods what to scrape: ports by the names of pods
     */
    Prometheus(String executable, Path directory, Map<String, Integer> pods) throws IOException {
        String targets = pods.entrySet().stream().map(pod -> """
                - targets: ["127.0.0.1:%d"]
                  labels: {namespace: hathora, pod: %s}
                """.formatted(pod.getValue(), pod.getKey())).collect(Collectors.joining());
        Path config = Files.writeString(Files.createDirectories(directory).resolve("prometheus.yml"), """
                global: {scrape_interval: 2s}
                scrape_configs:
                - job_name: hathora-operator
                  static_configs:
                """ + targets.indent(2));
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        uri = URI.create("http://127.0.0.1:" + port);
        process = new ProcessBuilder(executable, "--config.file=" + config, "--storage.tsdb.path="
                + directory.resolve("data"), "--web.listen-address=127.0.0.1:" + port).redirectErrorStream(true)
                .redirectOutput(directory.resolve("prometheus.log").toFile()).start();
        Awaitility.await("Prometheus").atMost(Duration.ofSeconds(30)).ignoreExceptions()
                .until(() -> get("/-/ready").statusCode() == 200);
    }

    /**
     * The values of an expression in a time range.
     *
     * @throws IllegalStateException with Prometheus's message, if the expression is invalid
     */
    List<Series> query(String expression, Instant from, Instant to, Duration step) throws IOException {
        HttpResponse<String> response = get("/api/v1/query_range?query=%s&start=%s&end=%s&step=%s".formatted(
                URLEncoder.encode(expression, StandardCharsets.UTF_8), from, to, step.toSeconds()));
        JsonNode answer = new ObjectMapper().readTree(response.body());
        if (response.statusCode() != 200) {
            throw new IllegalStateException(expression + ": " + answer.path("error").asText());
        }
        return StreamSupport.stream(answer.at("/data/result").spliterator(), false).map(Prometheus::series).toList();
    }

    private static Series series(JsonNode json) {
        SequencedMap<Double, Double> values = new TreeMap<>();
        json.get("values").forEach(value -> {
            double number = value.get(1).asDouble(Double.NaN);
            if (Double.isFinite(number)) {
                values.put(value.get(0).asDouble(), number);
            }
        });
        return new Series(json.get("metric").properties().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().asText())), values);
    }

    private HttpResponse<String> get(String path) {
        try {
            return http.send(HttpRequest.newBuilder(uri.resolve(path)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.close();
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
