package dev.hathora.operator.controller;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.controller.kubernetes.ApiConnections;
import dev.hathora.operator.controller.kubernetes.KubernetesRequests;
import dev.hathora.operator.controller.kubernetes.KubernetesResourceStore;
import dev.hathora.operator.controller.kubernetes.ResourceSerialization;
import dev.hathora.operator.room.Claim;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Many passes want to write at the same moment. */
@RealApiServer
@Order(1)
class KubernetesBurstTest {
    private static final int WRITES = 600;

    private final TestCluster cluster;

    KubernetesBurstTest(TestCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void noWriteHasToBeSentTwice() throws InterruptedException {
        List<HathoraRoom> rooms = IntStream.range(0, WRITES).mapToObj(this::create).toList();
        AtomicInteger sent = new AtomicInteger();
        Interceptor counter = new Interceptor() {
            @Override
            public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
                sent.incrementAndGet();
            }
        };
        ConcurrentLinkedQueue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
        CountDownLatch left = new CountDownLatch(WRITES);
        try (KubernetesClient client = new KubernetesClientBuilder().withConfig(cluster.client().getConfiguration())
                .withKubernetesSerialization(ResourceSerialization.create()).withHttpClientFactory(new ApiConnections())
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("counter", counter)).build()) {
            KubernetesResourceStore store = new KubernetesResourceStore(client, new KubernetesRequests(),
                    "https://api.hathora.dev:443");
            for (HathoraRoom room : rooms) {
                Thread.startVirtualThread(() -> {
                    try {
                        HathoraRoom ignored = store.claim(room, new Claim(OperatorFixture.APP, "id"));
                    } catch (RuntimeException e) {
                        failures.add(e);
                    } finally {
                        left.countDown();
                    }
                });
            }
            assertThat(left.await(2, TimeUnit.MINUTES)).as("all ended").isTrue();
        }
        assertThat(failures).isEmpty();
        assertThat(sent.get()).as("requests, retries included").isEqualTo(WRITES);
    }

    private HathoraRoom create(int number) {
        HathoraRoom room = cluster.client().getKubernetesSerialization().unmarshal("""
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraRoom
                spec:
                  region: Tokyo
                """, HathoraRoom.class);
        room.setMetadata(new ObjectMetaBuilder().withName("burst-" + number).withNamespace(cluster.namespace())
                .withAnnotations(Map.of()).build());
        return cluster.client().resource(room).create();
    }
}
