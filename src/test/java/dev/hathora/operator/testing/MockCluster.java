package dev.hathora.operator.testing;

import java.io.File;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

import dev.hathora.operator.controller.kubernetes.ResourceSerialization;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;

/** Fabric8's API server in this JVM, with the CRD installed. It checks no schema and knows no RBAC. */
public final class MockCluster implements AutoCloseable {
    private final KubernetesMockServer server;
    private final KubernetesClient client;

    /** Starts it. */
    public MockCluster() {
        Map<ServerRequest, Queue<ServerResponse>> responses = new HashMap<>();
        server = new KubernetesMockServer(new Context(), new MockWebServer(), responses,
                new KubernetesMixedDispatcher(responses), false);
        server.init();
        Config config = server.createClient().getConfiguration();
        // on a busy machine, a create that the client gives up and sends again would be answered that it is there
        config.setRequestTimeout(RealApiServerExtension.REQUEST_MILLIS);
        client = new KubernetesClientBuilder().withConfig(config)
                .withKubernetesSerialization(ResourceSerialization.create()).build();
        for (String kind : List.of("hathorarooms", "hathoraroomsets")) {
            client.apiextensions().v1().customResourceDefinitions()
                    .load(new File("crds/" + kind + ".hathora.dev-v1.yml"))
                    // on a busy machine the client sends it again before it hears that it is there
                    .createOr(NonDeletingOperation::update);
        }
    }

    /** A client with all rights. */
    public KubernetesClient client() {
        return client;
    }

    /** Another client with all rights, whose requests pass an interceptor first. The caller closes it. */
    public KubernetesClient clientThrough(Interceptor interceptor) {
        return new KubernetesClientBuilder().withConfig(client.getConfiguration())
                .withKubernetesSerialization(ResourceSerialization.create())
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("test", interceptor)).build();
    }

    @Override
    public void close() {
        client.close();
        server.destroy();
    }
}
