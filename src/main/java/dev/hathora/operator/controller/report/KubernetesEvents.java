package dev.hathora.operator.controller.report;

import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

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
 * the operator's other writes, and normal ones at a limited rate. An event is dropped, and counted as dropped, if too
 * many are waiting or the API server rejects it. Thread-safe.
 */
public final class KubernetesEvents implements Events, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KubernetesEvents.class);
    private static final int MOST_WAITING = 2000;
    private static final int AT_ONCE = 4;
    private static final int MAX_MESSAGE = 1024;
    private static final int MAX_NAME = 253;

    private final KubernetesClient client;
    private final KubernetesRequests requests;
    private final OperatorObserver observer;
    private final InstantSource clock;
    private final ExecutorService warnings = writers("room-warnings-");
    private final ExecutorService normals = writers("room-events-");
    private final EventPace pace = new EventPace(System::nanoTime);
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final EventPlaces places = new EventPlaces(MOST_WAITING);
    /** The namespaces in which the last event was refused. */
    private final Set<String> refusing = ConcurrentHashMap.newKeySet();

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

    private static ExecutorService writers(String name) {
        return Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().name(name, 0).factory());
    }

    @Override
    public void normal(HasMetadata resource, String reason, String message) {
        log.info("{}: {}", reason, message);
        submit(normals, this::awaitTurn, resource, "Normal", reason, message);
    }

    @Override
    public void warning(HasMetadata resource, String reason, String message) {
        log.warn("{}: {}", reason, message);
        submit(warnings, () -> {}, resource, "Warning", reason, message);
    }

    private void submit(ExecutorService writers, Runnable turn, HasMetadata resource, String type, String reason,
            String message) {
        String namespace = resource.getMetadata().getNamespace();
        if (!places.take(namespace)) {
            observer.eventDropped();
            log.debug("Event {} dropped, the queue is full", reason);
            return;
        }
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        String shortened = ShortText.of(message, MAX_MESSAGE);
        try {
            writers.execute(() -> {
                try {
                    turn.run();
                    requests.sendBehind(() -> write(resource, type, reason, shortened, now));
                    refusing.remove(namespace);
                } catch (RuntimeException e) {
                    observer.eventDropped();
                    log.debug("Event {} not written: {}", reason, e.getMessage());
                    warnOnce(namespace, e);
                } finally {
                    places.leave(namespace);
                }
            });
        } catch (java.util.concurrent.RejectedExecutionException stopping) {
            places.leave(namespace);
        }
    }

    /** Waits until the next normal event may be written. A stopping operator writes the last ones at once. */
    private void awaitTurn() {
        try {
            boolean ignored = stopping.await(pace.next().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Logs the first refusal in a namespace. Thousands of events may follow, and their refusals are alike. */
    private void warnOnce(String namespace, RuntimeException failure) {
        if (failure instanceof KubernetesClientException e) {
            KubernetesAnswer answer = KubernetesAnswer.of(e);
            if (!answer.mayPass() && refusing.add(namespace)) {
                log.warn(
                        "Events in namespace {} can't be written: {}. {} This is logged once, until events can be written again.",
                        namespace, answer, answer.lacksRight()
                                ? "Allow the operator's ServiceAccount to get, create and patch events there."
                                : "They are still in this log.");
            }
        }
    }

    private void write(HasMetadata resource, String type, String reason, String message, String now) {
        String name = name(resource, reason, message);
        String namespace = resource.getMetadata().getNamespace();
        Event event = new EventBuilder().withNewMetadata().withName(name).withNamespace(namespace).endMetadata()
                .withNewInvolvedObject().withApiVersion(resource.getApiVersion()).withKind(resource.getKind())
                .withNamespace(namespace).withName(resource.getMetadata().getName())
                .withUid(resource.getMetadata().getUid())
                .endInvolvedObject()
                .withType(type).withReason(reason).withMessage(message).withCount(1)
                .withFirstTimestamp(now).withLastTimestamp(now)
                .withNewSource().withComponent("hathora-operator").endSource()
                .withReportingComponent("hathora-operator").withReportingInstance("hathora-operator").build();
        try {
            client.v1().events().resource(event).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            Resource<Event> existing = client.v1().events().inNamespace(namespace).withName(name);
            existing.edit(old -> new EventBuilder(old).withCount(old.getCount() == null ? 2 : old.getCount() + 1)
                    .withLastTimestamp(now).build());
        }
    }

    private static String name(HasMetadata resource, String reason, String message) {
        String said = resource.getMetadata().getUid() + "/" + reason + "/" + message;
        String hash = UUID.nameUUIDFromBytes(said.getBytes(StandardCharsets.UTF_8)).toString().replace("-", "");
        String prefix = resource.getMetadata().getName();
        int longest = MAX_NAME - hash.length() - 1;
        return (prefix.length() > longest ? prefix.substring(0, longest) : prefix) + "." + hash;
    }

    @Override
    public void close() {
        normals.shutdown();
        warnings.shutdown();
        stopping.countDown();
    }
}
