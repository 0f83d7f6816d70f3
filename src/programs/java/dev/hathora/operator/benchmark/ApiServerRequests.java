package dev.hathora.operator.benchmark;

import java.net.MalformedURLException;
import java.net.URI;
import java.util.List;
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
 * The write requests to the API server so far, by its own metrics. They include rejected writes and writes without
 * effect. Deletions are not counted, because only the clean-up deletes resources. Also the CPU usage of its processes,
 * without etcd.
 *
 * @param resources for rooms
 * @param events for Events
 * @param cpuSeconds its CPU time in seconds
 */
record ApiServerRequests(long resources, long events, double cpuSeconds) {
    private static final String CPU = "process_cpu_seconds_total ";
    private static final Pattern WRITE = Pattern.compile("apiserver_request_total\\{"
            + "(?=.*[{,]resource=\"(hathorarooms|events)\")(?=.*[{,]verb=\"(?:POST|PUT|PATCH|APPLY)\")[^}]*} (\\S+)");

    /**
     * Asks for them.
     *
     * @param others where to ask beside the API server
     * @throws IllegalStateException if an answer can't be had
     */
    static ApiServerRequests read(KubernetesClient client, List<URI> others) {
        long resources = 0;
        long events = 0;
        double cpu = 0;
        for (String text : texts(client, others)) {
            for (String line : (Iterable<String>) text.lines()::iterator) {
                if (line.startsWith(CPU)) {
                    cpu += Double.parseDouble(line.substring(CPU.length()));
                }
                Matcher write = WRITE.matcher(line);
                if (!line.startsWith("apiserver_request_total") || !write.matches()) {
                    continue;
                }
                long count = (long) Double.parseDouble(write.group(2));
                if (write.group(1).equals("events")) {
                    events += count;
                } else {
                    resources += count;
                }
            }
        }
        return new ApiServerRequests(resources, events, cpu);
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
        return resources > 0;
    }

    ApiServerRequests since(ApiServerRequests before) {
        return new ApiServerRequests(resources - before.resources, events - before.events,
                cpuSeconds - before.cpuSeconds);
    }

    long total() {
        return resources + events;
    }
}
