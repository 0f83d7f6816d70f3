package dev.hathora.operator.controller;

import java.time.Duration;

import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.api.hathoraroom.Phase;
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

/** {@code ttlSecondsAfterFinished} counts from when the room ended, wherever it was then. */
@RealApiServer
@NullUnmarked // a null where there should be none fails the test by itself
class TimeToLiveTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final OperatorFixture operator;
    private final JumpingClock clock = new JumpingClock();

    TimeToLiveTest(TestCluster cluster) {
        operator = OperatorFixture.withoutOperator(cluster.client(), cluster.namespace(),
                SimulatorOptions.defaults().withBoot(Duration.ofMillis(50)), Duration.ofSeconds(1));
        operator.startOperator(clock);
    }

    @AfterEach
    void stop() {
        operator.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"an operator that saw the end, seen", "one that is started after the end, unseen",
        "one that is started after another one saw the end, restarted"})
    void aSuspendedRoomsResourceLivesOnAfterTheRoomsEnd(String by, String name) {
        String roomId = operator.active(name, "region: Tokyo\nrestartPolicy: Never\nttlSecondsAfterFinished: 1800");
        operator.edit(name, "state: Suspended");
        operator.awaitReason(name, "Suspended");
        clock.jump(LONG);
        if (name.equals("unseen")) {
            operator.stopOperator();
        }
        operator.hathora().destroyAsGame(roomId);
        if (name.equals("unseen")) {
            operator.startOperator(clock);
        }
        HathoraRoomStatus ended = operator.awaitReason(name, "RoomEnded");
        String message = ended.condition("Ready").getMessage();
        assertThat(message).contains("The resource is deleted at");
        if (name.equals("restarted")) {
            operator.stopOperator();
            clock.jump(Duration.ofMinutes(5));
            long before = operator.looks();
            operator.startOperator(clock);
            await("a look").atMost(Duration.ofSeconds(60)).until(() -> operator.looks() > before);
        }

        assertThat(operator.status(name).phase()).isEqualTo(Phase.DESTROYED);
        assertThat(operator.status(name).condition("Ready").getMessage()).as("when it is deleted").isEqualTo(message);
        operator.stopOperator();
        clock.jump(LONG);
        operator.startOperator(clock);
        operator.awaitGone(name);
    }
}
