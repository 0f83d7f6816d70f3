package dev.hathora.operator.controller.kubernetes;

import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import dev.hathora.operator.room.SetClaim;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * Asks the API server for the sets that made claims. The answer is never older than the question.
 *
 * @param client the client of the cluster
 * @param requests limits concurrent requests
 */
public record SetSearch(KubernetesClient client, KubernetesRequests requests) {
    /**
     * Whether a set with this name and uid exists.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException if the API server can't be asked
     */
    public boolean exists(String namespace, SetClaim claim) {
        return requests.send(() -> client.resources(HathoraRoomSet.class).inNamespace(namespace)
                .withField("metadata.name", claim.set()).list()).getItems().stream()
                .anyMatch(set -> claim.uid().equals(set.getMetadata().getUid()));
    }
}
