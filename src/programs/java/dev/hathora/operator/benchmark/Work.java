package dev.hathora.operator.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.hathora.operator.benchmark.PerRoom.Count;
import dev.hathora.operator.cloud.Operation;

/**
 * Counts what a transition of all rooms takes, from its first call on. Only requests and reconciles are counted
 * from the start of the contestant, because many are sent or started before the first call is seen.
 */
final class Work {
    /** Events are written in the background. */
    private static final Duration LATE = Duration.ofSeconds(2);
    private static final Pattern METRICS = Pattern.compile("metrics on port (\\d+)");
    private static final String RECONCILES = "reconciliations_started_total";

    private final Trial trial;
    private final Transition transition;
    private final int rooms;
    private final Map<PerRoom, Double> servers;
    private Map<PerRoom, Double> process = new HashMap<>();

    /** Before the contestant is started. */
    Work(Trial trial, Transition transition) {
        this.trial = trial;
        this.transition = transition;
        rooms = trial.seen().count();
        servers = ofServers();
    }

    /** When the first call is seen. */
    void begins() {
        process = ofProcess();
        // many are started before the first call is seen
        process.remove(new PerRoom(transition, Count.RECONCILES));
    }

    /** When all is done. */
    void ends() {
        add(process, ofProcess());
        trial.deadline().pass(LATE);
        add(servers, ofServers());
    }

    private void add(Map<PerRoom, Double> before, Map<PerRoom, Double> after) {
        after.forEach((measure, value) -> {
            double more = value - before.getOrDefault(measure, 0.0);
            if (more > 0 || measure.detail().isEmpty()) {
                trial.add(measure, more / rooms);
            }
        });
    }

    private Map<PerRoom, Double> ofServers() {
        Map<PerRoom, Double> counts = new HashMap<>();
        ApiServerRequests requests = trial.requests();
        if (requests.knowsRooms()) {
            counts.put(new PerRoom(transition, Count.ROOM_WRITES), (double) requests.roomWrites());
            requests.counts().forEach((request, count) -> put(counts, Count.KUBERNETES, request, (double) count));
        }
        SimulatedHathora.Calls calls = trial.hathora().calls();
        for (Operation operation : Operation.values()) {
            put(counts, Count.HATHORA, operation.hathoraName(), (double) calls.of(operation));
        }
        return counts;
    }

    private void put(Map<PerRoom, Double> counts, Count count, String detail, double value) {
        counts.put(new PerRoom(transition, count, detail), value);
        counts.merge(new PerRoom(transition, count), value, Double::sum);
    }

    private Map<PerRoom, Double> ofProcess() {
        ChildJvm jvm = trial.process();
        Map<PerRoom, Double> counts = new HashMap<>();
        counts.put(new PerRoom(transition, Count.CPU), jvm.cpu().toNanos() / 1e6);
        jvm.system("io", "rchar")
                .ifPresent(bytes -> counts.put(new PerRoom(transition, Count.READ), bytes / 1024.0));
        jvm.system("io", "wchar")
                .ifPresent(bytes -> counts.put(new PerRoom(transition, Count.WRITTEN), bytes / 1024.0));
        counts.put(new PerRoom(transition, Count.ALLOCATED), jvm.allocated() / 1024.0);
        reconciles(jvm).ifPresent(number -> counts.put(new PerRoom(transition, Count.RECONCILES), number));
        counts.put(new PerRoom(transition, Count.API_SERVER_CPU), trial.requests().cpuSeconds() * 1e3);
        return counts;
    }

    /** By the metrics of an operator that serves them. */
    private static OptionalDouble reconciles(ChildJvm jvm) {
        Matcher port = METRICS.matcher(jvm.output());
        if (!port.find()) {
            return OptionalDouble.empty();
        }
        URI metrics = URI.create("http://127.0.0.1:%s/metrics".formatted(port.group(1)));
        try (HttpClient http = HttpClient.newHttpClient()) {
            return OptionalDouble.of(http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body()
                    .lines().filter(line -> line.startsWith(RECONCILES))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
