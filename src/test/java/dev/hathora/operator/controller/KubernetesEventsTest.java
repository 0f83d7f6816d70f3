package dev.hathora.operator.controller;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.testing.MockCluster;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Events that can't be written are counted, and hold nobody up. */
class KubernetesEventsTest {
    private static final int MOST_WAITING = 1000;

    private final AtomicInteger dropped = new AtomicInteger();
    private final CountDownLatch slow = new CountDownLatch(1);
    private volatile boolean refused;
    private final OperatorObserver observer = new OperatorObserver() {
        @Override
        public void eventDropped() {
            dropped.incrementAndGet();
        }
    };
    private final Interceptor apiServer = new Interceptor() {
        @Override
        public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
            try {
                slow.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (refused) {
                throw new KubernetesClientException("refused");
            }
        }
    };

    @Test
    void whatIsDroppedIsCounted() {
        HathoraRoom room = new HathoraRoom();
        room.setMetadata(new ObjectMetaBuilder().withName("lobby").withNamespace("games").withUid("uid").build());
        try (MockCluster cluster = new MockCluster();
                KubernetesClient client = cluster.clientThrough(apiServer);
                KubernetesEvents events = new KubernetesEvents(client, new KubernetesRequests(), observer,
                        InstantSource.system())) {
            for (int i = 0; i < MOST_WAITING + 7; i++) {
                events.normal(room, "RoomCreated", "one of many: " + i);
            }
            assertThat(dropped.get()).as("more than may wait").isEqualTo(7);

            refused = true;
            slow.countDown();
            await().atMost(Duration.ofSeconds(30)).until(() -> dropped.get() == MOST_WAITING + 7);
        }
    }
}
