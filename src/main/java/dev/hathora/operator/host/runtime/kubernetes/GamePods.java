package dev.hathora.operator.host.runtime.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.runtime.GameRuntime.RuntimeFailure;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;

/**
 * The Pods of one database, kept up to date by informers. What informers show may be old. It is not concluded from them
 * that a Pod does not exist: the API server is asked, unless it has told that the Pod was deleted.
 */
final class GamePods implements AutoCloseable {
    /** A Pod that was created is seen soon. */
    private static final Duration SEEN_AFTER = Duration.ofSeconds(5);
    private static final String DELETED = "its Pod was deleted";

    /** What was found for a record. */
    sealed interface Found {
        /** Its Pod. */
        record Present(Pod pod) implements Found {}

        /** There is no Pod, and it was not seen how it went. This is certain. */
        record Absent() implements Found {}

        /**
         * Its Pod was started and is gone, which was seen.
         *
         * @param cause what ended it, in words for the user
         */
        record Deleted(String cause) implements Found {}

        /** The API server does not say. */
        record Unknown(String why) implements Found {}
    }

    private record Created(Pod pod, Instant at) {
        boolean is(Pod other) {
            return pod.getMetadata().getUid().equals(other.getMetadata().getUid());
        }
    }

    private final PodApi api;
    private final Map<String, String> labels;
    private final Consumer<String> changed;
    private final InstantSource clock;
    private final Map<SharedIndexInformer<Pod>, PodStore> informers = new HashMap<>();
    private final ConcurrentMap<String, Created> created = new ConcurrentHashMap<>();
    /** Why Pods are gone, by the ids of their records, until these are over. */
    private final ConcurrentMap<String, String> deleted = new ConcurrentHashMap<>();

    /**
     * Starts to watch.
     *
     * @param labels of the Pods
     * @param changed is called with the ids of records whose Pods have changed
     */
    GamePods(PodApi api, Map<String, String> labels, Consumer<String> changed, InstantSource clock) {
        this.api = api;
        this.labels = labels;
        this.changed = changed;
        this.clock = clock;
        var pods = api.client().pods();
        Stream<SharedIndexInformer<Pod>> all = api.namespaces().isEmpty()
                ? Stream.of(pods.inAnyNamespace().withLabels(labels).runnableInformer(0))
                : api.namespaces().stream()
                        .map(namespace -> pods.inNamespace(namespace).withLabels(labels).runnableInformer(0));
        all.forEach(informer -> {
            PodStore store = new PodStore();
            informers.put(informer, store);
            Informers.start(informer.itemStore(store).addEventHandler(new Handler()));
        });
    }

    private final class Handler implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod pod) {
            PodNames.processId(pod).ifPresent(id -> {
                created.computeIfPresent(id, (same, own) -> own.is(pod) ? null : own);
                deleted.remove(id);
                changed.accept(id);
            });
        }

        @Override
        public void onUpdate(Pod before, Pod pod) {
            PodNames.processId(pod).ifPresent(changed);
        }

        @Override
        public void onDelete(Pod pod, boolean unseen) {
            PodNames.processId(pod).ifPresent(id -> {
                // it may have made way for another one of this name
                created.computeIfPresent(id, (same, own) -> own.is(pod) ? null : own);
                if (!unseen && last(id).isEmpty()) {
                    deleted.put(id, PodView.cause(pod).orElse(DELETED));
                }
                changed.accept(id);
            });
        }
    }

    /** Whether all Pods were listed once. */
    boolean isSynced() {
        return informers.keySet().stream().allMatch(SharedIndexInformer::hasSynced);
    }

    private Optional<Pod> cached(String processId) {
        return informers.values().stream().flatMap(store -> store.find(processId).stream()).findFirst();
    }

    /** The Pod that was created, or last seen, for an id; empty if none is known. */
    Optional<Pod> last(String processId) {
        Created own = created.get(processId);
        return own == null ? cached(processId) : Optional.of(cached(processId).filter(own::is).orElse(own.pod()));
    }

    /** Looks for the Pod of a record. */
    Found find(GameProcess record) {
        String id = record.processId();
        Created own = created.get(id);
        Optional<Pod> cached = cached(id).filter(pod -> own == null || own.is(pod));
        if (cached.isPresent()) {
            return new Found.Present(cached.get());
        }
        if (own != null && clock.instant().isBefore(own.at().plus(SEEN_AFTER))) {
            return new Found.Present(own.pod());
        }
        if (!isSynced()) {
            return new Found.Unknown("the API server has not listed its Pods yet");
        }
        boolean wasCreated = own != null || record.times().booted() != null;
        if (record.state().isOver() || !wasCreated) {
            return new Found.Absent();
        }
        String cause = deleted.get(id);
        return cause == null ? ask(id) : new Found.Deleted(cause);
    }

    private Found ask(String id) {
        try {
            Optional<Pod> oldest = list(id).stream()
                    .min(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp()));
            if (oldest.isEmpty()) {
                created.remove(id);
                return new Found.Absent();
            }
            return new Found.Present(oldest.get());
        } catch (RuntimeFailure e) {
            return new Found.Unknown(String.valueOf(e.getMessage()));
        }
    }

    /** With copies of it in other namespaces. */
    private List<Pod> list(String processId) {
        Map<String, String> wanted = new HashMap<>(labels);
        wanted.put(PodNames.PROCESS, processId);
        return api.list(wanted);
    }

    /**
     * The Pod because of which another one was refused: that of an earlier attempt, whose answer was lost. Empty if the
     * name is taken by a Pod of others.
     */
    Optional<Pod> existing(Pod refused) {
        return list(refused.getMetadata().getName()).stream()
                .filter(pod -> Cache.metaNamespaceKeyFunc(pod).equals(Cache.metaNamespaceKeyFunc(refused)))
                .findFirst();
    }

    /** Notes a Pod that was created, which the informers may not show yet. */
    void noteCreated(Pod pod) {
        PodNames.processId(pod).ifPresent(id -> {
            deleted.remove(id);
            if (cached(id).filter(seen -> seen.getMetadata().getUid().equals(pod.getMetadata().getUid())).isEmpty()) {
                created.put(id, new Created(pod, clock.instant()));
            }
        });
    }

    /** Notes that the Pod of a record was deleted to make way for another one. */
    void noteReplaced(String processId) {
        created.remove(processId);
        informers.values().forEach(store -> store.find(processId)
                .ifPresent(pod -> store.remove(store.getKey(pod))));
    }

    /** Forgets what is only of interest while a record is not over. */
    void forget(String processId) {
        deleted.remove(processId);
        created.remove(processId);
    }

    /** All Pods that are known. */
    List<Pod> all() {
        return informers.values().stream().map(PodStore::all).flatMap(Collection::stream).toList();
    }

    @Override
    public void close() {
        informers.keySet().forEach(SharedIndexInformer::close);
    }
}
