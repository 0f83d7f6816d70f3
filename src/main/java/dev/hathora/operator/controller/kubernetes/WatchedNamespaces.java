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
 * Which of the watched namespaces can be read. Each is asked about again and again with the smallest possible list, since
 * a watch does not tell: one that was established goes on although the right to it was withdrawn, and one that waits for a
 * resourceVersion from before a restore of etcd just stays quiet.
 *
 * <p>A namespace that can't be read is named once in the log, and for as long as it lasts in metrics and readiness. Its
 * informer keeps what it has read, and tries again by itself with growing delays; the other namespaces are served.
 */
public final class WatchedNamespaces implements AutoCloseable {
    /** Stands for all namespaces; none can have this name. */
    public static final String ALL = "*";

    private static final Logger log = LoggerFactory.getLogger(WatchedNamespaces.class);
    private static final int REQUEST_MILLIS = 5_000;
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration INTERVAL_WITHOUT_ANSWER = Duration.ofSeconds(5);
    /** After several requests that failed in a row. */
    private static final Duration SILENCE = Duration.ofSeconds(45);

    private final Map<String, WatchedNamespace> namespaces = new TreeMap<>();
    private final Map<String, NamespaceProbe> probes;
    private final Function<String, Reading> reading;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile long answeredAt = System.nanoTime();

    /**
     * @param names the namespaces; empty: all
     * @param reading how the informer of a namespace, or of {@link #ALL}, fares
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

    /** Asks about each of them, and goes on doing so from then on. Comes back with the first answers. */
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
            log.debug("No longer asked about {}", name);
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
            // it is told as a problem if it lasts
            log.error("Whether {} can be read could not be found out", name, e);
        }
        return INTERVAL;
    }

    /** Why the operator is not ready; empty: it is, though some namespaces may not be read. */
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

    /** What is to be known although the operator is ready; empty: nothing. */
    public Optional<String> remark() {
        return Optional.of(texts(problems())).filter(text -> !text.isEmpty());
    }

    private Stream<Problem> problems() {
        return namespaces.values().stream().map(WatchedNamespace::problem).filter(Objects::nonNull);
    }

    private static String texts(Stream<Problem> problems) {
        return problems.map(Problem::text).collect(Collectors.joining("; "));
    }

    /** Which of them can be read, and exist, by name. */
    public Map<String, Boolean> readable() {
        return namespaces.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey,
                e -> e.getValue().problem() == null, (one, other) -> one, TreeMap::new));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
