package dev.hathora.operator.chaos;

import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import dev.hathora.operator.api.HathoraRoomStatus;
import dev.hathora.operator.chaos.Verdict.Kind;
import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.HttpHathoraCloud;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.MockCluster;
import dev.hathora.operator.testing.OperatorFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

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
    private final Verdict verdict = new Verdict(world, Duration.ZERO);

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

        assertThat(verdict.count(Kind.DUPLICATE)).isEqualTo(1);
    }

    @Test
    void aChangeOfARoomThatWasToBeLeftAloneIsFound() {
        create(ROOM);
        Instant since = Instant.now();
        hathora.updateRoomConfig(OperatorFixture.APP, ROOM, "changed");

        verdict.neverTouched(ROOM, since);

        assertBroken(Kind.OTHER, "was to be left alone");
    }

    @Test
    void aSuspendedRoomThatIsWokenIsFound() {
        create(ROOM);
        user.wish(User.Wish.SUSPENDED, "suspends");
        hathora.suspendRoom(OperatorFixture.APP, ROOM);
        verdict.neverWoken(user);
        assertThat(verdict.all()).as("before").isEmpty();

        hathora.getConnectionInfo(OperatorFixture.APP, ROOM);
        verdict.neverWoken(user);

        assertBroken(Kind.OTHER, "suspended room was woken");
    }

    @Test
    void aWakingThatWasWantedAMomentAgoIsForgiven() {
        create(ROOM);
        hathora.suspendRoom(OperatorFixture.APP, ROOM);
        user.wish(User.Wish.SUSPENDED, "suspends");
        hathora.getConnectionInfo(OperatorFixture.APP, ROOM);
        Verdict patient = new Verdict(world, Duration.ofHours(1));

        patient.neverWoken(user);
        user.wish(User.Wish.ACTIVE, "resumes");
        hathora.suspendRoom(OperatorFixture.APP, ROOM);
        hathora.getConnectionInfo(OperatorFixture.APP, ROOM);
        patient.neverWoken(user);

        assertThat(patient.all()).isEmpty();
    }

    @Test
    void aWantedRoomThatIsMissingIsFound() {
        user.wish(User.Wish.ACTIVE, "creates");

        verdict.neitherLostNorLeaked(List.of(user), Set.of());

        assertBroken(Kind.LOST, "wants a room");
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void aRoomThatNoResourceAccountsForIsFound(User.Wish wish) {
        create(ROOM);
        create("stray");
        if (wish != User.Wish.NOTHING) {
            resource("Active", ROOM);
        }
        user.wish(wish, "wants");

        verdict.neitherLostNorLeaked(List.of(user), Set.of(wish == User.Wish.NOTHING ? ROOM : "none"));

        assertBroken(Kind.LEAK, "no resource accounts for stray");
    }

    @ParameterizedTest(name = "{0} ms")
    @CsvSource({"2099, 0", "2101, 1"})
    void aStatusThatSaysReadyForTooLongIsFound(int late, int broken) {
        verdict.toldInTime(user, ROOM, Duration.ofMillis(late), Duration.ofSeconds(1));

        assertThat(verdict.count(Kind.OTHER)).isEqualTo(broken);
    }

    @Test
    void aRecordWithoutABeginningIsNoProof() {
        verdict.neverTouched("unheard-of", Instant.now());

        assertBroken(Kind.OTHER, "nothing can be said");
    }

    @ParameterizedTest(name = "wanted {0}, status says {1}, and Hathora has it {2}: settled {3}")
    @CsvSource({
        "ACTIVE,    Active,    active,    true",
        "ACTIVE,    Active,    nothing,   false",
        "ACTIVE,    Active,    suspended, false",
        "ACTIVE,    Active,    other,     false",
        "ACTIVE,    Active,    drifted,   false",
        "ACTIVE,    Suspended, suspended, false",
        "SUSPENDED, Suspended, suspended, true",
        "SUSPENDED, Suspended, active,    false",
        "SUSPENDED, Active,    active,    false",
        "NOTHING,   '',        active,    false",
        "NOTHING,   '',        nothing,   true",
    })
    void whatDoesNotBecomeAsItIsWantedIsFound(User.Wish wish, String reason, String hathoraHas, boolean settled) {
        if (!hathoraHas.equals("nothing")) {
            String roomId = hathoraHas.equals("other") ? ROOM + "_1" : ROOM;
            hathora.createRoom(OperatorFixture.APP, roomId, new CreateRoomRequest("Tokyo",
                    hathoraHas.equals("drifted") ? "other" : "", null, List.of()));
        }
        if (hathoraHas.equals("suspended")) {
            hathora.suspendRoom(OperatorFixture.APP, ROOM);
        }
        if (wish != User.Wish.NOTHING) {
            resource(reason, ROOM);
        }
        user.wish(wish, "wants");

        verdict.settles(user, settled ? Duration.ofSeconds(30) : Duration.ofMillis(300));

        assertThat(verdict.all()).hasSize(settled ? 0 : 1);
    }

    private void resource(String reason, String roomId) {
        world.apply("u0", "region: Tokyo");
        world.resource("u0").editStatus(room -> {
            room.setStatus(cluster.client().getKubernetesSerialization().unmarshal("""
                    observedGeneration: %d
                    roomId: %s
                    conditions: [{type: Ready, status: "True", reason: %s}]
                    """.formatted(room.getMetadata().getGeneration(), roomId, reason), HathoraRoomStatus.class));
            return room;
        });
    }

    private void assertBroken(Kind kind, String promise) {
        assertThat(verdict.all()).singleElement().satisfies(broken -> {
            assertThat(broken.kind()).isEqualTo(kind);
            assertThat(broken.promise()).contains(promise);
        });
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
