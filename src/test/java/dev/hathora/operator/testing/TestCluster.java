package dev.hathora.operator.testing;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * A real API server, and a namespace of the test's own.
 *
 * @param client an administrator's client
 * @param namespace the namespace
 */
public record TestCluster(KubernetesClient client, String namespace) implements AutoCloseable {
    /**
     * Opens the API server that HATHORA_IT_KUBECONFIG names, with the CRD up to date, for those that are no test class.
     *
     * @throws IllegalStateException when the variable is not set
     */
    public static TestCluster open() {
        return withNewNamespace(RealApiServerExtension.connectWithCrd());
    }

    /** Makes a fresh namespace. Closing what comes back closes the client. */
    public static TestCluster withNewNamespace(KubernetesClient client) {
        Namespace namespace = client.resource(new NamespaceBuilder().withNewMetadata()
                .withGenerateName("hathora-it-")
                .endMetadata()
                .build()).create();
        return new TestCluster(client, namespace.getMetadata().getName());
    }

    /** A token of a ServiceAccount, as a kubelet asks for it. */
    public String token(String serviceAccount) {
        return client.serviceAccounts().inNamespace(namespace).withName(serviceAccount)
                .tokenRequest(new TokenRequestBuilder().withNewSpec().withExpirationSeconds(3600L).endSpec().build())
                .getStatus().getToken();
    }

    /** Takes the finalizers off what tests left behind, and removes the namespace, without waiting. */
    public void clear() {
        var rooms = client.resources(HathoraRoom.class).inNamespace(namespace);
        for (HathoraRoom room : rooms.list().getItems()) {
            if (!room.getMetadata().getFinalizers().isEmpty()) {
                rooms.resource(room).edit(r -> {
                    r.getMetadata().setFinalizers(null);
                    return r;
                });
            }
        }
        client.namespaces().withName(namespace).delete();
    }

    /** Clears the namespace and closes the client. */
    @Override
    public void close() {
        try (client) {
            clear();
        }
    }
}
