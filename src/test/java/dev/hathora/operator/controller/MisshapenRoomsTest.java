package dev.hathora.operator.controller;

import java.time.Duration;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.MockCluster;
import dev.hathora.operator.testing.OperatorFixture;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Resources whose members have another type than the CRD says, as an older or laxer one may have let them in. */
class MisshapenRoomsTest {
    private final MockCluster cluster = new MockCluster();
    private final OperatorFixture operator = new OperatorFixture(cluster.client(), "games",
            SimulatorOptions.defaults().withBoot(Duration.ZERO), Duration.ofSeconds(1));

    @AfterEach
    void stop() {
        operator.close();
        cluster.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "clientIPs: anybody                | spec.clientIPs can't be read: see kubectl explain hathoraroom.spec.clientIPs",
        "clientIPs: {any: body}            | spec.clientIPs can't be read",
        "roomConfigJson: [1]               | spec.roomConfigJson can't be read",
        "ttlSecondsAfterFinished: soon     | spec.ttlSecondsAfterFinished can't be read",
        "credentialsSecretRef: [{name: a}] | spec.credentialsSecretRef can't be read",
        "state: [Active]                   | spec.state can't be read",
        "roomId: {name: other}             | spec.roomId can't be read",
    })
    void areToldSoAndHurtNobody(String member, String says) {
        operator.apply("weird", "region: Tokyo");
        String roomId = Objects.requireNonNull(operator.awaitReason("weird", "Active").roomId());

        operator.edit("weird", member);
        HathoraRoomStatus weird = operator.awaitReason("weird", "InvalidSpec");
        operator.stopOperator();
        operator.startOperator();
        operator.active("neighbour", "region: Tokyo");

        assertThat(Objects.requireNonNull(weird.condition("Stalled")).getMessage()).startsWith(says);
        assertThat(operator.room(roomId).destroyedAt()).as("its room goes on").isNull();
        assertThat(operator.readyReason("weird")).isEqualTo("InvalidSpec");

        operator.edit("weird", member.substring(0, member.indexOf(':')) + ": null");
        operator.awaitReason("weird", "Active");
    }

    @Test
    void canBeDeletedWhereWhatIsWrongHasNoSayInIt() {
        String roomId = operator.active("weird", "region: Tokyo");
        operator.edit("weird", "clientIPs: anybody");
        operator.awaitReason("weird", "InvalidSpec");

        operator.resource("weird").delete();
        operator.awaitGone("weird");

        assertThat(operator.room(roomId).destroyedAt()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"deletionPolicy: [Retain]", "managementPolicy: 1", "paused: perhaps", "roomId: {a: 1}"})
    void areNotDeletedWhereNobodyKnowsWhatIsToBecomeOfTheRoom(String member) {
        String roomId = operator.active("weird", "region: Tokyo");
        operator.edit("weird", member);
        operator.awaitReason("weird", "InvalidSpec");
        operator.stopOperator();
        operator.resource("weird").delete();
        operator.startOperator();

        operator.await("weird", "told", status -> Objects.requireNonNull(status.condition("Stalled")).getMessage()
                .contains("can't be read") && status.condition("Reconciling") == null);
        assertThat(operator.room(roomId).destroyedAt()).isNull();

        operator.edit("weird", member.substring(0, member.indexOf(':')) + ": null");
        operator.awaitGone("weird");
        assertThat(operator.room(roomId).destroyedAt()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"phase\": 7}", "{\"conditions\": [null, {}]}", "{\"allocations\": \"none\"}",
        "{\"connection\": []}", "{\"roomId\": {\"a\": 1}}", "7"})
    void getAStatusThatCanBeRead(String status) {
        String roomId = operator.active("weird", "region: Tokyo");
        operator.stopOperator();
        operator.resource("weird").subresource("status").patch(
                new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).build(), "{\"status\":" + status + "}");
        operator.startOperator();

        HathoraRoomStatus now = operator.await("weird", "active again", s -> s.connection() != null
                && roomId.equals(s.roomId()) && s.condition("Ready") != null);

        assertThat(Objects.requireNonNull(now.condition("Ready")).getReason()).isEqualTo("Active");
        assertThat(operator.hathora().rooms()).hasSize(1);
    }

    @Test
    void keepTheFinalizersOfOthers() {
        operator.apply("weird", "region: Tokyo");
        operator.awaitReason("weird", "Active");
        operator.change("weird", room -> {
            room.getMetadata().setFinalizers(Stream.concat(room.getFinalizers().stream(),
                    IntStream.range(0, 150).mapToObj(i -> "example.com/f" + i)).toList());
            return room;
        });

        operator.resource("weird").delete();
        operator.await("weird", "released", s -> !operator.resource("weird").get().hasFinalizer(HathoraRoom.FINALIZER));

        assertThat(
                cluster.client().genericKubernetesResources("hathora.dev/v1alpha1", "HathoraRoom").inNamespace("games")
                        .withName("weird").get().getFinalizers())
                .hasSize(150);
        assertThat(operator.liveRooms()).isEmpty();
    }
}
