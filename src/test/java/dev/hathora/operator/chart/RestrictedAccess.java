package dev.hathora.operator.chart;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.hathora.operator.controller.kubernetes.ResourceSerialization;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;

/** What an operator with the token of a ServiceAccount may do; counts what it may not. */
final class RestrictedAccess implements AutoCloseable {
    private final AtomicInteger denials = new AtomicInteger();
    private final KubernetesClient client;

    /** Asks for a token. */
    RestrictedAccess(KubernetesClient admin, String namespace, String serviceAccount) {
        Config config = Config.empty();
        config.setMasterUrl(admin.getConfiguration().getMasterUrl());
        config.setCaCertFile(admin.getConfiguration().getCaCertFile());
        config.setCaCertData(admin.getConfiguration().getCaCertData());
        config.setOauthToken(new TestCluster(admin, namespace).token(serviceAccount));
        config.setUserAgent("hathora-operator");
        client = new KubernetesClientBuilder().withConfig(config)
                .withKubernetesSerialization(ResourceSerialization.create())
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("denials", new Interceptor() {
                    @Override
                    public void after(HttpRequest request, HttpResponse<?> response,
                            AsyncBody.Consumer<List<ByteBuffer>> consumer) {
                        if (response.code() == 403) {
                            denials.incrementAndGet();
                        }
                    }
                })).build();
    }

    KubernetesClient client() {
        return client;
    }

    /** How many requests were forbidden. */
    int denials() {
        return denials.get();
    }

    @Override
    public void close() {
        client.close();
    }
}
