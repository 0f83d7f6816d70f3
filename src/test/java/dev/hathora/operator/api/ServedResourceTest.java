package dev.hathora.operator.api;

import java.time.Instant;
import java.util.List;

import dev.hathora.operator.api.hathoraroom.Binding;
import dev.hathora.operator.api.hathoraroom.Connection;
import dev.hathora.operator.api.hathoraroom.CurrentAllocation;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.api.hathoraroom.PastAllocation;
import dev.hathora.operator.api.hathoraroom.Phase;
import dev.hathora.operator.api.hathoraroom.RoomState;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static org.assertj.core.api.Assertions.assertThat;

/** What a real API server keeps, gives back and finds of a HathoraRoom. */
@RealApiServer
class ServedResourceTest {
    private static final Instant SCHEDULED_AT = Instant.parse("2026-01-01T12:00:00.123Z");

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "UNRECOGNIZED")
    void takesEveryRegion(Region region, TestCluster cluster) {
        HathoraRoom room = create(cluster, "{region: %s}".formatted(region.hathoraName()));

        assertThat(room.getSpec().region()).isEqualTo(region);
    }

    @Test
    void keepsEveryFieldOfStatus(TestCluster cluster) {
        HathoraRoom room = create(cluster, "{region: London}");
        var connection = Connection.of("fra.example.com", 7777, "udp", "default");
        var status = new HathoraRoomStatus(1L, Phase.ACTIVE, "lobby", "app-1", connection,
                List.of(Connection.of("2001:db8::7", 8888, "tls", "chat")),
                new CurrentAllocation("allocation-2", "process-2", SCHEDULED_AT),
                List.of(new PastAllocation("lobby", "allocation-1", "process-1", SCHEDULED_AT, SCHEDULED_AT),
                        new PastAllocation("lobby-0", null, null, null, SCHEDULED_AT)),
                3, new Binding("lobby-connection"), "0123456789abcdef", List.of(condition("Ready")));
        room.setStatus(status);

        cluster.client().resource(room).updateStatus();

        assertThat(cluster.client().resource(room).get().getStatus()).isEqualTo(status);
    }

    @Test
    void keepsSpecAndStatusApart(TestCluster cluster) {
        HathoraRoom room = create(cluster, "{region: London, state: Active}");
        var stored = cluster.client().resource(room);
        var merge = PatchContext.of(PatchType.JSON_MERGE);

        stored.patch(merge, """
                {"spec": {"state": "Suspended"}, "status": {"phase": "Active"}}""");
        assertThat(stored.get()).extracting(r -> r.getSpec().state(), r -> r.getStatus().phase(),
                r -> r.getStatus().observedGeneration()).containsExactly(RoomState.SUSPENDED, null, -1L);

        stored.subresource("status").patch(merge, """
                {"spec": {"state": "Active"}, "status": {"phase": "Pending"}}""");
        assertThat(stored.get()).extracting(r -> r.getSpec().state(), r -> r.getStatus().phase(),
                r -> r.getMetadata().getGeneration()).containsExactly(RoomState.SUSPENDED, Phase.PENDING, 2L);
    }

    @Test
    void keepsConditionsOfDifferentWritersApart(TestCluster cluster) {
        HathoraRoom room = create(cluster, "{region: London}");
        for (String type : List.of("Ready", "Stalled")) {
            cluster.client().resource(room).subresource("status").patch(serverSideApply(type), """
                    apiVersion: hathora.dev/v1alpha1
                    kind: HathoraRoom
                    status:
                      conditions:
                      - {type: %s, status: "True", reason: Tested, message: "", lastTransitionTime: "%s"}
                    """.formatted(type, SCHEDULED_AT));
        }

        assertThat(cluster.client().resource(room).get().getStatus().conditions()).extracting(Condition::getType)
                .containsExactly("Ready", "Stalled");
    }

    @ParameterizedTest
    @CsvSource({"spec.region,Dubai", "spec.appId,app-selected"})
    void findsRoomsByField(String field, String value, TestCluster cluster) {
        create(cluster, "{region: London, appId: app-other}");
        HathoraRoom wanted = create(cluster, "{region: Dubai, appId: app-selected}");

        assertThat(cluster.client()
                .resources(HathoraRoom.class)
                .inNamespace(cluster.namespace())
                .withField(field, value)
                .list()
                .getItems()).contains(wanted).allMatch(room -> wanted.getSpec().region() == room.getSpec().region());
    }

    /**
     * The text differs from what was written, so configurations must be compared with numbers by value and objects in
     * any order.
     */
    @Test
    void keepsAConfigurationByValue(TestCluster cluster) {
        HathoraRoom room = create(cluster,
                "{region: London, roomConfigJson: {one: 1.0, thousand: 1e3, tenth: 0.1, seed: 9007199254740993}}");

        assertThat(cluster.client().resource(room).get().getSpec().roomConfigJson())
                .extracting(JsonText::text)
                .isEqualTo("{\"one\":1,\"seed\":9007199254740993,\"tenth\":0.1,\"thousand\":1000}");
    }

    private static HathoraRoom create(TestCluster cluster, String spec) {
        HathoraRoom room = cluster.client().getKubernetesSerialization().unmarshal("""
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraRoom
                metadata: {generateName: served-, namespace: %s}
                spec: %s
                """.formatted(cluster.namespace(), spec), HathoraRoom.class);
        return cluster.client().resource(room).create();
    }

    private static PatchContext serverSideApply(String fieldManager) {
        return new PatchContext.Builder().withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(fieldManager)
                .build();
    }

    private static Condition condition(String type) {
        return new ConditionBuilder().withType(type)
                .withStatus("True")
                .withReason("Tested")
                .withMessage("Written by a test")
                .withLastTransitionTime("2026-01-01T12:00:00Z")
                .withObservedGeneration(1L)
                .build();
    }
}
