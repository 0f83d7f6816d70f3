package dev.hathora.operator.metrics;

import java.util.Map;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import dev.hathora.operator.controller.kubernetes.ResourceSerialization;
import dev.hathora.operator.metrics.SetCensus.State;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SetCensusTest {
    private final KubernetesSerialization yaml = ResourceSerialization.create();

    private HathoraRoomSet set(String fields) {
        return yaml.unmarshal("--- {apiVersion: hathora.dev/v1alpha1, kind: HathoraRoomSet, %s}".formatted(fields),
                HathoraRoomSet.class);
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|',
            textBlock = """
                    status: {conditions: [{type: Ready, status: 'True', reason: Complete}]}  | Complete | as the operator writes it
                    status: {conditions: [{type: Ready, status: 'False', reason: MadeUp}]}   | other    | of a later version
                    status: {replicas: 1}                                                    | none     | never looked at
                    metadata: {name: bare}                                                   | none     | no status at all
                    """)
    void reasonsAreKnownOnes(String fields, String reason, String why) {
        assertThat(SetCensus.of(Stream.of(set(fields))).reasons()).as(why).containsEntry(reason, 1L)
                .containsEntry("RoomRefused", 0L);
    }

    @Test
    void roomsAreSummedOverSets() {
        HathoraRoomSet scaled = set("spec: {replicas: 5}, status: {replicas: 4, updatedReplicas: 3, readyReplicas: 2, "
                + "availableReplicas: 1, inUse: 4}");
        HathoraRoomSet deleted = set("metadata: {deletionTimestamp: '2026-03-01T00:00:00Z'}, spec: {replicas: 7}, "
                + "status: {replicas: 6, readyReplicas: 6}");

        assertThat(SetCensus.of(Stream.of(scaled, deleted)).rooms()).as("a set that is deleted asks for no rooms")
                .isEqualTo(Map.of(State.DESIRED, 5L, State.PRESENT, 10L, State.UPDATED, 3L, State.READY, 8L,
                        State.AVAILABLE, 1L, State.IN_USE, 4L));
    }

    @Test
    void withoutSetsEachStateIsZero() {
        assertThat(SetCensus.of(Stream.empty()).rooms()).hasSize(State.values().length).containsEntry(State.READY, 0L);
    }
}
