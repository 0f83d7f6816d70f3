package dev.hathora.operator.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.IntStream;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.MockCluster;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.Thorough;
import dev.hathora.operator.traffic.Lane;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A tenant's 400 rooms of an application that Hathora does not know, at 5 calls per second, and a neighbour's new room. */
@Isolated("it compares times")
@Thorough
class NeighbourTest {
    private static final int ROOMS = 400;

    private final MockCluster cluster = new MockCluster();
    private final OperatorFixture operator = OperatorFixture.withoutOperator(cluster.client(), "neighbour",
            SimulatorOptions.defaults().withAppIds(OperatorFixture.APP).withLatency(Duration.ofMillis(20))
                    .withBoot(Duration.ofSeconds(2)).withRoomsPerProcess(1),
            Duration.ofSeconds(30));

    @AfterEach
    void stop() {
        operator.close();
        cluster.close();
    }

    @Test
    void aNewRoomIsReadyNearlyAsSoonAsAlone() {
        operator.startOperatorEverywhere(5);
        long alone = medianOfThree("alone");

        HathoraRoom template = cluster.client().getKubernetesSerialization().unmarshal("""
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraRoom
                spec: {region: Tokyo, appId: app-unknown}
                """, HathoraRoom.class);
        IntStream.range(0, ROOMS).forEach(i -> {
            template.setMetadata(new ObjectMetaBuilder().withName("room-" + i).withNamespace("tenant").build());
            cluster.client().resource(template).create();
        });
        await("they wait in line").atMost(Duration.ofSeconds(60)).until(() -> operator.operator().limiters().stream()
                .anyMatch(limiter -> limiter.waiting(Lane.CHANGE) > ROOMS / 2));

        // behind the others it would wait for 40 s; a busy machine takes a moment
        assertThat(medianOfThree("beside")).as("ms beside them, and %d ms alone", alone)
                .isLessThanOrEqualTo(alone * 3 / 2 + 2_000);
        assertThat(operator.operator().limiters()).as("and they still wait")
                .anyMatch(limiter -> limiter.waiting(Lane.CHANGE) > ROOMS / 2);
    }

    /** Milliseconds from when a room is wanted until it is ready. */
    private long medianOfThree(String name) {
        return IntStream.range(0, 3).mapToObj(i -> {
            Instant begin = Instant.now();
            operator.active(name + "-" + i, "region: Tokyo");
            return Duration.between(begin, Instant.now()).toMillis();
        }).sorted(Comparator.naturalOrder()).skip(1).findFirst().orElseThrow();
    }
}
