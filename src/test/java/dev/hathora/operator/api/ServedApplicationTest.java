package dev.hathora.operator.api;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hathora.operator.api.hathoraapplication.DeploymentSummary;
import dev.hathora.operator.api.hathoraapplication.HathoraApplication;
import dev.hathora.operator.api.hathoraapplication.HathoraApplicationStatus;
import dev.hathora.operator.api.hathoraapplication.ProcessCounts;
import dev.hathora.operator.api.hathoraapplication.RoomCounts;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.http.HttpResponse;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a real API server keeps, shows and refuses of a HathoraApplication, beyond its spec. */
@RealApiServer
class ServedApplicationTest {
    private static final Instant CREATED_AT = Instant.parse("2026-01-01T12:00:00.123Z");
    private static final HathoraApplicationStatus STATUS = new HathoraApplicationStatus(1L, "app-1", "dep-2",
            List.of(new DeploymentSummary("dep-2", 2, CREATED_AT, "game:2"),
                    new DeploymentSummary("dep-1", 1, CREATED_AT, "game:1")),
            new ProcessCounts(1, 2, 3), new RoomCounts(7, 8),
            List.of(new ConditionBuilder().withType("Ready").withStatus("True").withReason("Tested")
                    .withMessage("Written by a test").withLastTransitionTime("2026-01-01T12:00:00Z")
                    .withObservedGeneration(1L).build()));

    @Test
    void keepsEveryFieldOfStatusAndShowsItInColumns(TestCluster cluster) throws Exception {
        HathoraApplication application = create(cluster, "served");
        assertThat(application.getStatus().observedGeneration()).as("nobody has looked at it").isEqualTo(-1);
        application.setStatus(STATUS);

        cluster.client().resource(application).updateStatus();

        assertThat(cluster.client().resource(application).get().getStatus()).isEqualTo(STATUS);
        assertThat(columns(cluster, application)).containsEntry("Name", "served").containsEntry("Ready", "True")
                .containsEntry("App", "app-1").containsEntry("Deployment", "2").containsEntry("Processes", "2")
                .containsEntry("Rooms", "7").containsEntry("Starting", "1").containsEntry("Draining", "3")
                .containsEntry("Image", "game:2").containsEntry("Reason", "Tested")
                .containsEntry("Message", "Written by a test");
    }

    private static Map<String, String> columns(TestCluster cluster, HathoraApplication application) throws Exception {
        URI uri = URI.create(cluster.client().getMasterUrl() + "apis/hathora.dev/v1alpha1/namespaces/"
                + cluster.namespace() + "/hathoraapplications/" + application.getMetadata().getName());
        var http = cluster.client().getHttpClient();
        HttpResponse<String> answer = http.sendAsync(http.newHttpRequestBuilder().uri(uri.toString())
                .header("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io").build(), String.class).get();
        JsonNode table = cluster.client().getKubernetesSerialization().unmarshal(answer.body(), JsonNode.class);
        List<String> names = table.get("columnDefinitions").valueStream().map(c -> c.get("name").asText()).toList();
        List<String> cells = table.at("/rows/0/cells").valueStream().map(JsonNode::asText).toList();
        return Stream.iterate(0, i -> i < names.size(), i -> i + 1)
                .collect(java.util.stream.Collectors.toMap(names::get, cells::get));
    }

    /** Rooms and tokens belong to the id, and the host would refuse it later. */
    @Test
    void refusesAnotherIdThanTheGeneratedOne(TestCluster cluster) {
        HathoraApplication application = create(cluster, "generated-id");
        application.setStatus(STATUS);
        cluster.client().resource(application).updateStatus();
        var stored = cluster.client().resource(application);
        var merge = PatchContext.of(PatchType.JSON_MERGE);

        assertThatThrownBy(() -> stored.patch(merge, "{\"spec\": {\"appId\": \"app-2\"}}"))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("the application has another id already: write the one in status.appId");
        assertThat(stored.patch(merge, "{\"spec\": {\"appId\": \"app-1\"}}").getSpec().appId()).isEqualTo("app-1");
    }

    @Test
    void refusesANameThatIsNoLabel(TestCluster cluster) {
        assertThat(create(cluster, "x".repeat(63))).isNotNull();
        assertThatThrownBy(() -> create(cluster, "x".repeat(64)))
                .hasMessageContaining("metadata.name may have at most 63 characters");
    }

    private static HathoraApplication create(TestCluster cluster, String name) {
        return cluster.client().resource(cluster.client().getKubernetesSerialization().unmarshal("""
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraApplication
                metadata: {name: %s, namespace: %s}
                spec: {image: "game:2"}
                """.formatted(name, cluster.namespace()), HathoraApplication.class)).create();
    }
}
