package dev.hathora.operator.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A namespace is deleted as a whole: rooms, connection Secrets, and the Secret with the token, in whatever order. */
@RealApiServer
@NullUnmarked // a null where there should be none fails the test by itself
class NamespaceDeletionTest {
    private final TestCluster cluster;

    NamespaceDeletionTest(TestCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void roomsEndAndTheNamespaceGoes() {
        String namespace = cluster.namespace() + "-whole";
        cluster.client().resource(new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
                .create();
        try (OperatorFixture operator = new OperatorFixture(cluster.client(), namespace,
                SimulatorOptions.defaults().withBoot(Duration.ZERO), Duration.ofSeconds(1))) {
            operator.operatorToken("wrong");
            operator.putSecret("hathora", Map.of("token", "dev-token"));
            List<String> names = IntStream.range(0, 5).mapToObj(i -> "room-" + i).toList();
            names.forEach(name -> operator.apply(name, "region: Tokyo\ncredentialsSecretRef: {name: hathora}\n"
                    + "connectionSecret: {name: " + name + "-connection}"));
            names.forEach(name -> operator.awaitReason(name, "Active"));

            Instant deleted = Instant.now();
            cluster.client().namespaces().withName(namespace).delete();

            await("the namespace").atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(50))
                    .until(() -> cluster.client().namespaces().withName(namespace).get() == null);
            Duration gone = Duration.between(deleted, Instant.now());
            assertThat(operator.hathora().rooms()).hasSize(5)
                    .allSatisfy(room -> assertThat(room.destroyedAt()).isNotNull());
            Instant lastEnd = operator.hathora().rooms().stream().map(SimulatedRoom::destroyedAt)
                    .max(Instant::compareTo).orElseThrow();
            System.out.println("Namespace deletion: 5 rooms ended after "
                    + Duration.between(deleted, lastEnd).toMillis() + " ms, the namespace was gone after "
                    + gone.toMillis() + " ms");
        }
    }
}
