package dev.hathora.operator.controller.kubernetes;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.hathora.operator.controller.kubernetes.NamespaceProbe.Answer;
import dev.hathora.operator.controller.kubernetes.WatchedNamespace.Problem;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks which of the watched namespaces can be read, with the smallest possible list, at intervals. A watch does not
 * show it: an established watch goes on after its right was withdrawn, and a watch from a resourceVersion before a
 * restore of etcd receives nothing. Thread-safe.
 *
 * <p>A namespace that can't be read is logged once, and is shown in metrics and readiness as long as the problem lasts.
 * Its informer keeps its cache, and retries with growing delays. The other namespaces are served.
 */
public final class WatchedNamespaces implements AutoCloseable {
    /** Stands for all namespaces. No namespace can have this name. */
    public static final String ALL = "*";

    private static final Logger log = LoggerFactory.getLogger(WatchedNamespaces.class);
    private static final int REQUEST_MILLIS = 5_000;
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration INTERVAL_WITHOUT_ANSWER = Duration.ofSeconds(5);
    /** How long the API server may be silent before the operator is not ready; several requests fail in this time. */
    private static final Duration SILENCE = Duration.ofSeconds(45);

    private final Map<String, WatchedNamespace> namespaces = new TreeMap<>();
    private final Map<String, NamespaceProbe> probes;
    private final Function<String, Reading> reading;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile long answeredAt = System.nanoTime();

    /**
     * @param client the client of the cluster; a copy of it with a short timeout is used
     * @param names the namespaces to watch; empty: all
     * @param reading returns the state of the informer for a namespace, or for {@link #ALL}
     * @param onRestored called when etcd was restored from a backup
     */
    public WatchedNamespaces(KubernetesClient client, Set<String> names, Function<String, Reading> reading,
            Runnable onRestored) {
        KubernetesClient impatient = client.newClient(new RequestConfigBuilder(
                client.getConfiguration().getRequestConfig()).withRequestTimeout(REQUEST_MILLIS)
                .withRequestRetryBackoffLimit(0).build()).adapt(KubernetesClient.class);
        this.reading = reading;
        this.probes = (names.isEmpty() ? Set.of(ALL) : names).stream()
                .collect(Collectors.toMap(name -> name, name -> new NamespaceProbe(impatient, name)));
        probes.forEach((name, probe) -> namespaces.put(name,
                new WatchedNamespace(name, probe::mayWatch, onRestored)));
    }

    /** Starts to check each namespace at intervals. Returns when each has been checked once. */
    public void start() {
        CountDownLatch asked = new CountDownLatch(namespaces.size());
        namespaces.keySet().forEach(name -> threads.execute(() -> askAgainAndAgain(name, asked)));
        try {
            asked.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void askAgainAndAgain(String name, CountDownLatch asked) {
        try {
            while (true) {
                Duration pause = ask(name);
                asked.countDown();
                Thread.sleep(pause);
            }
        } catch (InterruptedException e) {
            log.debug("No longer checking {}", name);
        } finally {
            asked.countDown();
        }
    }

    private Duration ask(String name) {
        try {
            Answer answer = Objects.requireNonNull(probes.get(name)).ask();
            Objects.requireNonNull(namespaces.get(name)).take(answer, reading.apply(name));
            if (answer instanceof Answer.Silence) {
                return INTERVAL_WITHOUT_ANSWER;
            }
            answeredAt = System.nanoTime();
        } catch (RuntimeException e) {
            // problem() reports it if it persists
            log.error("Could not determine whether {} can be read", name, e);
        }
        return INTERVAL;
    }

    /** Why the operator is not ready; empty: it is ready, though some namespaces may not be readable. */
    public Optional<String> problem() {
        Duration silence = Duration.ofNanos(System.nanoTime() - answeredAt);
        if (silence.compareTo(SILENCE) > 0) {
            return Optional.of("the Kubernetes API has not answered for " + silence.toSeconds() + " s");
        }
        List<Problem> unreadable = problems().filter(Problem::unreadable).toList();
        if (unreadable.size() == namespaces.size()) {
            return Optional.of("nothing can be read: " + texts(unreadable.stream()));
        }
        return namespaces.entrySet().stream().filter(e -> e.getValue().problem() == null
                && reading.apply(e.getKey()) == Reading.NOT_YET).findFirst()
                .map(e -> "the rooms of " + e.getKey() + " have not been read yet");
    }

    /** Which informers no longer try to watch, although nothing prevents it; empty: none. A restart should help. */
    public Optional<String> stuck() {
        return namespaces.entrySet().stream().filter(e -> e.getValue().isStuck()).findFirst()
                .map(e -> "the rooms of " + e.getKey() + " could be watched, but have not been for ten minutes");
    }

    /** What users should know although the operator is ready; empty: nothing. */
    public Optional<String> remark() {
        return Optional.of(texts(problems())).filter(text -> !text.isEmpty());
    }

    private Stream<Problem> problems() {
        return namespaces.values().stream().map(WatchedNamespace::problem).filter(Objects::nonNull);
    }

    private static String texts(Stream<Problem> problems) {
        return problems.map(Problem::text).collect(Collectors.joining("; "));
    }

    /** Whether each namespace exists and can be read, by name. */
    public Map<String, Boolean> readable() {
        return namespaces.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey,
                e -> e.getValue().problem() == null, (one, other) -> one, TreeMap::new));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
