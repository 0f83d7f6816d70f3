package dev.hathora.operator.controller;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.simulator.Fault;
import dev.hathora.operator.simulator.FaultKind;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.MockCluster;
import dev.hathora.operator.testing.OperatorFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** No room can be made, while Hathora answers everything else. */
class OneOperationFailsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final MockCluster cluster = new MockCluster();
    private final OperatorFixture operator = OperatorFixture.withoutOperator(cluster.client(), "games",
            SimulatorOptions.defaults().withBoot(Duration.ZERO), Duration.ofSeconds(1));

    @AfterEach
    void stop() {
        operator.close();
        cluster.close();
    }

    @Test
    void settledRoomsAreLookedAfterAndDeletionsGoOn() {
        operator.startOperatorWithLimit(cluster.client(), 100);
        List<String> settled = IntStream.range(0, 8).mapToObj(i -> "settled-" + i).toList();
        settled.forEach(name -> operator.apply(name, "region: Tokyo"));
        settled.forEach(name -> operator.awaitReason(name, "Active"));

        operator.hathora().faults().add(Fault.on(Operation.CREATE_ROOM, FaultKind.Status.of(500)));
        IntStream.range(0, 100).forEach(i -> operator.apply("new-" + i, "region: Tokyo"));
        await("it fails").atMost(PATIENCE)
                .until(() -> operator.hathora().stats().count(Operation.CREATE_ROOM, 500) > 100);

        for (String name : settled.subList(0, 4)) {
            operator.awaitSuccesses(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS, 2);
            operator.resource(name).delete();
            await(name + " gone").atMost(PATIENCE).until(() -> operator.resource(name).get() == null);
        }
        assertThat(settled.subList(4, 8)).allSatisfy(name -> assertThat(operator.readyReason(name))
                .isEqualTo("Active"));
        assertThat(operator.operator().limiters()).as("calls are held back by nothing but the rate")
                .allSatisfy(limiter -> assertThat(limiter.callsPerSecond()).isEqualTo(100));
    }
}
