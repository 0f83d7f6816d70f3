package dev.hathora.operator.controller.report;

import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import dev.hathora.operator.api.ShortText;
import dev.hathora.operator.controller.kubernetes.KubernetesAnswer;
import dev.hathora.operator.controller.kubernetes.KubernetesRequests;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes core/v1 Events. Repetitions of an event of a resource share one object whose count grows. Its name is derived
 * from the contents, so nothing has to be remembered. Events are best effort: they are written asynchronously, behind
 * the operator's other writes, and normal ones at a limited rate for each namespace. An event is dropped, and counted
 * as dropped, if too many are waiting or the API server rejects it. Thread-safe.
 */
public final class KubernetesEvents implements Events, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KubernetesEvents.class);
    private static final int MOST_WAITING = 2000;
    private static final int AT_ONCE = 4;
    private static final int MAX_MESSAGE = 1024;
    private static final int MAX_NAME = 253;

    /** How long a stopping operator goes on writing events. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final KubernetesClient client;
    private final KubernetesRequests requests;
    private final OperatorObserver observer;
    private final InstantSource clock;
    private final Writers normals = new Writers("room-events-");
    private final Writers warnings = new Writers("room-warnings-");
    /** Normal events whose turn has not come. */
    private final Set<Runnable> waiting = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor later = new ScheduledThreadPoolExecutor(1,
            Thread.ofPlatform().daemon().name("room-events-later").factory(),
            // when it is shut down, events no longer wait
            new ThreadPoolExecutor.DiscardPolicy());
    private final EventPaces paces = new EventPaces(System::nanoTime);
    /** The namespaces in which the last event was refused. */
    private final Set<String> refusing = ConcurrentHashMap.newKeySet();

    /** Threads that write events, and the places of those that wait for them. */
    private record Writers(ExecutorService threads, EventPlaces places) {
        Writers(String name) {
            this(Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().name(name, 0).factory()),
                    new EventPlaces(MOST_WAITING));
        }
    }

    /**
     * @param client the client of the cluster
     * @param requests limits concurrent requests; events go last
     * @param observer told of dropped events
     * @param clock the time of day, for the timestamps
     */
    public KubernetesEvents(KubernetesClient client, KubernetesRequests requests, OperatorObserver observer,
            InstantSource clock) {
        this.client = client;
        this.requests = requests;
        this.observer = observer;
        this.clock = clock;
    }

    @Override
    public void normal(HasMetadata resource, String reason, String message) {
        log.info("{}: {}", reason, message);
        submit(event(resource, "Normal", reason, message), normals, paces::next);
    }

    @Override
    public void warning(HasMetadata resource, String reason, String message) {
        log.warn("{}: {}", reason, message);
        submit(event(resource, "Warning", reason, message), warnings, namespace -> Duration.ZERO);
    }

    /** @param wait the time until the event may be written, by namespace */
    private void submit(Event event, Writers writers, Function<String, Duration> wait) {
        String namespace = event.getMetadata().getNamespace();
        if (!writers.places().take(namespace)) {
            drop(event, "too many are waiting");
            return;
        }
        Runnable write = () -> {
            try {
                writers.threads().execute(() -> writeOrDrop(event, writers.places()));
            } catch (RejectedExecutionException stopped) {
                writers.places().leave(namespace);
                drop(event, "the operator stops");
            }
        };
        Duration pause = wait.apply(namespace);
        waiting.add(write);
        if (pause.isZero() || later.isShutdown()) {
            stopWaiting(write);
        } else {
            ScheduledFuture<?> unused = later.schedule(() -> stopWaiting(write), pause.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void stopWaiting(Runnable write) {
        if (waiting.remove(write)) {
            write.run();
        }
    }

    private void writeOrDrop(Event event, EventPlaces places) {
        String namespace = event.getMetadata().getNamespace();
        try {
            requests.sendBehind(() -> write(event));
            refusing.remove(namespace);
        } catch (RuntimeException e) {
            drop(event, String.valueOf(e.getMessage()));
            warnOnce(namespace, e);
        } finally {
            places.leave(namespace);
        }
    }

    private void drop(Event event, String why) {
        observer.eventDropped();
        log.debug("Event {} not written: {}", event.getReason(), why);
    }

    /** Logs the first refusal in a namespace. Thousands of events may follow, and their refusals are alike. */
    private void warnOnce(String namespace, RuntimeException failure) {
        if (failure instanceof KubernetesClientException e) {
            KubernetesAnswer answer = KubernetesAnswer.of(e);
            if (!answer.mayPass() && !answer.isOfEndingNamespace() && refusing.add(namespace)) {
                log.warn(
                        "Events in namespace {} can't be written: {}. {} This is logged once, until events can be written again.",
                        namespace, answer, answer.lacksRight()
                                ? "Allow the operator's ServiceAccount to get, create and patch events there."
                                : "They are still in this log.");
            }
        }
    }

    /** Only what is written, because thousands of events may wait. */
    private Event event(HasMetadata resource, String type, String reason, String message) {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        String shortened = ShortText.of(message, MAX_MESSAGE);
        String namespace = resource.getMetadata().getNamespace();
        return new EventBuilder().withNewMetadata().withName(name(resource, reason, shortened))
                .withNamespace(namespace).endMetadata()
                .withNewInvolvedObject().withApiVersion(resource.getApiVersion()).withKind(resource.getKind())
                .withNamespace(namespace).withName(resource.getMetadata().getName())
                .withUid(resource.getMetadata().getUid())
                .endInvolvedObject()
                .withType(type).withReason(reason).withMessage(shortened).withCount(1)
                .withFirstTimestamp(now).withLastTimestamp(now)
                .withNewSource().withComponent("hathora-operator").endSource()
                .withReportingComponent("hathora-operator").withReportingInstance("hathora-operator").build();
    }

    private void write(Event event) {
        try {
            client.v1().events().resource(event).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            Resource<Event> existing = client.v1().events().inNamespace(event.getMetadata().getNamespace())
                    .withName(event.getMetadata().getName());
            existing.edit(old -> new EventBuilder(old).withCount(old.getCount() == null ? 2 : old.getCount() + 1)
                    .withLastTimestamp(event.getLastTimestamp()).build());
        }
    }

    private static String name(HasMetadata resource, String reason, String message) {
        String said = resource.getMetadata().getUid() + "/" + reason + "/" + message;
        String hash = UUID.nameUUIDFromBytes(said.getBytes(StandardCharsets.UTF_8)).toString().replace("-", "");
        String prefix = resource.getMetadata().getName();
        int longest = MAX_NAME - hash.length() - 1;
        return (prefix.length() > longest ? prefix.substring(0, longest) : prefix) + "." + hash;
    }

    /** Events that wait for their turn are written at once, as far as there is time. The rest is dropped. */
    @Override
    public void close() {
        List<Runnable> unused = later.shutdownNow();
        waiting.forEach(this::stopWaiting);
        end(warnings.threads());
        end(normals.threads());
    }

    private void end(ExecutorService threads) {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow().forEach(lost -> observer.eventDropped());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
