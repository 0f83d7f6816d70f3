package dev.hathora.operator.controller;

import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Resources that an API server takes and most parsers don't: each is told what is wrong with it, and the others are served. */
@RealApiServer
class UnreadableRoomsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String NESTED = "{\"a\":" + "[".repeat(1_001) + "]".repeat(1_001) + "}";
    private static final String LONG_KEY = "{\"" + "k".repeat(50_001) + "\":1}";
    private static final String MANY = "{\"a\":[" + "{},".repeat(466_000) + "{}]}";

    private record Row(String name, String config, String says) {}

    private static final List<Row> ROWS = List.of(
            new Row("nested", NESTED, "spec.roomConfigJson is nested more than 500 levels deep: flatten it"),
            new Row("deeper", "{\"a\":" + "{\"a\":".repeat(9_900) + "1" + "}".repeat(9_901),
                    "spec.roomConfigJson is nested more than 500 levels deep: flatten it"),
            new Row("long-key", LONG_KEY, "the room's configuration has 50007 characters, but Hathora accepts at "
                    + "most 10000"),
            new Row("longer-key", "{\"" + "k".repeat(1_300_000) + "\":1}",
                    "spec.roomConfigJson is larger than 64 KiB: shorten it"),
            new Row("many", MANY, "spec.roomConfigJson is larger than 64 KiB: shorten it"));

    private final TestCluster cluster;
    private final OperatorFixture operator;

    UnreadableRoomsTest(TestCluster cluster) {
        this.cluster = cluster;
        this.operator = new OperatorFixture(cluster.client(), cluster.namespace(),
                SimulatorOptions.defaults().withBoot(Duration.ZERO), Duration.ofSeconds(1));
    }

    @AfterEach
    void stop() {
        var rooms = cluster.client().resources(HathoraRoom.class).inNamespace(cluster.namespace());
        // one by one: the answer to a deletion of them all would hold them all
        rooms.resources().forEach(Resource::delete);
        await().atMost(PATIENCE).until(() -> rooms.list().getItems().isEmpty());
        operator.close();
    }

    @Test
    void hurtNobodyElse() {
        ROWS.forEach(row -> create(row.name(), row.config()));
        operator.active("neighbour", "region: Tokyo");
        ROWS.forEach(this::awaitTold);

        operator.stopOperator();
        create("on-start", NESTED);
        operator.startOperator();

        awaitTold(new Row("on-start", NESTED, ROWS.getFirst().says()));
        ROWS.forEach(this::awaitTold);
        operator.edit("neighbour", "state: Suspended");
        operator.awaitReason("neighbour", "Suspended");
        assertThat(operator.hathora().rooms()).as("of the others").hasSize(1);

        ROWS.forEach(row -> operator.edit(row.name(), "roomConfigJson: null"));
        ROWS.forEach(row -> operator.awaitReason(row.name(), "Active"));
    }

    @Test
    void loseNoRoom() {
        String roomId = operator.active("lobby", "region: Tokyo\nroomConfigJson: {map: dust}");
        patch("lobby", LONG_KEY);
        operator.awaitReason("lobby", "InvalidSpec");
        assertThat(operator.room(roomId).destroyedAt()).as("it goes on").isNull();

        operator.stopOperator();
        operator.resource("lobby").delete();
        operator.startOperator();

        operator.awaitGone("lobby");
        assertThat(operator.room(roomId).destroyedAt()).as("it is ended").isNotNull();
    }

    @Test
    void areReadWhateverManagedFieldsHold() {
        String fields = "{\"f:spec\":{\"f:roomConfigJson\":{\"f:%s\":{}}}}".formatted("k".repeat(60_000));
        post("""
                {"apiVersion":"hathora.dev/v1alpha1","kind":"HathoraRoom","metadata":{"name":"owned","managedFields":[
                 {"manager":"somebody","operation":"Apply","apiVersion":"hathora.dev/v1alpha1","fieldsType":"FieldsV1",
                  "fieldsV1":%s}]},"spec":{"region":"Tokyo"}}
                """.formatted(fields));

        assertThat(cluster.client().raw(path("/owned"))).as("the API server keeps it").contains("k".repeat(60_000));
        operator.awaitReason("owned", "Active");
    }

    private void awaitTold(Row row) {
        HathoraRoomStatus status = operator.awaitReason(row.name(), "InvalidSpec");
        assertThat(Objects.requireNonNull(status.condition("Stalled")).getMessage()).startsWith(row.says());
    }

    private void create(String name, String config) {
        post("""
                {"apiVersion":"hathora.dev/v1alpha1","kind":"HathoraRoom","metadata":{"name":"%s"},
                 "spec":{"region":"Tokyo","roomConfigJson":%s}}
                """.formatted(name, config));
    }

    private void post(String room) {
        await("it is stored").atMost(PATIENCE).until(() -> {
            try {
                return cluster.client().raw(path(""), "POST", room) != null;
            } catch (KubernetesClientException e) {
                if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                    // on a busy machine the client sends it again before it hears that it was stored
                    return true;
                }
                // or it takes longer than the client, or the API server, waits
                assertThat(e.getCode()).as(e.getMessage()).matches(code -> code <= 0 || code >= 500, "no answer");
                return false;
            }
        });
    }

    /** As a person does, who tries again when the operator was faster. */
    private void patch(String name, String config) {
        await().ignoreExceptions().until(() -> cluster.client().raw(path("/" + name), "PUT", cluster.client()
                .raw(path("/" + name))
                .replaceFirst("\"roomConfigJson\":[{][^}]*}", "\"roomConfigJson\":" + config)) != null);
    }

    private String path(String rest) {
        return "/apis/hathora.dev/v1alpha1/namespaces/" + cluster.namespace() + "/hathorarooms" + rest;
    }
}
