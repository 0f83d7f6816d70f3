package dev.hathora.operator.chaos;

import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.HttpHathoraCloud;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.MockCluster;
import dev.hathora.operator.testing.OperatorFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A broken promise is found: here an operator's work is done by hand, and badly. */
class VerdictTest {
    private static final String ROOM = "games_u0_1";

    private final MockCluster cluster = new MockCluster();
    private final OperatorFixture world = OperatorFixture.withoutOperator(cluster.client(), "games",
            SimulatorOptions.defaults(), Duration.ofSeconds(1));
    private final HttpClient http = HttpHathoraCloud.newHttpClient();
    private final HathoraCloud hathora = new HttpHathoraCloud(world.hathora().uri(), () -> "dev-token", http,
            CallObserver.NONE);
    private final User user = new User("u0", world, 1);
    private final Verdict verdict = new Verdict(world.hathora());

    @AfterEach
    void close() {
        http.close();
        world.close();
        cluster.close();
    }

    @Test
    void oneRoomAfterTheOtherIsAllRight() {
        create(ROOM);
        hathora.destroyRoom(OperatorFixture.APP, ROOM);
        create(ROOM + "_1");

        verdict.neverTwo(user);
        verdict.neverWoken(user);
        verdict.neverTouched(ROOM, Instant.now());

        assertThat(verdict.all()).isEmpty();
    }

    @Test
    void twoRoomsAtATimeAreFoundAlsoWhenBothAreGone() {
        create(ROOM);
        create(ROOM + "_1");
        hathora.destroyRoom(OperatorFixture.APP, ROOM + "_1");
        hathora.destroyRoom(OperatorFixture.APP, ROOM);

        verdict.neverTwo(user);

        assertThat(verdict.duplicates()).isEqualTo(1);
    }

    @Test
    void aChangeOfARoomThatWasToBeLeftAloneIsFound() {
        create(ROOM);
        Instant since = Instant.now();
        hathora.updateRoomConfig(OperatorFixture.APP, ROOM, "changed");

        verdict.neverTouched(ROOM, since);

        assertThat(verdict.all()).singleElement().extracting(Verdict.Broken::promise).asString()
                .contains("was to be left alone");
    }

    @Test
    void aRoomThatNoResourceAccountsForDoesNotSettle() {
        assertThat(user.unsettled()).isNull();

        create(ROOM);

        assertThat(user.unsettled()).contains("not gone");
    }

    private void create(String roomId) {
        hathora.createRoom(OperatorFixture.APP, roomId, new CreateRoomRequest("Tokyo", null, null, List.of()));
    }
}
