package dev.hathora.operator.controller;

import java.time.Duration;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.simulator.Fault;
import dev.hathora.operator.simulator.FaultKind;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.JumpingClock;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Hathora refuses a request in words that sound as if its room id were taken. */
@RealApiServer
@NullUnmarked // a null where there should be none fails the test by itself
class RejectedRequestTest {
    private final TestCluster cluster;
    private final OperatorFixture operator;
    private final JumpingClock clock = new JumpingClock();

    RejectedRequestTest(TestCluster cluster) {
        this.cluster = cluster;
        operator = OperatorFixture.withoutOperator(cluster.client(), cluster.namespace(),
                SimulatorOptions.defaults().withBoot(Duration.ofMillis(50)), Duration.ofSeconds(1));
        operator.startOperator(clock);
    }

    @AfterEach
    void stop() {
        operator.hathora().faults().clear();
        cluster.client().resources(HathoraRoom.class).inNamespace(cluster.namespace()).delete();
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            clock.jump(Duration.ofSeconds(5));
            return cluster.client().resources(HathoraRoom.class).inNamespace(cluster.namespace()).list().getItems()
                    .isEmpty();
        });
        operator.close();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', value = {"409 | two clientIPs are equal | conflict",
        "422 | clientIPs must be unique | unique"})
    void noMoreThanTwoIdsAreUsed(int status, String words, String name) {
        operator.hathora().faults()
                .add(Fault.on(Operation.CREATE_ROOM, new FaultKind.Status(status, words, null, false)));
        operator.apply(name, "region: Tokyo\nclientIPs: ['192.0.2.1', '2001:db8::1']");

        // half a minute for each id, in steps that leave time to look
        await("both ids").atMost(Duration.ofSeconds(90)).until(() -> {
            clock.jump(Duration.ofSeconds(5));
            return operator.readyReason(name).equals("RequestRejected");
        });
        HathoraRoomStatus stalled = operator.status(name);
        assertThat(stalled.condition("Stalled").getMessage()).contains("createRoom failed: " + status, words);
        String claim = claim(name);
        assertThat(claim).endsWith("_1");

        long creates = operator.calls(Operation.CREATE_ROOM);
        clock.jump(Duration.ofSeconds(61));
        operator.annotate(name, HathoraRoom.ABANDON_ROOM, "no matter");
        await("tried again").atMost(Duration.ofSeconds(60))
                .until(() -> operator.calls(Operation.CREATE_ROOM) > creates);
        assertThat(claim(name)).as("no other id").isEqualTo(claim);

        operator.stopOperator();
        long before = operator.looks();
        operator.startOperator(clock);
        await("a look").atMost(Duration.ofSeconds(60)).until(() -> operator.looks() > before);
        clock.jump(Duration.ofMinutes(2));
        operator.annotate(name, HathoraRoom.ABANDON_ROOM, null);
        operator.apply("other-" + name, "region: Tokyo\npaused: true");
        operator.awaitReason("other-" + name, "Paused");
        assertThat(claim(name)).as("after a restart").isEqualTo(claim);
        assertThat(operator.status(name)).as("nothing to write").isEqualTo(stalled);

        operator.hathora().faults().clear();
        operator.edit(name, "roomConfig: changed");
        operator.awaitReason(name, "Active");
        assertThat(operator.liveRooms()).as("an id that nobody ever saw can be used").singleElement()
                .extracting("roomId").isIn(claim, claim.substring(0, claim.length() - "_1".length()));
    }

    private String claim(String name) {
        return operator.resource(name).get().getMetadata().getAnnotations().get(HathoraRoom.ROOM_ID);
    }
}
