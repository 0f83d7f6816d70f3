package dev.hathora.operator.controller;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.api.HathoraRoomSpec;
import dev.hathora.operator.room.Attempts;
import dev.hathora.operator.room.Claim;
import dev.hathora.operator.room.Holder;
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

    private static HathoraRoom seen(HathoraRoom room, String roomId) {
        room.setStatus(Serialization.unmarshal("roomId: " + roomId, dev.hathora.operator.api.HathoraRoomStatus.class));
        return claimed(room, roomId);
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
                    List.of(wants("a", NOON), seen(wants("b", LATER), "shared")), new Holder("ns-b/lobby", true)),
            argumentSet("who only observes holds nothing",
                    List.of(wants("b", LATER),
                            seen(resource("a", NOON, "roomId: shared", "managementPolicy: ObserveOnly"), "shared")),
                    null),
            argumentSet("and waits for nobody",
                    List.of(resource("b", LATER, "roomId: shared", "managementPolicy: ObserveOnly"),
                            claimed(wants("a", NOON), "shared")),
                    null),
            argumentSet("a derived id that is named by another",
                    List.of(resource("b", LATER, "roomId: ns-a_lobby_1"), seen(resource("a", NOON), "ns-a_lobby_1")),
                    new Holder("ns-a/lobby", true)),
            argumentSet("a derived id that was never seen is an annotation that anybody could write",
                    List.of(resource("b", LATER, "roomId: ns-a_lobby_1"),
                            claimed(resource("a", NOON), "ns-a_lobby_1")),
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

        rooms.of(younger).claim(new Claim("app-1", "shared"), Attempts.NONE);

        assertThat(holders.holder(older, null)).isEqualTo(new Holder("ns-b/lobby", true));
        assertThat(holders.holder(younger, rooms.of(younger).claim())).isNull();
        assertThat(holders.rivals(younger)).containsExactly(new ResourceID("lobby", "ns-a"));
    }

    private RoomHolders holders(List<HathoraRoom> resources) {
        RoomHolders holders = new RoomHolders(rooms);
        holders.index(new CachedResources(resources));
        return holders;
    }
}
