package dev.hathora.operator.controller.roomset;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.controller.roomset.Disturbance.Create;
import dev.hathora.operator.simulator.Fault;
import dev.hathora.operator.simulator.FaultKind;
import dev.hathora.operator.testing.JumpingClock;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.RoomJudge;
import dev.hathora.operator.testing.SetUser;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.Condition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.hathora.operator.controller.roomset.JudgedSets.spec;
import static org.assertj.core.api.Assertions.assertThat;

/** Sets of rooms while something goes wrong. A judge watches over the promises all the time. */
@RealApiServer
@Order(1)
class SetFaultsTest {
    private static final String CRASHES = "rooms end within seconds of their creation";

    private final JudgedSets sets;
    private final Disturbance disturbance;
    private final OperatorFixture operator;
    private final SetUser user;
    private final RoomJudge judge;

    SetFaultsTest(TestCluster cluster, TestInfo test) {
        sets = new JudgedSets(cluster, test.getDisplayName());
        disturbance = sets.disturbance();
        operator = sets.operator();
        user = sets.user();
        judge = sets.judge();
    }

    @AfterEach
    void stop() {
        sets.close();
    }

    static Stream<Arguments> creates() {
        return Stream.of(
                Arguments.of(Create.REFUSED, 429, "the API server is overloaded"),
                Arguments.of(Create.REFUSED, 500, "it can't reach etcd"),
                Arguments.of(Create.REFUSED, 409, "somebody takes the name just before, so another one is tried"),
                Arguments.of(Create.UNHEARD, 0, "the room exists, and must not be created again under another name"),
                Arguments.of(Create.LOST, 0, "it may exist, so it is created again only when it is looked up"));
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @MethodSource("creates")
    void createsThatFailLeadToNoRoomTooMany(Create end, int code, String why) {
        disturbance.creates(end, code, 3);
        sets.start();
        user.apply("hubs", spec(4, "one"));

        sets.awaitRooms("hubs", 4);

        assertThat(disturbance.disturbed()).as(why).isEqualTo(3);
        judge.check(4);
        assertThat(operator.hathora().rooms()).as("rooms ever created").hasSize(4);
    }

    @Test
    void aCacheThatLagsBehindLeadsToNoRoomTooMany() {
        JumpingClock clock = new JumpingClock();
        disturbance.lag(true);
        disturbance.creates(Create.UNHEARD, 0, 1);
        operator.startOperator(sets.disturbed(), clock);
        user.apply("hubs", spec(2, "one"));
        Awaitility.await("two are created").atMost(Duration.ofMinutes(2)).until(() -> user.names("hubs").size() == 2);
        List<String> first = user.names("hubs");
        for (int replicas = 3; replicas <= 5; replicas++) {
            // what was created must have shown by now, and is looked up
            clock.jump(Duration.ofSeconds(31));
            user.scale("hubs", replicas);
            int wanted = replicas;
            Awaitility.await("one more").atMost(Duration.ofMinutes(2))
                    .until(() -> user.names("hubs").size() >= wanted);
        }
        clock.jump(Duration.ofSeconds(31));
        user.scale("hubs", 4);
        user.await("hubs", "the scale-down is seen", status -> Objects.equals(status.observedGeneration(), 5L));
        assertThat(user.names("hubs")).as("nothing in the cache can be removed").hasSize(5).containsAll(first);
        assertThat(operator.liveRooms()).as("nobody knows of them").isEmpty();

        disturbance.lag(false);

        sets.awaitRooms("hubs", 4);
        sets.awaitLive(4);
        judge.check(5);
    }

    @Test
    void anOperatorWhoseCacheIsEmptyAfterItsStartCreatesNoRoomTooMany() {
        sets.start();
        user.apply("hubs", spec(2, "one"));
        sets.awaitRooms("hubs", 2);
        operator.stopOperator();
        disturbance.blind();
        sets.start();

        user.scale("hubs", 3);

        Awaitility.await("one is created").atMost(Duration.ofMinutes(2)).until(() -> user.names("hubs").size() > 2);
        user.await("hubs", "the scale-up is seen", status -> Objects.equals(status.observedGeneration(), 2L));
        assertThat(user.names("hubs")).hasSize(3);
        disturbance.lag(false);
        sets.awaitRooms("hubs", 3);
        judge.check(3);
    }

    @Test
    void aRoomTakenIntoUseAtTheMomentOfTheScaleDownStays() {
        sets.start();
        user.apply("hubs", spec(4, "one"));
        sets.awaitRooms("hubs", 4);
        List<String> taken = user.names("hubs").subList(0, 3);
        // the operator decides on the rooms as they are now, and can't learn that they are taken into use
        operator.stopOperator();
        disturbance.lag(true);
        sets.start();
        Awaitility.await("the rooms are cached").atMost(Duration.ofMinutes(1))
                .until(() -> operator.operator().rooms().count() == 4);
        taken.forEach(name -> user.annotate(name, HathoraRoomSet.IN_USE, "true"));

        user.scale("hubs", 0);

        Awaitility.await("the room that is not in use is removed, so the others were to be removed as well")
                .atMost(Duration.ofMinutes(1)).until(() -> user.rooms("hubs").stream()
                        .filter(room -> !taken.contains(room.getMetadata().getName()))
                        .allMatch(HathoraRoom::isMarkedForDeletion));
        user.await("hubs", "the scale-down is seen", status -> Objects.equals(status.observedGeneration(), 2L));
        Awaitility.await("rooms in use stay").atMost(Duration.ofMinutes(1)).during(Duration.ofSeconds(3))
                .until(() -> user.rooms("hubs").stream().filter(room -> !room.isMarkedForDeletion())
                        .map(room -> room.getMetadata().getName()).toList().equals(taken));
        disturbance.lag(false);
        user.awaitReason("hubs", "RoomsInUse");
        sets.awaitLive(3);
        judge.check(4);
    }

    static Stream<Arguments> refusedRooms() {
        return Stream.of(
                Arguments.of(402, "RoomStalled", "BillingBlocked", "only a user can pay"),
                Arguments.of(429, "Progressing", "", "Hathora is busy, and no user has to act"));
    }

    @ParameterizedTest(name = "{0} {1}: {3}")
    @MethodSource("refusedRooms")
    void aSetTellsWhyItsRoomsAreRefused(int status, String reason, String quoted, String why) {
        operator.hathora().faults().add(Fault.on(Operation.CREATE_ROOM, FaultKind.Status.of(status)));
        sets.start();
        user.apply("hubs", spec(2, "one"));

        Awaitility.await("Hathora has refused").atMost(Duration.ofMinutes(1))
                .until(() -> operator.hathora().stats().count(Operation.CREATE_ROOM, status) > 0);
        var told = user.awaitReason("hubs", reason);
        assertThat(told.conditions().stream().map(Condition::getMessage)).as(why)
                .allSatisfy(message -> assertThat(message).contains(quoted));
        assertThat(user.names("hubs")).as("no other rooms are tried").hasSize(2);

        operator.hathora().faults().clear();
        user.apply("hubs", spec(2, "two"));
        sets.awaitRooms("hubs", 2);
        judge.check(3);
    }

    @ParameterizedTest(name = "the operator''s clock is wrong by {0} h")
    @ValueSource(ints = {-1, 1})
    void clocksMayDiffer(int hours) {
        JumpingClock clock = new JumpingClock(Duration.ofHours(hours));
        operator.startOperator(sets.disturbed(), clock);
        user.apply("hubs", spec(2, "one").replace("roomConfig", "restartPolicy: Never, roomConfig")
                + "minReadySeconds: 1\n");
        sets.awaitRooms("hubs", 2);
        // so many crashes in a row would delay the next room for longer than a match
        for (int i = 0; i < (hours < 0 ? 8 : 1); i++) {
            clock.jump(Duration.ofSeconds(31));
            assertThat(endNewest()).as("matches of half a minute").noneMatch(told -> told.contains(CRASHES));
        }
        // delays double, and are soon longer than what this takes
        assertThat(Stream.generate(this::endNewest).limit(10).flatMap(Set::stream)
                .anyMatch(told -> told.contains(CRASHES))).as("rooms of some seconds").isTrue();

        String newest = newest().getMetadata().getName();
        user.scale("hubs", 1);
        sets.awaitRooms("hubs", 1);
        assertThat(user.names("hubs")).as("the newest goes").doesNotContain(newest);
        judge.check(3);
    }

    /** Ends the newest room as its game, and returns what the set told until it was replaced. */
    private Set<String> endNewest() {
        HathoraRoom over = newest();
        Set<String> told = new TreeSet<>();
        operator.hathora().destroyAsGame(String.valueOf(over.getStatus().roomId()));
        Awaitility.await("it is replaced").atMost(Duration.ofMinutes(3)).until(() -> {
            user.status("hubs").conditions().forEach(condition -> told.add(condition.getMessage()));
            List<String> names = user.names("hubs");
            return !names.contains(over.getMetadata().getName()) && names.size() == 2;
        });
        // until then the set may still say that it is complete, from before
        sets.awaitLive(2);
        operator.awaitReason(newest().getMetadata().getName(), "Active");
        sets.awaitRooms("hubs", 2);
        // creationTimestamp has whole seconds, and the next room must be younger
        Instant created = Instant.parse(newest().getMetadata().getCreationTimestamp());
        Awaitility.await("the next second").until(() -> Instant.now().isAfter(created.plusSeconds(1)));
        return told;
    }

    private HathoraRoom newest() {
        return user.rooms("hubs").stream()
                .max(Comparator.comparing(room -> room.getMetadata().getCreationTimestamp())).orElseThrow();
    }

    @Test
    void roomsAreServedWhileTheClusterDoesNotKnowSets() {
        disturbance.withoutSets(true);
        sets.start();
        assertThat(operator.active("lobby", "region: Tokyo")).isNotEmpty();
        Awaitility.await("ready").atMost(Duration.ofMinutes(1)).until(() -> operator.operator().unready().isEmpty());
        assertThat(operator.operator().unread()).hasValueSatisfying(
                told -> assertThat(told).contains("HathoraRoomSets").contains("kubectl apply -f crds/"));
        assertThat(operator.operator().problem()).isEmpty();
        user.apply("hubs", spec(2, "one"));

        disturbance.withoutSets(false);

        sets.awaitRooms("hubs", 2);
        assertThat(operator.operator().unread()).isEmpty();
        judge.check(3);
    }
}
