package dev.hathora.operator.controller.roomset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.ExternalMetrics;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.RoomJudge;
import dev.hathora.operator.testing.SetUser;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Kubernetes' own autoscaler scales a set by a metric, as in {@code examples/sets/autoscaler.yaml}. Needs a control plane
 * on this machine that runs the controller horizontalpodautoscaling.
 */
@RealApiServer
@EnabledIfEnvironmentVariable(
        named = "HATHORA_IT_AUTOSCALER",
        matches = "true",
        disabledReason = "needs a control plane on this machine with the controller horizontalpodautoscaling: set "
                + "HATHORA_IT_AUTOSCALER=true")
class AutoscalerTest {
    private static final Path EXAMPLE = Path.of("examples", "sets", "autoscaler.yaml");

    private final TestCluster cluster;
    private final OperatorFixture operator;
    private final SetUser user;
    private final RoomJudge judge;

    AutoscalerTest(TestCluster cluster) {
        this.cluster = cluster;
        operator = new OperatorFixture(cluster.client(), cluster.namespace(),
                SimulatorOptions.defaults().withBoot(Duration.ofMillis(100)), Duration.ofSeconds(1));
        user = new SetUser(cluster.client(), cluster.namespace());
        judge = new RoomJudge(cluster.client(), cluster.namespace(), operator.hathora());
    }

    @AfterEach
    void stop() {
        judge.close();
        cluster.client().resources(HorizontalPodAutoscaler.class).inNamespace(cluster.namespace()).delete();
        user.removeAll();
        operator.close();
    }

    @Test
    void theAutoscalerScalesTheSetByTheMetric(@TempDir Path keys) throws Exception {
        try (ExternalMetrics metrics = new ExternalMetrics(cluster, keys, 1)) {
            Awaitility.await("the API server reaches the metrics").atMost(Duration.ofMinutes(3))
                    .until(metrics::isAvailable);
            apply(example(0));
            user.awaitComplete("arenas");
            apply(example(1));
            Awaitility.await("the autoscaler asks").atMost(Duration.ofMinutes(3)).until(() -> metrics.questions() > 0);
            assertThat(user.names("arenas")).hasSize(1);

            metrics.report(4);
            awaitRooms(4);
            metrics.report(2);
            awaitRooms(2);

            System.out.println("AUTOSCALER 1 to 4 to 2; at most " + judge.most() + " rooms; " + metrics.questions()
                    + " questions");
            judge.check(4);
        }
    }

    private void awaitRooms(int rooms) {
        Awaitility.await(rooms + " rooms").atMost(Duration.ofMinutes(3)).until(() -> {
            var set = Objects.requireNonNull(user.resource("arenas").get());
            return set.getSpec().replicas() == rooms && operator.liveRooms().size() == rooms
                    && user.names("arenas").size() == rooms;
        });
    }

    /** A document of the example; the autoscaler may go down to one room, and at once. */
    private static ObjectNode example(int document) throws IOException {
        String yaml = Files.readString(EXAMPLE).split("(?m)^---$", -1)[document];
        ObjectNode node = (ObjectNode) new KubernetesSerialization()
                .unmarshal(yaml, JsonNode.class);
        if (node.at("/kind").asText().equals("HorizontalPodAutoscaler")) {
            node.withObject("/spec").put("minReplicas", 1);
            node.withObject("/spec/behavior/scaleDown").put("stabilizationWindowSeconds", 0);
        }
        return node;
    }

    private void apply(ObjectNode manifest) {
        var unused = cluster.client().resource(manifest.toString()).inNamespace(cluster.namespace()).create();
    }
}
