package dev.hathora.operator.api.hathoraroomset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hathora.operator.api.Region;
import dev.hathora.operator.api.hathoraroom.DeletionPolicy;
import dev.hathora.operator.api.hathoraroom.HathoraRoomSpec;
import dev.hathora.operator.controller.kubernetes.ResourceSerialization;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A set can be read whatever is missing in it, as from an API server whose CRD is older or was changed by hand. */
class HathoraRoomSetTest {
    private static final KubernetesSerialization SERIALIZATION = ResourceSerialization.create();

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{spec: null, status: null}", "{spec: {}, status: {}}",
        "{spec: {replicas: null, template: null, strategy: null, minReadySeconds: null, paused: null}}",
        "{spec: {template: {}, strategy: {}}}",
        "{spec: {template: {metadata: null, spec: null}, strategy: {type: null}}}",
        "{spec: {template: {metadata: {labels: null, annotations: null}, spec: {}}}}",
        "{spec: {later: 1, strategy: {later: 1}, template: {later: 1, metadata: {later: 1}, spec: {later: 1}}}, status: {later: 1}}",
        "{status: {conditions: null}}", "{status: {conditions: [null, {type: Ready}]}}"})
    void whatIsMissingHasItsDefault(String yaml) {
        HathoraRoomSet set = SERIALIZATION.unmarshal("---\n" + yaml, HathoraRoomSet.class);

        assertThat(set.getSpec()).isEqualTo(new HathoraRoomSetSpec(1, new RoomTemplate(null, null),
                new SetStrategy(StrategyType.ROLLING_UPDATE, null, null), 0, false));
        assertThat(set.getStatus()).isEqualTo(HathoraRoomSetStatus.EMPTY);
    }

    /** Not as a room that could be created: the API server demands a region. */
    @Test
    void aMissingTemplateIsTheSpecOfARoomWithoutARegion() {
        HathoraRoomSpec spec = SERIALIZATION.unmarshal("{}", HathoraRoomSet.class).getSpec().template().spec();

        assertThat(spec).isEqualTo(SERIALIZATION.unmarshal("{}", HathoraRoomSpec.class));
        assertThat(spec.region()).isNull();
    }

    @Test
    void everyFieldIsRead() {
        HathoraRoomSetSpec spec = SERIALIZATION.unmarshal("""
                replicas: 7
                minReadySeconds: 10
                paused: true
                strategy: {type: OnDelete, maxSurge: 3, maxUnavailable: 4%}
                template:
                  metadata: {labels: {mode: hub}, annotations: {notes: a}}
                  spec: {region: London, deletionPolicy: Retain, later: 1}
                """, HathoraRoomSetSpec.class);

        assertThat(spec.replicas()).isEqualTo(7);
        assertThat(spec.minReadySeconds()).isEqualTo(10);
        assertThat(spec.paused()).isTrue();
        assertThat(spec.strategy()).isEqualTo(new SetStrategy(StrategyType.ON_DELETE, new NumberOrPercent(3, false),
                new NumberOrPercent(4, true)));
        assertThat(spec.template().metadata())
                .isEqualTo(new RoomTemplateMetadata(Map.of("mode", "hub"), Map.of("notes", "a")));
        assertThat(spec.template().spec().region()).isEqualTo(Region.LONDON);
        assertThat(spec.template().spec().deletionPolicy()).as("of a CRD that takes it")
                .isEqualTo(DeletionPolicy.RETAIN);
    }

    /** What the CRD fills in may be there, and nothing else that was not written. */
    @Test
    void whatIsWrittenIsWhatWasRead() {
        JsonNode written = SERIALIZATION.unmarshal("""
                replicas: 1
                minReadySeconds: 0
                paused: false
                strategy: {type: RollingUpdate, maxSurge: 3}
                template: {metadata: {labels: {mode: hub}}, spec: {region: London}}
                """, JsonNode.class);
        JsonNode again = SERIALIZATION.convertValue(SERIALIZATION.convertValue(written, HathoraRoomSetSpec.class),
                JsonNode.class);

        assertThat(again.get("strategy")).isEqualTo(written.get("strategy"));
        assertThat(again.at("/template/metadata")).isEqualTo(written.at("/template/metadata"));
        assertThat(again.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(() -> written.fieldNames());
    }

    @Test
    void labelsAndAnnotationsAreSortedAndWithoutNull() {
        var labels = new HashMap<String, String>();
        labels.put("b", "2");
        labels.put("a", "1");
        labels.put("c", null);
        labels.put(null, "3");
        RoomTemplateMetadata metadata = new RoomTemplateMetadata(labels, null);
        labels.clear();

        assertThat(metadata.labels()).containsExactly(Map.entry("a", "1"), Map.entry("b", "2")).isUnmodifiable();
        assertThat(metadata.annotations()).isEmpty();
    }

    @Test
    void statusFindsAConditionByItsType() {
        Condition ready = new ConditionBuilder().withType("Ready").withStatus("True").withReason("Available").build();
        var conditions = new ArrayList<>(Arrays.asList(null, new Condition(), ready));
        var status = new HathoraRoomSetStatus(1L, 5, 4, 3, 2, 1, "a=b", "hash", conditions);
        conditions.clear();

        assertThat(status.conditions()).isEqualTo(List.of(ready));
        assertThat(status.condition("Ready")).isSameAs(ready);
        assertThat(status.condition("Stalled")).isNull();
    }
}
