package dev.hathora.operator.controller;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.MockCluster;
import dev.hathora.operator.testing.OperatorFixture;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Kubernetes rejects the operator's writes at the worst moment. */
@Execution(ExecutionMode.CONCURRENT)
class KubernetesWriteFailsTest {
    private final MockCluster cluster = new MockCluster();
    private final OperatorFixture operator = OperatorFixture.withoutOperator(cluster.client(), "games",
            SimulatorOptions.defaults().withBoot(Duration.ofSeconds(30)), Duration.ofSeconds(1));
    private final AtomicInteger refused = new AtomicInteger();
    private volatile Predicate<HttpRequest> refuses = request -> false;
    private final KubernetesClient refusing = cluster.clientThrough(new Interceptor() {
        @Override
        public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
            if (refuses.test(request)) {
                refused.incrementAndGet();
                throw new KubernetesClientException("etcdserver: request timed out");
            }
        }
    });

    @BeforeEach
    void start() {
        operator.startOperator(refusing, cloud -> cloud);
    }

    @AfterEach
    void stop() {
        operator.close();
        refusing.close();
        cluster.close();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            suspended while it boots | deletionPolicy: Destroy | /status
            deleted while it boots   | deletionPolicy: Suspend | /lobby
            """)
    void aRoomThatWasSuspendedIsNotWokenByAWatchThatBeganBefore(String when, String policy, String refusedPath) {
        operator.apply("lobby", "region: Tokyo\n" + policy);
        operator.awaitReason("lobby", "Starting");
        String roomId = Objects.requireNonNull(operator.status("lobby").roomId());
        await("it is asked for its port").until(() -> operator.calls(Operation.GET_CONNECTION_INFO) > 2);
        refuses = request -> request.method().equals("PATCH") && request.uri().getPath().endsWith(refusedPath)
                && operator.calls(Operation.SUSPEND_ROOM) > 0;

        if (refusedPath.equals("/status")) {
            operator.edit("lobby", "state: Suspended");
        } else {
            operator.resource("lobby").delete();
        }

        await("refused again and again").atMost(Duration.ofSeconds(60)).until(() -> refused.get() >= 4);
        assertThat(operator.hathora().wakeUps(roomId)).isZero();
        assertThat(operator.room(roomId).status()).isEqualTo(RoomStatus.SUSPENDED);
        refuses = request -> false;
        await("written in the end").atMost(Duration.ofSeconds(60)).until(() -> operator.resource("lobby").get() == null
                || operator.readyReason("lobby").equals("Suspended"));
        assertThat(operator.hathora().wakeUps(roomId)).isZero();
        assertThat(operator.room(roomId).status()).isEqualTo(RoomStatus.SUSPENDED);
    }
}
