package dev.hathora.operator.testing;

import dev.hathora.operator.api.hathoraapplication.HathoraApplication;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;

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

    /**
     * Takes the finalizers off what tests left behind, and removes the namespace, without waiting. Where hundreds of
     * namespaces go at once, it takes minutes until the contents of one are gone. The roles, by which the chart finds
     * other releases, go at once.
     */
    public void clear() {
        client.rbac().roles().inNamespace(namespace).withLabel("app.kubernetes.io/part-of", "hathora-operator")
                .delete();
        // first, or they would make more rooms
        release(client.resources(HathoraRoomSet.class));
        release(client.resources(HathoraRoom.class));
        release(client.resources(HathoraApplication.class));
        client.namespaces().withName(namespace).delete();
    }

    private <T extends HasMetadata> void release(
            MixedOperation<T, ? extends KubernetesResourceList<T>, Resource<T>> all) {
        for (T resource : all.inNamespace(namespace).list().getItems()) {
            if (!resource.getMetadata().getFinalizers().isEmpty()) {
                all.inNamespace(namespace).resource(resource).edit(r -> {
                    r.getMetadata().setFinalizers(null);
                    return r;
                });
            }
        }
    }

    /** Clears the namespace and closes the client. */
    @Override
    public void close() {
        try (client) {
            clear();
        }
    }
}
