package dev.hathora.operator.controller.kubernetes;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.hathora.operator.api.CredentialsSecretRef;
import dev.hathora.operator.api.Region;
import dev.hathora.operator.api.hathoraroom.AdoptionPolicy;
import dev.hathora.operator.api.hathoraroom.Connection;
import dev.hathora.operator.api.hathoraroom.CurrentAllocation;
import dev.hathora.operator.api.hathoraroom.DeletionPolicy;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomSpec;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.api.hathoraroom.ManagementPolicy;
import dev.hathora.operator.api.hathoraroom.PastAllocation;
import dev.hathora.operator.api.hathoraroom.Phase;
import dev.hathora.operator.api.hathoraroom.RestartPolicy;
import dev.hathora.operator.api.hathoraroom.RoomConfigPolicy;
import dev.hathora.operator.api.hathoraroom.RoomState;
import dev.hathora.operator.cloud.RoomAllocation;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What resources look like after they were read, and before they are sent. */
class ResourceSerializationTest {
    private final KubernetesSerialization serialization = ResourceSerialization.create();

    @Test
    void keepsNothingOfWhoOwnsWhichField() {
        HathoraRoom room = serialization.unmarshal("""
                {"metadata": {"name": "lobby", "managedFields": [{"manager": "kubectl", "fieldsV1": {"f:spec": {}}}]}}
                """, HathoraRoom.class);

        assertThat(room.getMetadata().getManagedFields()).isEmpty();
        assertThat(room.getMetadata().getName()).isEqualTo("lobby");
    }

    @Test
    void keepsOfOthersAnnotationsOnlyThatThereAreSome() {
        HathoraRoom room = serialization.unmarshal("""
                {"metadata": {"name": "lobby", "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{}",
                              "hathora.dev/room-id": "lobby", "team": "blue"}}}
                """, HathoraRoom.class);

        assertThat(room.getMetadata().getAnnotations()).as("a patch must see that there are annotations")
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("kubectl.kubernetes.io/last-applied-configuration", "", "hathora.dev/room-id", "lobby"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{}", "{\"metadata\": null}", "{\"metadata\": {}, \"spec\": null, \"status\": null}",
        "{\"metadata\": {\"finalizers\": null, \"ownerReferences\": null, \"annotations\": null, \"namespace\": null}}",
        "{\"metadata\": {\"finalizers\": [null], \"annotations\": {\"team\": null}}}",
        "{\"status\": {\"conditions\": [{}], \"allocations\": [{}], \"connection\": {}, \"currentAllocation\": {}}}"})
    void readsWhateverThereIs(String json) {
        // a resource that can't be read stops the informer, and with it all others
        assertThat(serialization.unmarshal(json, HathoraRoom.class)).as(json).isNotNull();
    }

    @Test
    void keepsWhatIsMentionedSeveralTimesOnce() {
        String json = """
                {"metadata": {"name": "lobby", "namespace": "games", "finalizers": ["hathora.dev/room"],
                              "annotations": {"hathora.dev/room-id": "room-1", "hathora.dev/app-id": "app-1"}},
                 "spec": {"region": "Tokyo", "appId": "app-1", "roomId": "room-1"},
                 "status": {"roomId": "room-1", "appId": "app-1",
                            "connection": {"host": "h", "port": 1, "transportType": "udp", "name": "default"},
                            "currentAllocation": {"roomAllocationId": "a-1", "processId": "p-1",
                                                  "scheduledAt": "2026-01-02T03:04:05Z"},
                            "allocations": [{"roomId": "room-1", "roomAllocationId": "a-1", "processId": "p-1"}],
                            "conditions": [{"type": "Ready", "status": "True", "reason": "Active"}]}}
                """;
        HathoraRoom one = serialization.unmarshal(json, HathoraRoom.class);
        HathoraRoom other = serialization.unmarshal(json, HathoraRoom.class);
        var seen = new RoomAllocation(new String("a-1"), "p-1", Instant.EPOCH, null);

        assertThat(texts(one)).isEqualTo(texts(other)).allSatisfy(
                (what, text) -> assertThat(text).as(what).isSameAs(texts(other).get(what)).isSameAs(text.intern()));
        assertThat(texts(one)).as("as Hathora's answers, too").containsEntry("allocation", seen.roomAllocationId());
        assertThat(texts(one).get("allocation")).isSameAs(seen.roomAllocationId());
    }

    private static Map<String, String> texts(HathoraRoom room) {
        HathoraRoomStatus status = room.getStatus();
        Connection connection = Objects.requireNonNull(status.connection());
        CurrentAllocation on = Objects.requireNonNull(status.currentAllocation());
        PastAllocation past = status.allocations().getFirst();
        return Map.ofEntries(Map.entry("namespace", room.getMetadata().getNamespace()),
                Map.entry("finalizer", room.getFinalizers().getFirst()),
                Map.entry("annotation", room.getMetadata().getAnnotations().get(HathoraRoom.ROOM_ID)),
                Map.entry("spec.appId", room.getSpec().appId()), Map.entry("spec.roomId", room.getSpec().roomId()),
                Map.entry("status.roomId", status.roomId()), Map.entry("status.appId", status.appId()),
                Map.entry("host", connection.host()), Map.entry("port", connection.name()),
                Map.entry("transport", connection.transportType()),
                Map.entry("process", on.processId()), Map.entry("allocation", on.roomAllocationId()),
                Map.entry("past room", past.roomId()),
                Map.entry("past process", past.processId()),
                Map.entry("type", status.conditions().getFirst().getType()),
                Map.entry("condition", status.conditions().getFirst().getStatus()),
                Map.entry("reason", status.conditions().getFirst().getReason()));
    }

    @Test
    void fillsInDefaultsWhereNoApiServerDid() {
        HathoraRoomSpec spec = read("{region: London, credentialsSecretRef: {name: hathora}}").getSpec();

        assertThat(spec).isEqualTo(new HathoraRoomSpec(null, Region.LONDON, null, null, null, RoomConfigPolicy.ENFORCE,
                null, null, RoomState.ACTIVE, RestartPolicy.ALWAYS, null, DeletionPolicy.DESTROY, AdoptionPolicy.NEVER,
                ManagementPolicy.FULL, false, new CredentialsSecretRef("hathora", "token"), null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                      | ALWAYS | a room without an id of its own can be made anew
            {roomId: lobby}                         | NEVER  | an id can be used only once
            {roomId: lobby, restartPolicy: Always}  | ALWAYS | it is for others to complain
            {restartPolicy: Never}                  | NEVER  | it is said
            """)
    void restartsWhereThatIsPossible(String spec, RestartPolicy expected, String why) {
        assertThat(read(spec).getSpec().restartPolicy()).as(why).isEqualTo(expected);
    }

    @Test
    void readsValuesOfLaterVersionsAsUnrecognized() {
        HathoraRoomSpec spec = read("""
                {region: Atlantis, roomConfigPolicy: Merge, state: Hibernated, restartPolicy: OnFailure,
                 deletionPolicy: Archive, adoptionPolicy: Ask, managementPolicy: Partial}
                """).getSpec();

        assertThat(spec.region()).isEqualTo(Region.UNRECOGNIZED);
        assertThat(spec.roomConfigPolicy()).isEqualTo(RoomConfigPolicy.UNRECOGNIZED);
        assertThat(spec.state()).isEqualTo(RoomState.UNRECOGNIZED);
        assertThat(spec.restartPolicy()).isEqualTo(RestartPolicy.UNRECOGNIZED);
        assertThat(spec.deletionPolicy()).isEqualTo(DeletionPolicy.UNRECOGNIZED);
        assertThat(spec.adoptionPolicy()).isEqualTo(AdoptionPolicy.UNRECOGNIZED);
        assertThat(spec.managementPolicy()).isEqualTo(ManagementPolicy.UNRECOGNIZED);
        assertThat(status("phase: Frozen").phase()).isEqualTo(Phase.UNKNOWN);
    }

    @Test
    void readsPastFieldsOfLaterVersions() {
        HathoraRoomSpec spec = read("""
                {region: London, tier: gold, credentialsSecretRef: {name: hathora, key: token, vault: main}}
                """).getSpec();

        assertThat(spec.credentialsSecretRef()).isEqualTo(new CredentialsSecretRef("hathora", "token"));
        assertThat(status("""
                phase: Active
                mood: good
                connection: {host: a, port: 1, speed: 9}
                """).phase())
                .isEqualTo(Phase.ACTIVE);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{}",
        "{\"mode\":\"ranked\",\"b\":1,\"a\":2}",
        "{\"none\":null,\"list\":[null,{}]}",
        "{\"n\":1.0,\"m\":0.10,\"seed\":9007199254740993,\"big\":123456789012345678901234567890}",
        "{\"precise\":0.1234567890123456789012345678901234567890}",
        "{\"\":{\"\":[]},\"umlaut\":\"ä\\n\\\"\"}"})
    void keepsAConfigurationAsItIs(String json) {
        HathoraRoom room = serialization.unmarshal("""
                {"apiVersion": "hathora.dev/v1alpha1", "kind": "HathoraRoom", "spec": {"roomConfigJson": %s}}
                """.formatted(json), HathoraRoom.class);

        assertThat(Objects.requireNonNull(room.getSpec().roomConfigJson()).text()).isEqualTo(json);
    }

    @Test
    void writesTimesAsRfc3339AndLeavesOutWhatIsNotThere() {
        Instant time = Instant.parse("2026-01-02T03:04:05.678Z");
        var status = new HathoraRoomStatus(2L, Phase.ACTIVE, "lobby", "app-1",
                Connection.of("1.2.3.4", 7777, "udp", "default"), List.of(),
                new CurrentAllocation("allocation-1", "process-1", time),
                List.of(new PastAllocation("lobby", "allocation-1", "process-1", time, null)), 0, null, null,
                List.of());

        assertThat(serialization.asJson(status)).isEqualTo(
                """
                        {"observedGeneration":2,"phase":"Active","roomId":"lobby","appId":"app-1",\
                        "connection":{"address":"1.2.3.4:7777","host":"1.2.3.4","port":7777,"transportType":"udp","name":"default"},\
                        "currentAllocation":{"roomAllocationId":"allocation-1","processId":"process-1",\
                        "scheduledAt":"2026-01-02T03:04:05.678Z"},\
                        "allocations":[{"roomId":"lobby","roomAllocationId":"allocation-1","processId":"process-1",\
                        "scheduledAt":"2026-01-02T03:04:05.678Z"}],"restarts":0}""");
        assertThat(serialization.unmarshal(serialization.asJson(status), HathoraRoomStatus.class)).isEqualTo(status);
        assertThat(serialization.asJson(HathoraRoomStatus.EMPTY)).isEqualTo("{\"restarts\":0}");
    }

    private HathoraRoom read(String spec) {
        return serialization.unmarshal("apiVersion: hathora.dev/v1alpha1\nkind: HathoraRoom\nspec: " + spec,
                HathoraRoom.class);
    }

    private HathoraRoomStatus status(String status) {
        return serialization.unmarshal(status, HathoraRoomStatus.class);
    }
}
