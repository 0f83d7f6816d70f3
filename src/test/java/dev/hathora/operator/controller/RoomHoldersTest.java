package dev.hathora.operator.controller;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomSpec;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.controller.memory.TrackedRooms;
import dev.hathora.operator.room.Attempts;
import dev.hathora.operator.room.Claim;
import dev.hathora.operator.room.Holder;
import dev.hathora.operator.room.RoomIds;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/** Of resources that want one room, which comes first. */
class RoomHoldersTest {
    private static final String NOON = "2026-03-01T12:00:00Z";
    private static final String LATER = "2026-03-01T12:00:01Z";

    private final TrackedRooms rooms = new TrackedRooms(InstantSource.fixed(Instant.parse(NOON)));

    /** In a namespace of its own; the uid decides between two of the same second. */
    private static HathoraRoom resource(String uid, String created, String... spec) {
        HathoraRoom room = new HathoraRoom();
        room.setMetadata(new ObjectMetaBuilder().withNamespace("ns-" + uid).withName("lobby").withUid(uid)
                .withCreationTimestamp(created).build());
        room.setSpec(Serialization.unmarshal("region: Tokyo\n" + String.join("\n", spec), HathoraRoomSpec.class));
        return room;
    }

    private static HathoraRoom wants(String uid, String created) {
        return resource(uid, created, "roomId: shared");
    }

    private static HathoraRoom claimed(HathoraRoom room, String roomId) {
        room.addFinalizer(HathoraRoom.FINALIZER);
        room.getMetadata().setAnnotations(Map.of(HathoraRoom.ROOM_ID, roomId));
        return room;
    }

    /** Status says that it has this room, for this reason. */
    private static HathoraRoom status(HathoraRoom room, String roomId, String reason) {
        room.setStatus(Serialization.unmarshal("""
                roomId: %s
                conditions: [{type: Ready, status: "True", reason: %s, lastTransitionTime: "%s"}]
                """.formatted(roomId, reason, NOON), HathoraRoomStatus.class));
        return claimed(room, roomId);
    }

    private static HathoraRoom held(HathoraRoom room, String roomId) {
        return status(room, roomId, "Active");
    }

    /** It was restored or copied, with the claim of another one. */
    private static HathoraRoom copied(HathoraRoom room) {
        claimed(room, "shared").getMetadata().setAnnotations(
                Map.of(HathoraRoom.ROOM_ID, "shared", HathoraRoom.CLAIMED_BY, "0123456789abcdef"));
        return room;
    }

    private static String derivedId(String uid) {
        return new RoomIds("ns-" + uid, "lobby", uid).id(0);
    }

    private static HathoraRoom annotatedOnly(HathoraRoom room) {
        room.getMetadata().setAnnotations(Map.of(HathoraRoom.ROOM_ID, "shared"));
        return room;
    }

    @ParameterizedTest
    @FieldSource("contests")
    void comesFirst(List<HathoraRoom> resources, @Nullable Holder beforeTheFirst) {
        RoomHolders holders = holders(resources);

        assertThat(holders.holder(resources.getFirst(), null)).isEqualTo(beforeTheFirst);
    }

    static final List<Arguments> contests = List.of(
            argumentSet("alone", List.of(wants("a", NOON)), null),
            argumentSet("nobody has claimed it: the older", List.of(wants("a", LATER), wants("b", NOON)),
                    new Holder("ns-b/lobby", false)),
            argumentSet("the younger waits", List.of(wants("a", NOON), wants("b", LATER)), null),
            argumentSet("of the same second: the smaller uid", List.of(wants("b", NOON), wants("a", NOON)),
                    new Holder("ns-a/lobby", false)),
            argumentSet("and not the other", List.of(wants("a", NOON), wants("b", NOON)), null),
            argumentSet("a claim is more than age: the younger one has made the room",
                    List.of(wants("a", NOON), claimed(wants("b", LATER), "shared")), new Holder("ns-b/lobby", true)),
            argumentSet("and keeps it", List.of(claimed(wants("b", LATER), "shared"), wants("a", NOON)), null),
            argumentSet("both claim it: the older",
                    List.of(claimed(wants("b", LATER), "shared"), claimed(wants("a", NOON), "shared")),
                    new Holder("ns-a/lobby", true)),
            argumentSet("an annotation without our finalizer is no claim",
                    List.of(wants("a", NOON), annotatedOnly(wants("b", LATER))), null),
            argumentSet("a claim to another room is none to this one",
                    List.of(wants("a", NOON), claimed(wants("b", LATER), "another")), null),
            argumentSet("status says so where a person has edited the annotation",
                    List.of(wants("a", NOON), claimed(held(wants("b", LATER), "shared"), "another")),
                    new Holder("ns-b/lobby", true)),
            argumentSet("what status says is more than what annotations say, however old the resource",
                    List.of(claimed(wants("a", NOON), "shared"), held(wants("b", LATER), "shared")),
                    new Holder("ns-b/lobby", true)),
            argumentSet("and gives way to nobody who has only observed the room",
                    List.of(held(wants("b", LATER), "shared"), status(wants("a", NOON), "shared", "Observed")), null),
            argumentSet("who was put off before says so itself",
                    List.of(held(wants("b", LATER), "shared"), status(wants("a", NOON), "shared", "RoomIdConflict")),
                    null),
            argumentSet("both hold it, as an older version let them: the older",
                    List.of(held(wants("b", LATER), "shared"), held(wants("a", NOON), "shared")),
                    new Holder("ns-a/lobby", true)),
            argumentSet("a claim that another resource made counts for nothing",
                    List.of(wants("b", LATER), copied(wants("a", NOON))), new Holder("ns-a/lobby", false)),
            argumentSet("nor does status that was restored with it",
                    List.of(claimed(wants("b", LATER), "shared"), copied(held(wants("a", NOON), "shared"))), null),
            argumentSet("who only observes holds nothing",
                    List.of(wants("b", LATER),
                            held(resource("a", NOON, "roomId: shared", "managementPolicy: ObserveOnly"), "shared")),
                    null),
            argumentSet("and waits for nobody",
                    List.of(resource("b", LATER, "roomId: shared", "managementPolicy: ObserveOnly"),
                            claimed(wants("a", NOON), "shared")),
                    null),
            argumentSet("who names a room that was derived for another resource is no rival of that one's",
                    List.of(held(resource("b", LATER), derivedId("b")),
                            claimed(resource("a", NOON, "roomId: " + derivedId("b")), derivedId("b"))),
                    null),
            argumentSet("and if an older version has let it have the room, gives it back",
                    List.of(held(resource("a", NOON, "roomId: " + derivedId("b")), derivedId("b")),
                            held(resource("b", LATER), derivedId("b"))),
                    new Holder("ns-b/lobby", true)),
            argumentSet("but not to somebody who was never seen to have it",
                    List.of(held(resource("a", NOON, "roomId: " + derivedId("b")), derivedId("b")),
                            claimed(resource("b", LATER), derivedId("b"))),
                    null),
            argumentSet("another application is no other room: ids are unique on all of Hathora",
                    List.of(resource("b", LATER, "roomId: shared", "appId: app-2"), wants("a", NOON)),
                    new Holder("ns-a/lobby", false)),
            argumentSet("of three, the first",
                    List.of(wants("a", NOON), claimed(wants("c", NOON), "shared"), claimed(wants("b", NOON), "shared")),
                    new Holder("ns-b/lobby", true)));

    @Test
    void ofTwoThatAreLookedAtAtOnceOnlyOneGoesAhead() {
        HathoraRoom older = wants("a", NOON);
        HathoraRoom younger = wants("b", LATER);
        List<HathoraRoom> known = new java.util.ArrayList<>(List.of(younger));
        RoomHolders holders = holders(known);

        assertThat(holders.enter(younger, null)).as("it is the only one so far").isNull();
        known.add(older);

        assertThat(holders.enter(older, null)).as("the other one may be about to make the room")
                .isEqualTo(new Holder("ns-b/lobby", false));
        assertThat(holders.leave(older)).isFalse();
        assertThat(holders.leave(younger)).isTrue();
        assertThat(holders.enter(older, null)).as("it has not").isNull();
    }

    @Test
    void aClaimCountsBeforeTheCacheHasHeardOfIt() {
        HathoraRoom older = wants("a", NOON);
        HathoraRoom younger = wants("b", LATER);
        RoomHolders holders = holders(List.of(older, younger));

        rooms.of(younger).switchTo(new Claim("app-1", "shared"), Attempts.NONE);

        assertThat(holders.holder(older, null)).isEqualTo(new Holder("ns-b/lobby", true));
        assertThat(holders.holder(younger, rooms.of(younger).claim())).isNull();
        assertThat(holders.rivals(younger)).containsExactly(new ResourceID("lobby", "ns-a"));
    }

    @Test
    void whatWeHaveDoneIsMoreThanWhatAnnotationsSay() {
        HathoraRoom older = claimed(wants("a", NOON), "shared");
        HathoraRoom younger = claimed(wants("b", LATER), "shared");
        RoomHolders holders = holders(List.of(older, younger));
        Claim claim = new Claim("app-1", "shared");
        // read from annotations, as that of the older one could be
        rooms.of(older).switchTo(claim, Attempts.NONE);
        rooms.of(younger).switchTo(claim, Attempts.NONE);
        assertThat(holders.holder(younger, claim)).isEqualTo(new Holder("ns-a/lobby", true));

        rooms.of(younger).standing().settle();

        assertThat(holders.holder(younger, claim)).isNull();
        assertThat(holders.holder(older, claim)).isEqualTo(new Holder("ns-b/lobby", true));
    }

    private RoomHolders holders(List<HathoraRoom> resources) {
        RoomHolders holders = new RoomHolders(rooms);
        holders.index(new CachedResources(resources));
        return holders;
    }
}
