package dev.hathora.operator.chaos;

import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroom.DeletionPolicy;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.http.HttpHathoraCloud;
import dev.hathora.operator.cloud.http.PatientCloud;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.MockCluster;
import dev.hathora.operator.testing.OperatorFixture;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Broken promises are detected. Here the test itself acts as a faulty operator. */
@NullUnmarked // a null where there should be none fails the test by itself
class VerdictTest {
    private final MockCluster cluster = new MockCluster();
    private final OperatorFixture world = OperatorFixture.withoutOperator(cluster.client(), "games",
            SimulatorOptions.defaults(), Duration.ofSeconds(1));
    private final HttpClient http = HttpHathoraCloud.newHttpClient();
    private final HathoraCloud hathora = PatientCloud.of(world.hathora().uri(), () -> "dev-token", http);
    private final User user = new User("u0", world, new Tokens(world.hathora()), 1);
    private final Verdict verdict = new Verdict(world, Duration.ZERO, Duration.ZERO);

    @AfterEach
    void close() {
        http.close();
        world.close();
        cluster.close();
    }

    @Test
    void aGoodLifeBreaksNothingAndIsJudged() {
        user.create("region: Tokyo");
        make(room());
        world.hathora().destroyAsGame(room());
        make(room() + "_1");
        user.suspend();
        hathora.suspendRoom(OperatorFixture.APP, room() + "_1");
        user.resume();
        hathora.resumeRoom(OperatorFixture.APP, room() + "_1");
        user.leaveAlone();
        user.goOn();
        hathora.updateRoomConfig(OperatorFixture.APP, room() + "_1", "two");
        String last = room() + "_1";
        user.delete();
        hathora.destroyRoom(OperatorFixture.APP, last);

        verdict.judge(user);

        assertThat(verdict.all()).isEmpty();
        assertThat(verdict.judged()).containsEntry(Promise.ONE_AT_A_TIME, 1)
                .containsEntry(Promise.STAYS_SUSPENDED, 1).containsEntry(Promise.ENDED_ON_PURPOSE, 1)
                .containsEntry(Promise.HANDS_OFF, 2);
    }

    @Test
    void whatWasNeverJudgedIsNamed() {
        assertThat(verdict.unjudged()).containsExactly(Promise.values());

        verdict.toldInTime(user, "room", Duration.ZERO, 0, Duration.ofSeconds(1));

        assertThat(verdict.unjudged()).hasSize(Promise.values().length - 1).doesNotContain(Promise.TOLD_IN_TIME);
    }

    static Stream<Arguments> badLives() {
        return Stream.of(
                bad("two rooms at a time, both gone by now", Promise.ONE_AT_A_TIME, t -> {
                    t.make(t.room());
                    t.make(t.room() + "_1");
                    t.world.hathora().destroyAsGame(t.room() + "_1");
                    t.world.hathora().destroyAsGame(t.room());
                }),
                bad("suspended, and asked for its port", Promise.STAYS_SUSPENDED, t -> {
                    t.suspended();
                    t.hathora.getConnectionInfo(OperatorFixture.APP, t.room());
                }),
                bad("suspended, and resumed", Promise.STAYS_SUSPENDED, t -> {
                    t.suspended();
                    t.hathora.resumeRoom(OperatorFixture.APP, t.room());
                }),
                bad("left behind suspended by a deletion, and resumed", Promise.STAYS_SUSPENDED, t -> {
                    t.make(t.room());
                    t.user.deletionPolicy(DeletionPolicy.SUSPEND);
                    String room = t.room();
                    t.user.delete();
                    t.hathora.suspendRoom(OperatorFixture.APP, room);
                    t.hathora.resumeRoom(OperatorFixture.APP, room);
                    t.hathora.suspendRoom(OperatorFixture.APP, room);
                }),
                bad("paused, and changed", Promise.HANDS_OFF, t -> {
                    t.make(t.room());
                    t.user.leaveAlone();
                    t.hathora.updateRoomConfig(OperatorFixture.APP, t.room(), "changed");
                }),
                bad("ended, and wanted", Promise.ENDED_ON_PURPOSE, t -> {
                    t.make(t.room());
                    t.hathora.destroyRoom(OperatorFixture.APP, t.room());
                }),
                bad("ended, and to be retained", Promise.ENDED_ON_PURPOSE, t -> {
                    t.make(t.room());
                    t.user.deletionPolicy(DeletionPolicy.RETAIN);
                    String room = t.room();
                    t.user.delete();
                    t.hathora.destroyRoom(OperatorFixture.APP, room);
                }),
                bad("left running, and to be suspended", Promise.LEFT_AS_ASKED, t -> {
                    t.make(t.room());
                    t.user.deletionPolicy(DeletionPolicy.SUSPEND);
                    t.user.delete();
                }));
    }

    private static Arguments bad(String how, Promise broken, Consumer<VerdictTest> life) {
        return arguments(how, broken, life);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badLives")
    void aBadLifeIsFound(String how, Promise broken, Consumer<VerdictTest> life) {
        user.create("region: Tokyo");

        life.accept(this);
        verdict.judge(user);

        assertThat(verdict.all()).as(how).extracting(Verdict.Broken::promise).containsOnly(broken);
    }

    @Test
    void aCallThatWasOnItsWayWhenTheWishCameIsForgiven() {
        Verdict patient = new Verdict(world, Duration.ofHours(1), Duration.ofHours(1));
        user.create("region: Tokyo");
        make(room());
        hathora.suspendRoom(OperatorFixture.APP, room());
        user.suspend();
        hathora.resumeRoom(OperatorFixture.APP, room());
        patient.judge(user);
        assertThat(patient.all()).as("it was not suspended for the wish yet").isEmpty();

        hathora.suspendRoom(OperatorFixture.APP, room());
        hathora.resumeRoom(OperatorFixture.APP, room());
        patient.judge(user);

        assertThat(patient.all()).as("after a suspension nothing is forgiven").isNotEmpty();
    }

    @Test
    void aCallAfterStatusSaysThatTheRoomIsLeftAloneIsNotForgiven() {
        Verdict patient = new Verdict(world, Duration.ofHours(1), Duration.ofHours(1));
        user.create("region: Tokyo");
        make(room());
        user.leaveAlone();
        status("Active", room());
        user.seeWhetherItIsKnown();
        hathora.updateRoomConfig(OperatorFixture.APP, room(), "on its way");
        patient.judge(user);
        assertThat(patient.all()).as("it may have been on its way").isEmpty();

        status("Paused", room());
        user.seeWhetherItIsKnown();
        hathora.updateRoomConfig(OperatorFixture.APP, room(), "after that");
        patient.judge(user);

        assertThat(patient.all()).extracting(Verdict.Broken::promise).containsExactly(Promise.HANDS_OFF);
    }

    @Test
    void aWantedRoomThatIsMissingIsFound() {
        user.create("region: Tokyo");

        verdict.neitherLostNorLeaked(List.of(user), Set.of());

        assertBroken(Promise.THERE, "wants a room");
        assertThat(verdict.count(Promise.Cost.LOST)).isEqualTo(1);
    }

    /** The room of each ended before anybody saw it. */
    @ParameterizedTest(name = "{0}: status says {1}, lost: {2}")
    @CsvSource(delimiter = '|',
            textBlock = """
                    roomId: mine           | RoomEnded      | 0 | it ended
                    roomId: mine           | RoomIdConflict | 0 | its id is taken, and nobody can tell by whom
                    roomId: mine           | HathoraUnreachable | 1 | that is no end
                    restartPolicy: Never   | RoomEnded      | 0 | it ended
                    restartPolicy: Never   | RoomIdConflict | 1 | a generated id is the resource's own
                    restartPolicy: Always  | RoomEnded      | 1 | another room has to follow
                    """)
    void aRoomThatMayEndIsNotLost(String spec, String reason, int lost, String why) {
        user.create("region: Tokyo\n" + spec);
        make(room());
        world.hathora().destroyAsGame(room());
        status(reason, room());

        verdict.neitherLostNorLeaked(List.of(user), Set.of());

        assertThat(verdict.count(Promise.Cost.LOST)).as(why).isEqualTo(lost);
    }

    @Test
    void aRoomThatNoResourceAccountsForIsFound() {
        user.create("region: Tokyo");
        make(room());
        make("stray");
        make("others");
        status("Active", room());

        verdict.neitherLostNorLeaked(List.of(user), Set.of("others"));

        assertBroken(Promise.ACCOUNTED_FOR, "stray");
    }

    @ParameterizedTest(name = "{0}: {1} leaks")
    @CsvSource({"RETAIN, 0", "SUSPEND, 1", "DESTROY, 1"})
    void aRoomThatOutlivesItsResourceIsALeakUnlessItIsToStay(DeletionPolicy policy, int leaks) {
        user.create("region: Tokyo");
        make(room());
        user.deletionPolicy(policy);
        user.delete();

        verdict.neitherLostNorLeaked(List.of(user), Set.of());
        verdict.settles(user, leaks == 0 ? Duration.ofSeconds(30) : Duration.ofMillis(300));

        assertThat(verdict.count(Promise.Cost.LEAK)).isEqualTo(leaks);
        assertThat(verdict.count(Promise.Cost.OTHER)).as("not settled").isEqualTo(leaks);
    }

    @ParameterizedTest(name = "{0} ms, {1} looks")
    @CsvSource({"2099, 3, 0", "2101, 3, 1", "30000, 2, 0", "30001, 0, 1"})
    void aStatusThatSaysReadyForTooLongIsFound(int late, int looks, int broken) {
        verdict.toldInTime(user, "room", Duration.ofMillis(late), looks, Duration.ofSeconds(1));

        assertThat(verdict.all()).hasSize(broken);
    }

    @ParameterizedTest(name = "{0} passes")
    @CsvSource({"120, 0", "121, 1"})
    void tooManyPassesAreFound(int passes, int broken) {
        verdict.passes(passes, 2);

        assertThat(verdict.all()).hasSize(broken);
    }

    @Test
    void aRecordWithoutABeginningIsNoProof() {
        verdict.neverTouched("unheard-of", Instant.now());

        assertBroken(Promise.ONE_AT_A_TIME, "nothing can be said");
    }

    @ParameterizedTest(name = "wanted {0}, status says {1}, and Hathora has it {2}: settled {3}")
    @CsvSource({
        "active,     Active,    active,    true",
        "active,     Active,    nothing,   false",
        "active,     Active,    suspended, false",
        "active,     Active,    other,     false",
        "active,     Active,    drifted,   false",
        "active,     Suspended, suspended, false",
        "active,     Paused,    active,    false",
        "suspended,  Suspended, suspended, true",
        "suspended,  Suspended, active,    false",
        "suspended,  Active,    active,    false",
        "left-alone, Paused,    active,    true",
        "left-alone, Active,    active,    true",
    })
    void whatDoesNotBecomeAsItIsWantedIsFound(String wish, String reason, String hathoraHas, boolean settled) {
        user.create("region: Tokyo\nroomConfig: one");
        if (!hathoraHas.equals("nothing")) {
            String roomId = hathoraHas.equals("other") ? room() + "_1" : room();
            hathora.createRoom(OperatorFixture.APP, roomId, new CreateRoomRequest("Tokyo",
                    hathoraHas.equals("drifted") ? "other" : "one", null, List.of()));
        }
        if (hathoraHas.equals("suspended")) {
            hathora.suspendRoom(OperatorFixture.APP, room());
        }
        switch (wish) {
            case "suspended" -> user.suspend();
            case "left-alone" -> user.leaveAlone();
            default -> assertThat(wish).isEqualTo("active");
        }
        status(reason, room());

        verdict.settles(user, settled ? Duration.ofSeconds(30) : Duration.ofMillis(300));

        assertThat(verdict.all()).hasSize(settled ? 0 : 1);
    }

    @Test
    void anAnnotationThatIsNotPutRightIsFound() {
        user.create("region: Tokyo\nroomConfig: one");
        hathora.createRoom(OperatorFixture.APP, room(), new CreateRoomRequest("Tokyo", "one", null, List.of()));
        status("Active", room());
        world.annotate("u0", HathoraRoom.ROOM_ID, "theirs");

        verdict.settles(user, Duration.ofMillis(300));

        assertBroken(Promise.SETTLES, "the annotation says theirs");
    }

    private String room() {
        return user.resources().getLast().firstId();
    }

    private void suspended() {
        make(room());
        user.suspend();
        hathora.suspendRoom(OperatorFixture.APP, room());
    }

    private void make(String roomId) {
        hathora.createRoom(OperatorFixture.APP, roomId, new CreateRoomRequest("Tokyo", null, null, List.of()));
    }

    private void status(String reason, String roomId) {
        world.annotate("u0", HathoraRoom.ROOM_ID, roomId);
        world.resource("u0").editStatus(room -> {
            room.setStatus(cluster.client().getKubernetesSerialization().unmarshal("""
                    observedGeneration: %d
                    roomId: %s
                    conditions: [{type: Ready, status: "True", reason: %s}]
                    """.formatted(room.getMetadata().getGeneration(), roomId, reason), HathoraRoomStatus.class));
            return room;
        });
    }

    private void assertBroken(Promise promise, String how) {
        assertThat(verdict.all()).singleElement().satisfies(broken -> {
            assertThat(broken.promise()).isEqualTo(promise);
            assertThat(broken.how()).contains(how);
        });
    }
}
