package dev.hathora.operator.controller.kubernetes;

import java.util.Optional;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * Reads one resource by its name, with a list. A list that does not contain it proves that it does not exist; a 404 for
 * a get could also mean that the API server does not serve HathoraRooms at the moment. It also needs no right except
 * list.
 *
 * @param client the client of the cluster
 * @param requests limits concurrent requests
 */
public record ResourceLookUp(KubernetesClient client, KubernetesRequests requests) {
    /**
     * The resource; empty: it does not exist.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException if the list fails, so that it is not known
     */
    public Optional<HathoraRoom> find(String namespace, String name) {
        return requests.send(() -> client.resources(HathoraRoom.class).inNamespace(namespace)
                .withField("metadata.name", name).list()).getItems().stream().findFirst();
    }
}
