package dev.hathora.operator.controller;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.http.HttpHathoraCloud;
import dev.hathora.operator.controller.memory.ResourceWrite;
import dev.hathora.operator.controller.report.OperatorObserver;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Whatever Hathora answers, the API server accepts the resulting status, Secret and events. */
@RealApiServer
@Execution(ExecutionMode.CONCURRENT)
class AnyAnswerTest {
    private static final int CASES = 150;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final TestCluster cluster;
    private final OperatorFixture operator;
    private final OddHathora hathora = new OddHathora();
    private final AtomicInteger refused = new AtomicInteger();

    AnyAnswerTest(TestCluster cluster) {
        this.cluster = cluster;
        this.operator = OperatorFixture.withoutOperator(cluster.client(), cluster.namespace(),
                SimulatorOptions.defaults(), Duration.ofSeconds(1));
    }

    @AfterEach
    void stop() {
        operator.close();
        hathora.close();
    }

    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void nothingIsRefusedForEverAndNobodyElseIsHurt() {
        var http = HttpHathoraCloud.newHttpClient();
        operator.startOperator(cloud -> new HttpHathoraCloud(hathora.uri(), () -> "token", http, CallObserver.NONE),
                new OperatorObserver() {
                    @Override
                    public void writeRefused(ResourceWrite write) {
                        refused.incrementAndGet();
                    }
                });
        List<String> names = IntStream.range(0, CASES).mapToObj(OddHathora::name).toList();
        names.forEach(name -> operator.apply(name, "region: Tokyo\nconnectionSecret: {name: " + name + "}"));

        await("each case is asked about").atMost(PATIENCE).until(() -> hathora.asked().containsAll(names));
        await("each has a status").atMost(PATIENCE).until(() -> resources().stream()
                .allMatch(room -> room.getStatus() != null && room.getStatus().condition("Ready") != null));
        long rounds = hathora.calls();
        await("and goes on").atMost(PATIENCE).until(() -> hathora.calls() > rounds + 3 * CASES);

        assertThat(refused).as("writes that were refused").hasValue(0);
        await("nobody is overdue").atMost(PATIENCE).until(() -> operator.operator().problem().isEmpty());
        assertThat(resources()).filteredOn(room -> room.getStatus().connection() != null).as("rooms that can be joined")
                .hasSizeGreaterThan(CASES / 5);
        names.forEach(name -> operator.resource(name).delete());
        names.forEach(operator::awaitGone);
        http.shutdownNow();
    }

    private List<HathoraRoom> resources() {
        return cluster.client().resources(HathoraRoom.class).inNamespace(cluster.namespace()).list().getItems();
    }
}
