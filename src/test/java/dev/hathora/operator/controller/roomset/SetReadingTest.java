package dev.hathora.operator.controller.roomset;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.roomset.RolloutType;
import dev.hathora.operator.roomset.RoomStanding;
import dev.hathora.operator.roomset.SetDesired;
import dev.hathora.operator.roomset.SetRoom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class SetReadingTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final String CONNECTION = "connection: {host: h, port: 1, transportType: tcp, name: default, "
            + "address: 'h:1'}, ";

    private final TrackedSet tracked = new TrackedSet("uid-of-set");

    private SetRoom read(HathoraRoom room) {
        return SetReading.rooms(List.of(room), tracked, NOW).getFirst();
    }

    private static String ready(String status, String reason, String since) {
        return "conditions: [{type: Ready, status: '%s', reason: %s, message: m, lastTransitionTime: '%s'}]"
                .formatted(status, reason, since);
    }

    static Stream<Arguments> standings() {
        return Stream.of(
                Arguments.of("", new RoomStanding.Booting(), "nothing was done yet"),
                Arguments.of(ready("False", "Scheduling", "2026-01-01T11:00:00Z"), new RoomStanding.Booting(),
                        "it has never been ready"),
                Arguments.of(CONNECTION + ready("True", "Active", "2026-01-01T11:00:00Z"),
                        new RoomStanding.Ready(Instant.parse("2026-01-01T11:00:00Z")), "ready for an hour"),
                Arguments.of(CONNECTION + ready("True", "Active", "2026-01-01T13:00:00Z"),
                        new RoomStanding.Ready(NOW), "written by an operator whose clock is ahead"),
                Arguments.of(CONNECTION + ready("True", "Active", "yesterday"), new RoomStanding.Ready(NOW),
                        "a user has edited it"),
                Arguments.of(CONNECTION + ready("False", "RoomConfigDiffers", "2026-01-01T11:00:00Z"),
                        new RoomStanding.NotReady(), "it can be joined, and may be ready again"),
                Arguments.of(ready("False", "RoomEnded", "2026-01-01T11:00:00Z"), new RoomStanding.Ended(),
                        "it is not restarted"),
                Arguments.of("conditions: [{type: Ready, status: 'False', reason: BillingBlocked, message: m}, "
                        + "{type: Stalled, status: 'True', reason: BillingBlocked, message: pay}]",
                        new RoomStanding.Stuck("BillingBlocked", "pay", false), "a user has to act"),
                Arguments.of(
                        CONNECTION + "conditions: [{type: Ready, status: 'False', reason: Unauthorized, message: m}, "
                                + "{type: Stalled, status: 'True', reason: Unauthorized, message: renew}]",
                        new RoomStanding.Stuck("Unauthorized", "renew", true), "players can join it all the same"),
                Arguments.of("conditions: [{type: Ready, status: 'False', reason: Scheduling, message: m}, "
                        + "{type: Stalled, status: 'False', reason: BillingBlocked, message: pay}]",
                        new RoomStanding.Booting(), "it is no longer stalled"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("standings")
    void readsTheStandingFromStatus(String status, RoomStanding standing, String why) {
        assertThat(read(SetManifest.room("name: hubs-a", status)).standing()).as(why).isEqualTo(standing);
    }

    static Stream<Arguments> marks() {
        return Stream.of(
                Arguments.of("name: a", false, 0, "", "nothing is said"),
                Arguments.of("name: a, annotations: {hathora.dev/in-use: 'true'}", true, 0, "", "in use"),
                Arguments.of("name: a, annotations: {hathora.dev/in-use: 'yes'}", false, 0, "", "only true counts"),
                Arguments.of("name: a, annotations: {hathora.dev/deletion-cost: ' -5 '}", false, -5, "",
                        "spaces do not matter"),
                Arguments.of("name: a, annotations: {hathora.dev/deletion-cost: '1e9'}", false, 0, "", "no number"),
                Arguments.of("name: a, annotations: {hathora.dev/deletion-cost: '9999999999'}", false, 0, "",
                        "too large a number"),
                Arguments.of("name: a, labels: {hathora.dev/template-hash: abc}", false, 0, "abc", "its template"));
    }

    @ParameterizedTest(name = "{0}: {4}")
    @MethodSource("marks")
    void readsWhatUsersSayOfARoom(String metadata, boolean inUse, int cost, String hash, String why) {
        SetRoom room = read(SetManifest.room(metadata, ""));

        assertThat(List.of(room.inUse(), room.deletionCost(), room.templateHash())).as(why)
                .isEqualTo(List.of(inUse, cost, hash));
    }

    @Test
    void roomsKeepTheirOrderWhateverTheApiServersClockSays() {
        Instant older = read(SetManifest.room("name: a, creationTimestamp: '2026-01-01T13:00:00Z'", "")).createdAt();
        Instant newer = read(SetManifest.room("name: b, creationTimestamp: '2026-01-01T13:00:01Z'", "")).createdAt();

        assertThat(older).isBefore(newer);
    }

    @Test
    void aRoomWhoseDeletionWasAcceptedIsBeingDeleted() {
        HathoraRoom room = SetManifest.room("name: a", "");
        assertThat(read(room).deleting()).isFalse();
        tracked.deleted("uid-of-room", NOW);
        assertThat(read(room).deleting()).as("though the cache does not show it").isTrue();
    }

    @Test
    void roomsThatTheCacheDoesNotShowCount() {
        tracked.created("hubs-new", "abc", NOW.minusSeconds(1));
        tracked.created("hubs-a", "abc", NOW.minusSeconds(1));

        List<SetRoom> rooms = SetReading.rooms(List.of(SetManifest.room("name: hubs-a", "")), tracked, NOW);

        assertThat(rooms).extracting(SetRoom::name).containsExactly("hubs-a", "hubs-new");
        assertThat(rooms.getLast()).isEqualTo(new SetRoom("hubs-new", "abc", NOW.minusSeconds(1), false, false, 0,
                new RoomStanding.Booting()));
    }

    static Stream<Arguments> specs() {
        String room = "template: {spec: {region: Tokyo}}";
        return Stream.of(
                Arguments.of("{" + room + "}", 1, RolloutType.ROLLING, "one room is the default"),
                Arguments.of("{replicas: -3, " + room + "}", 0, RolloutType.ROLLING, "an older CRD may let it pass"),
                Arguments.of("{replicas: 20000, " + room + "}", 10000, RolloutType.ROLLING, "the most there may be"),
                Arguments.of("{strategy: {type: OnDelete}, " + room + "}", 1, RolloutType.ON_DELETE, "as asked for"),
                Arguments.of("{strategy: {type: BlueGreen}, " + room + "}", 1, RolloutType.ON_DELETE,
                        "a later version's strategy removes nothing"));
    }

    @ParameterizedTest(name = "{0}: {3}")
    @MethodSource("specs")
    void readsWhatSpecAsksFor(String spec, int replicas, RolloutType type, String why) {
        SetDesired desired = SetReading.desired(SetManifest.set(spec), "abc");

        assertThat(desired.replicas()).as(why).isEqualTo(replicas);
        assertThat(desired.rolloutType()).as(why).isEqualTo(type);
        assertThat(desired.templateHash()).isEqualTo("abc");
    }
}
