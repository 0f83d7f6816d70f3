package dev.hathora.operator.api;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSetStatus;
import dev.hathora.operator.api.hathoraroomset.SetLabel;
import dev.hathora.operator.testing.CommandLineTool;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a real API server keeps, shows and scales of a HathoraRoomSet. */
@RealApiServer
class ServedRoomSetTest {
    private static final HathoraRoomSetStatus STATUS = new HathoraRoomSetStatus(1L, 7, 6, 5, 4, 3,
            SetLabel.selector("hubs"), "0a1b2c",
            List.of(new ConditionBuilder().withType("Ready").withStatus("True").withReason("Tested")
                    .withMessage("Written by a test").withLastTransitionTime("2026-01-01T12:00:00Z")
                    .withObservedGeneration(1L).build()));

    @Test
    void keepsEveryFieldOfStatusAndShowsItInColumns(TestCluster cluster) throws Exception {
        HathoraRoomSet set = create(cluster, "hubs");
        assertThat(set.getStatus().observedGeneration()).as("nobody has looked at it").isEqualTo(-1);
        set.setStatus(STATUS);

        cluster.client().resource(set).updateStatus();

        assertThat(cluster.client().resource(set).get().getStatus()).isEqualTo(STATUS);
        assertThat(columns(cluster, set)).containsEntry("Name", "hubs").containsEntry("Desired", "2")
                .containsEntry("Rooms", "7").containsEntry("Updated", "5").containsEntry("Ready", "6")
                .containsEntry("Available", "4").containsEntry("In-Use", "3").containsEntry("Reason", "Tested")
                .containsEntry("Message", "Written by a test").containsKey("Age");
    }

    @Test
    void givesBackTheSpecThatWasWritten(TestCluster cluster) {
        HathoraRoomSet set = create(cluster, "read-and-written");

        HathoraRoomSet updated = cluster.client().resource(set).update();

        assertThat(updated.getSpec()).isEqualTo(set.getSpec());
        assertThat(updated.getMetadata().getGeneration()).as("no change").isEqualTo(1);
    }

    /** kubectl scale and autoscalers know nothing of this kind but its subresource scale. */
    @Test
    void isScaledAsADeploymentIs(TestCluster cluster) {
        HathoraRoomSet set = create(cluster, "scaled");
        set.setStatus(STATUS);
        cluster.client().resource(set).updateStatus();
        CommandLineTool kubectl = CommandLineTool.kubectl();

        kubectl.run("-n", cluster.namespace(), "scale", "hroomset/scaled", "--current-replicas", "2", "--replicas",
                "5");

        assertThat(cluster.client().resource(set).get().getSpec().replicas()).isEqualTo(5);
        assertThat(cluster.client().resource(set).get().getSpec().template()).isEqualTo(set.getSpec().template());
        assertThat(kubectl.run("-n", cluster.namespace(), "get", "hroomset/scaled", "--subresource=scale", "-o",
                "jsonpath={.spec.replicas} {.status.replicas} {.status.selector}"))
                .as("what a HorizontalPodAutoscaler reads").isEqualTo("5 7 hathora.dev/room-set=hubs");
        assertThat(kubectl.attempt("-n", cluster.namespace(), "scale", "hroomset/scaled", "--replicas", "10001").out())
                .as("the limit is that of spec").contains("should be less than or equal to 10000");
    }

    /** The values are labels for Kubernetes as well, and differ where names do. */
    @ParameterizedTest
    @ValueSource(ints = {1, 62, 63, 64, 200, 253})
    void aNameOfAnyLengthMakesALabel(int length, TestCluster cluster) {
        String name = "x".repeat(length - 1) + "7";
        create(cluster, name);

        var labelled = cluster.client().resource(new ConfigMapBuilder().withNewMetadata().withGenerateName("labelled-")
                .withNamespace(cluster.namespace()).addToLabels(HathoraRoomSet.SET_LABEL, SetLabel.of(name))
                .endMetadata()
                .build()).create();

        assertThat(cluster.client().configMaps().inNamespace(cluster.namespace())
                .withLabelSelector(SetLabel.selector(name)).list().getItems()).containsExactly(labelled);
    }

    @Test
    void refusesANameThatIsNoDnsName(TestCluster cluster) {
        assertThatThrownBy(() -> create(cluster, "x".repeat(254))).hasMessageContaining("no more than 253 characters");
        assertThatThrownBy(() -> create(cluster, "a_b")).hasMessageContaining("a lowercase RFC 1123 subdomain");
    }

    private static Map<String, String> columns(TestCluster cluster, HathoraRoomSet set) throws Exception {
        URI uri = URI.create(cluster.client().getMasterUrl() + "apis/hathora.dev/v1alpha1/namespaces/"
                + cluster.namespace() + "/hathoraroomsets/" + set.getMetadata().getName());
        var http = cluster.client().getHttpClient();
        HttpResponse<String> answer = http.sendAsync(http.newHttpRequestBuilder().uri(uri.toString())
                .header("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io").build(), String.class).get();
        JsonNode table = cluster.client().getKubernetesSerialization().unmarshal(answer.body(), JsonNode.class);
        List<String> names = table.get("columnDefinitions").valueStream().map(c -> c.get("name").asText()).toList();
        List<String> cells = table.at("/rows/0/cells").valueStream().map(JsonNode::asText).toList();
        return IntStream.range(0, names.size()).boxed().collect(Collectors.toMap(names::get, cells::get));
    }

    private static HathoraRoomSet create(TestCluster cluster, String name) {
        return cluster.client().resource(cluster.client().getKubernetesSerialization().unmarshal("""
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraRoomSet
                metadata: {name: %s, namespace: %s}
                spec:
                  replicas: 2
                  strategy: {maxSurge: 2, maxUnavailable: 10%%}
                  template: {metadata: {labels: {mode: hub}}, spec: {region: London, roomConfigJson: {mode: hub}}}
                """.formatted(name, cluster.namespace()), HathoraRoomSet.class)).create();
    }
}
