package dev.hathora.operator.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

import dev.hathora.operator.api.hathoraroom.Connection;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.api.hathoraroom.Phase;
import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.host.store.PortNumbers;
import dev.hathora.operator.testing.Guesser;
import dev.hathora.operator.testing.HostFixture;
import dev.hathora.operator.testing.MockCluster;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** The operator, the host and the game in {@code examples/games} together: rooms are declared, and played in. */
@Timeout(300)
class OperatorOnHostTest {
    private static final String NAMESPACE = "games";
    private static final Path ROOMS = Path.of("examples/games/rooms.yaml");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final MockCluster cluster = new MockCluster();
    private final HostFixture host = new HostFixture(cluster.client(), NAMESPACE, Duration.ofMillis(300),
            Duration.ofSeconds(1), new PortNumbers(18_000, 18_499), CallObserver.NONE);

    @BeforeEach
    void apply() throws IOException {
        host.startOperator();
        try (InputStream rooms = Files.newInputStream(ROOMS)) {
            cluster.client().load(rooms).inNamespace(NAMESPACE).create();
        }
    }

    @AfterEach
    void close() {
        host.close();
        cluster.close();
    }

    @Test
    void aRoomIsPlayedInSuspendedResumedAndDeleted() {
        HathoraRoomStatus first = awaitJoinable("guess");
        HathoraRoomStatus hard = awaitJoinable("guess-hard");
        assertThat(connection(hard)).as("the same process").isEqualTo(connection(first));
        assertThat(host.runningRooms()).containsExactlyInAnyOrder(roomId(first), roomId(hard));

        try (Guesser ann = new Guesser(connection(first), roomId(first), "ann")) {
            assertThat(ann.winRound()).endsWith("ann has won 1 of 3 rounds");
            assertThat(Guesser.score(first.additionalPorts().getFirst(), roomId(first))).isEqualTo("ann 1");
            try (Guesser other = new Guesser(connection(hard), roomId(hard), "ben")) {
                assertThat(other.talk()).as("its own configuration").singleElement().asString()
                        .endsWith("welcome ben: guess a number from 1 to 10000");
            }

            edit("guess", "Suspended");

            await("guess", status -> status.phase() == Phase.SUSPENDED);
            assertThat(ann.hear()).isEqualTo("the room is closed");
            assertThat(ann.hear()).isNull();
        }
        // not before, or the process might end before its game looks at its rooms
        edit("guess-hard", "Suspended");
        await("guess-hard", status -> status.phase() == Phase.SUSPENDED);
        Awaitility.await("a process without rooms ends").atMost(PATIENCE)
                .until(() -> host.gameServers().isEmpty() && !Guesser.isOpen(connection(first)));

        edit("guess", "Active");
        HathoraRoomStatus resumed = awaitJoinable("guess");
        assertThat(resumed.roomId()).as("the same room").isEqualTo(first.roomId());
        try (Guesser ann = new Guesser(connection(resumed), roomId(resumed), "ann")) {
            assertThat(ann.winRound()).as("a new match").endsWith("ann has won 1 of 3 rounds");
        }

        resource("guess").delete();
        resource("guess-hard").delete();
        Awaitility.await("nothing is left").atMost(PATIENCE).until(() -> resource("guess").get() == null
                && resource("guess-hard").get() == null && host.gameServers().isEmpty());
        assertThat(List.of(first, hard)).allSatisfy(
                status -> assertThat(host.somebodyElse().getRoomInfo(HostFixture.APP, roomId(status)).status())
                        .isEqualTo(RoomStatus.DESTROYED));
        assertThat(Guesser.isOpen(connection(resumed))).isFalse();
    }

    @Test
    void aMatchThatIsOverWhileTheOperatorIsAwayIsFollowedByAnotherOne() {
        HathoraRoomStatus first = awaitJoinable("guess");
        try (Guesser ann = new Guesser(connection(first), roomId(first), "ann")) {
            ann.winRound();
            host.stopOperator();
            ann.winRound();
            assertThat(ann.winRound()).as("games do not need the operator").endsWith("ann has won 3 of 3 rounds");
            assertThat(ann.hear()).isEqualTo("the match is over");
        }
        host.startOperator();

        HathoraRoomStatus second = await("guess", status -> status.restarts() == 1 && isJoinable(status));
        assertThat(second.roomId()).isNotEqualTo(first.roomId());
        try (Guesser ann = new Guesser(connection(second), roomId(second), "ann")) {
            assertThat(ann.winRound()).endsWith("ann has won 1 of 3 rounds");
        }
    }

    private void edit(String name, String state) {
        resource(name).patch(new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).build(),
                "{\"spec\":{\"state\":\"%s\"}}".formatted(state));
    }

    private HathoraRoomStatus awaitJoinable(String name) {
        return await(name, OperatorOnHostTest::isJoinable);
    }

    private static boolean isJoinable(HathoraRoomStatus status) {
        return status.phase() == Phase.ACTIVE && status.connection() != null;
    }

    private HathoraRoomStatus await(String name, Predicate<HathoraRoomStatus> wanted) {
        return Awaitility.await(name).atMost(PATIENCE).pollInterval(Duration.ofMillis(50))
                .until(() -> status(name), wanted);
    }

    private HathoraRoomStatus status(String name) {
        HathoraRoom room = resource(name).get();
        return room == null || room.getStatus() == null ? HathoraRoomStatus.EMPTY : room.getStatus();
    }

    private Resource<HathoraRoom> resource(String name) {
        return cluster.client().resources(HathoraRoom.class).inNamespace(NAMESPACE).withName(name);
    }

    private static Connection connection(HathoraRoomStatus status) {
        return Objects.requireNonNull(status.connection());
    }

    private static String roomId(HathoraRoomStatus status) {
        return Objects.requireNonNull(status.roomId());
    }
}
