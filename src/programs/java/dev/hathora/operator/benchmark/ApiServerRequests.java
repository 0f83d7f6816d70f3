package dev.hathora.operator.benchmark;

import java.net.MalformedURLException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpResponse;

/**
 * The requests to the API server so far, by its own metrics. They include rejected writes and writes without effect.
 * Leases are not counted, because the control plane has its own. Also the CPU usage of its processes, without etcd.
 *
 * @param counts by verb and resource, such as {@code PATCH hathorarooms/status}
 * @param cpuSeconds its CPU time in seconds
 */
record ApiServerRequests(Map<String, Long> counts, double cpuSeconds) {
    private static final String CPU = "process_cpu_seconds_total ";
    private static final String REQUESTS = "apiserver_request_total{";
    private static final Pattern LABEL = Pattern.compile("[{,](resource|subresource|verb)=\"([^\"]*)\"");
    private static final Set<String> RESOURCES = Set.of("hathorarooms", "hathoraroomsets", "events", "secrets");

    /** Without deletions, because only the clean-up deletes resources. */
    private static final Pattern WRITE = Pattern.compile("(?:POST|PUT|PATCH|APPLY) (.*)");

    ApiServerRequests {
        counts = Map.copyOf(counts);
    }

    /**
     * Asks for them.
     *
     * @param others where to ask beside the API server
     * @throws IllegalStateException if an answer can't be had
     */
    static ApiServerRequests read(KubernetesClient client, List<URI> others) {
        Map<String, Long> counts = new HashMap<>();
        double cpu = 0;
        for (String text : texts(client, others)) {
            for (String line : (Iterable<String>) text.lines()::iterator) {
                if (line.startsWith(CPU)) {
                    cpu += Double.parseDouble(line.substring(CPU.length()));
                } else if (line.startsWith(REQUESTS)) {
                    count(line, counts);
                }
            }
        }
        return new ApiServerRequests(counts, cpu);
    }

    private static void count(String line, Map<String, Long> counts) {
        Map<String, String> labels = new HashMap<>();
        Matcher label = LABEL.matcher(line);
        while (label.find()) {
            labels.put(label.group(1), label.group(2));
        }
        String resource = labels.getOrDefault("resource", "");
        if (RESOURCES.contains(resource)) {
            String subresource = labels.getOrDefault("subresource", "");
            counts.merge("%s %s%s".formatted(labels.get("verb"), resource,
                    subresource.isEmpty() ? "" : "/" + subresource),
                    (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)), Long::sum);
        }
    }

    private static List<String> texts(KubernetesClient client, List<URI> others) {
        URI server = URI.create(client.getMasterUrl().toString()).resolve("/metrics");
        return Stream.concat(Stream.of(server), others.stream())
                .map(uri -> get(client.getHttpClient(), uri)).toList();
    }

    private static String get(HttpClient http, URI uri) {
        try {
            HttpResponse<String> answer = http.sendAsync(http.newHttpRequestBuilder().url(uri.toURL()).build(),
                    String.class).get(10, TimeUnit.SECONDS);
            if (!answer.isSuccessful()) {
                throw new IllegalStateException("%s answered %d".formatted(uri, answer.code()));
            }
            return answer.body();
        } catch (MalformedURLException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Cannot read " + uri, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Whether rooms are counted, which others may do. */
    boolean knowsRooms() {
        return roomWrites() > 0;
    }

    ApiServerRequests since(ApiServerRequests before) {
        Map<String, Long> more = new HashMap<>(counts);
        before.counts.forEach((request, count) -> more.merge(request, -count, Long::sum));
        more.values().removeIf(count -> count == 0);
        return new ApiServerRequests(more, cpuSeconds - before.cpuSeconds);
    }

    long roomWrites() {
        return writes("hathorarooms");
    }

    /** Of rooms and Events. */
    long writes() {
        return roomWrites() + writes("events");
    }

    private long writes(String resource) {
        return counts.entrySet().stream().filter(entry -> {
            Matcher write = WRITE.matcher(entry.getKey());
            return write.matches() && (write.group(1) + "/").startsWith(resource + "/");
        }).mapToLong(Map.Entry::getValue).sum();
    }
}
