package dev.hathora.operator.host.runtime.kubernetes;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import org.jspecify.annotations.Nullable;

/**
 * The Pods of an informer, without what the host does not need: thousands of them are kept in memory. They are found by
 * the ids of their records.
 */
final class PodStore implements ItemStore<Pod> {
    private final ConcurrentMap<String, Pod> pods = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Pod> byProcess = new ConcurrentHashMap<>();

    /** The Pod of a record; empty if there is none. */
    Optional<Pod> find(String processId) {
        return Optional.ofNullable(byProcess.get(processId));
    }

    /** The Pods of all records. */
    Collection<Pod> all() {
        return byProcess.values();
    }

    @Override
    public @Nullable Pod put(String key, Pod pod) {
        Pod kept = reduced(pod);
        PodNames.processId(kept).ifPresent(id -> byProcess.merge(id, kept, PodStore::original));
        return pods.put(key, kept);
    }

    /** A copy of a Pod in another namespace has its labels, but is younger. */
    private static Pod original(Pod known, Pod other) {
        boolean same = known.getMetadata().getUid().equals(other.getMetadata().getUid());
        boolean sameName = Cache.metaNamespaceKeyFunc(known).equals(Cache.metaNamespaceKeyFunc(other));
        boolean younger = other.getMetadata().getCreationTimestamp()
                .compareTo(known.getMetadata().getCreationTimestamp()) >= 0;
        return same || sameName || !younger ? other : known;
    }

    @Override
    public @Nullable Pod remove(String key) {
        Pod removed = pods.remove(key);
        if (removed != null) {
            PodNames.processId(removed).ifPresent(id -> byProcess.computeIfPresent(id,
                    (same, kept) -> kept.getMetadata().getUid().equals(removed.getMetadata().getUid()) ? null : kept));
        }
        return removed;
    }

    private static Pod reduced(Pod pod) {
        ObjectMeta metadata = pod.getMetadata();
        List<Container> containers = pod.getSpec().getContainers().stream().filter(c -> c.getPorts() != null)
                .map(c -> new ContainerBuilder().withName(c.getName()).withPorts(c.getPorts()).build()).toList();
        return new PodBuilder().withNewMetadata().withName(metadata.getName()).withNamespace(metadata.getNamespace())
                .withUid(metadata.getUid()).withResourceVersion(metadata.getResourceVersion())
                .withCreationTimestamp(metadata.getCreationTimestamp())
                .withDeletionTimestamp(metadata.getDeletionTimestamp())
                .withLabels(metadata.getLabels()).withAnnotations(metadata.getAnnotations()).endMetadata()
                .withNewSpec().withNodeName(pod.getSpec().getNodeName())
                .withTolerations(pod.getSpec().getTolerations()).withContainers(containers).endSpec()
                .withStatus(pod.getStatus()).build();
    }

    @Override
    public String getKey(Pod pod) {
        return Cache.metaNamespaceKeyFunc(pod);
    }

    @Override
    public Stream<String> keySet() {
        return pods.keySet().stream();
    }

    @Override
    public Stream<Pod> values() {
        return pods.values().stream();
    }

    @Override
    public int size() {
        return pods.size();
    }

    @Override
    public @Nullable Pod get(String key) {
        return pods.get(key);
    }

    @Override
    public boolean isFullState() {
        return false;
    }
}
