package dev.hathora.operator.host.runtime.kubernetes;

import java.net.HttpURLConnection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import dev.hathora.operator.controller.kubernetes.KubernetesAnswer;
import dev.hathora.operator.controller.kubernetes.KubernetesRequests;
import dev.hathora.operator.host.runtime.GameRuntime.RuntimeFailure;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The requests of the runtime to the API server, a limited number at a time. Failures are {@link RuntimeFailure}, in
 * words for the user.
 *
 * @param namespaces those with Pods; empty for all
 * @param direct sends a request once: Fabric8 would hold a turn for seconds where a webhook fails, and send it again
 * @param creations limits the Pods that are created at once, so that no deletion waits for them
 */
record PodApi(KubernetesClient client, Set<String> namespaces, KubernetesRequests requests, KubernetesClient direct,
        KubernetesRequests creations) {
    /** Each needs a connection. More handshakes would take the processors of a node when many games start at once. */
    private static final int CREATED_AT_ONCE = 8;

    PodApi(KubernetesClient client, Set<String> namespaces) {
        this(client, Set.copyOf(namespaces), new KubernetesRequests(),
                client.newClient(new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                        .withRequestRetryBackoffLimit(0).build()).adapt(KubernetesClient.class),
                new KubernetesRequests(CREATED_AT_ONCE));
    }

    private <T> T ask(Supplier<T> request) {
        try {
            return requests.send(request);
        } catch (KubernetesClientException e) {
            throw new RuntimeFailure(KubernetesAnswer.of(e).toString(), e);
        }
    }

    private static <T> Optional<T> askForNew(KubernetesRequests turns, Supplier<T> request) {
        try {
            return Optional.of(turns.send(request));
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return Optional.empty();
            }
            throw new RuntimeFailure(KubernetesAnswer.of(e).toString(), e);
        }
    }

    /** An id of the cluster that stays the same: that of its oldest namespace. */
    String clusterId() {
        return Optional.ofNullable(ask(() -> client.namespaces().withName("kube-system").get()))
                .map(namespace -> namespace.getMetadata().getUid())
                .orElseThrow(() -> new RuntimeFailure("the cluster has no namespace kube-system"));
    }

    /** Creates a Pod. Empty if there is one with this name. */
    Optional<Pod> create(Pod pod) {
        return askForNew(creations, () -> direct.pods().resource(pod).create());
    }

    /** Creates a PodDisruptionBudget, unless it exists. */
    void create(PodDisruptionBudget budget) {
        askForNew(requests, () -> client.policy().v1().podDisruptionBudget().resource(budget).create());
    }

    /**
     * Deletes a Pod, if it exists.
     *
     * @param grace in seconds; null for the Pod's own
     */
    void delete(Pod pod, @Nullable Long grace) {
        var resource = client.pods().inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName());
        ask(() -> grace == null
                ? resource.withPropagationPolicy(DeletionPropagation.BACKGROUND).delete()
                : resource.withPropagationPolicy(DeletionPropagation.BACKGROUND).withGracePeriod(grace).delete());
    }

    /** The Pods with these labels, as they are now. */
    List<Pod> list(Map<String, String> labels) {
        return namespaces.isEmpty()
                ? ask(() -> client.pods().inAnyNamespace().withLabels(labels).list().getItems())
                : namespaces.stream().flatMap(namespace -> ask(
                        () -> client.pods().inNamespace(namespace).withLabels(labels).list().getItems()).stream())
                        .toList();
    }

    Optional<Node> node(String name) {
        return Optional.ofNullable(ask(() -> client.nodes().withName(name).get()));
    }

    /** The last warning about a Pod. */
    Optional<Event> warning(Pod pod) {
        return ask(() -> client.v1().events().inNamespace(pod.getMetadata().getNamespace())
                .withField("involvedObject.uid", pod.getMetadata().getUid()).withField("type", "Warning").list()
                .getItems()).stream().max(Comparator.comparing(PodApi::time));
    }

    private static String time(Event event) {
        return Optional.ofNullable(event.getLastTimestamp()).orElse(event.getMetadata().getCreationTimestamp());
    }
}
