package dev.hathora.operator.controller.kubernetes;

import java.util.Optional;

import dev.hathora.operator.api.HathoraRoom;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * Asks Kubernetes for one resource by its name, with a list. A list that does not name it proves that it is not there; a 404
 * to a get might also mean that this server does not know HathoraRooms at the moment. And no right is needed but to list.
 *
 * @param client the operator's
 * @param requests lets it wait for its turn
 */
public record ResourceLookUp(KubernetesClient client, KubernetesRequests requests) {
    /**
     * The resource; empty: there is none.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException when nobody knows
     */
    public Optional<HathoraRoom> find(String namespace, String name) {
        return requests.send(() -> client.resources(HathoraRoom.class).inNamespace(namespace)
                .withField("metadata.name", name).list()).getItems().stream().findFirst();
    }
}
