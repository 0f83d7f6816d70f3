package dev.hathora.operator.controller.report;

import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.controller.kubernetes.KubernetesRequests;
import dev.hathora.operator.testing.MockCluster;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Events that can't be written are counted, told once in the log, and hold nobody up. */
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

    private static HathoraRoom roomIn(String namespace) {
        HathoraRoom room = new HathoraRoom();
        room.setMetadata(new ObjectMetaBuilder().withName("lobby").withNamespace(namespace).withUid("uid").build());
        return room;
    }

    @Test
    void whatIsDroppedIsCounted() {
        HathoraRoom room = roomIn("games");
        try (MockCluster cluster = new MockCluster(); KubernetesClient client = cluster.clientThrough(apiServer)) {
            try (KubernetesEvents events = new KubernetesEvents(client, new KubernetesRequests(), observer,
                    InstantSource.system())) {
                for (int i = 0; i < MOST_WAITING + 7; i++) {
                    events.normal(room, "RoomCreated", "one of many: " + i);
                }
                assertThat(dropped.get()).as("more than may wait").isEqualTo(7);
                events.normal(roomIn("arena"), "RoomCreated", "of a neighbour");
                assertThat(dropped.get()).as("others have places of their own").isEqualTo(7);

                events.warning(room, "RoomTakenBack", "a warning");
                assertThat(dropped.get()).as("warnings have places of their own").isEqualTo(7);

                refused = true;
                slow.countDown();
            }
            await("those that wait for their turn are written when the operator stops")
                    .until(() -> dropped.get() == MOST_WAITING + 9);
        }
    }

    @Test
    void aMissingRightIsToldOnceForEachNamespaceUntilEventsAreWrittenAgain() {
        slow.countDown();
        Set<String> forbiddenIn = ConcurrentHashMap.newKeySet();
        forbiddenIn.addAll(Set.of("forbidden-games", "forbidden-arena"));
        try (MockCluster cluster = new MockCluster();
                Warnings warnings = new Warnings();
                KubernetesClient client = cluster.clientThrough(forbidding(forbiddenIn));
                KubernetesEvents events = new KubernetesEvents(client, new KubernetesRequests(), observer,
                        InstantSource.system())) {
            events.normal(roomIn("forbidden-games"), "RoomCreated", "one");
            events.normal(roomIn("forbidden-games"), "RoomCreated", "two");
            events.normal(roomIn("forbidden-arena"), "RoomCreated", "three");
            await().until(() -> dropped.get() == 3);
            assertThat(warnings.told()).hasSize(2)
                    .anySatisfy(told -> assertThat(told).contains("namespace forbidden-games", "cannot create resource",
                            "Allow the operator's ServiceAccount to get, create and patch events"))
                    .anySatisfy(told -> assertThat(told).contains("namespace forbidden-arena"));

            forbiddenIn.clear();
            events.normal(roomIn("forbidden-games"), "RoomCreated", "four");
            await("it works")
                    .until(() -> !client.v1().events().inNamespace("forbidden-games").list().getItems().isEmpty());
            forbiddenIn.add("forbidden-games");
            events.normal(roomIn("forbidden-games"), "RoomCreated", "five");
            await().until(() -> dropped.get() == 4);
            assertThat(warnings.told()).as("worked in between").hasSize(3);
        }
    }

    private static Interceptor forbidding(Set<String> namespaces) {
        return new Interceptor() {
            @Override
            public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
                if (request.method().equals("POST")
                        && namespaces.stream().anyMatch(name -> request.uri().getPath().contains("/" + name + "/"))) {
                    throw new KubernetesClientException(new StatusBuilder().withCode(403).withMessage(
                            "events is forbidden: User \"operator\" cannot create resource \"events\"").build());
                }
            }
        };
    }

    /** What an administrator finds in the log at its default level. */
    private static final class Warnings implements AutoCloseable {
        private final Logger logger = (Logger) LoggerFactory.getLogger(KubernetesEvents.class);
        private final ListAppender<ILoggingEvent> log = new ListAppender<>();

        Warnings() {
            log.start();
            logger.addAppender(log);
        }

        /** Those about the namespaces of this test: others that run beside it use the same logger. */
        List<String> told() {
            return List.copyOf(log.list).stream().filter(event -> event.getLevel() == Level.WARN)
                    .map(ILoggingEvent::getFormattedMessage).filter(told -> told.contains("namespace forbidden-"))
                    .toList();
        }

        @Override
        public void close() {
            logger.detachAppender(log);
        }
    }
}
