package dev.hathora.operator.controller.roomset;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import dev.hathora.operator.room.RoomIds;
import dev.hathora.operator.room.StoredClaim;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NewRoomTest {
    private static final HathoraRoomSet SET = SetManifest.set("""
            {template: {metadata: {labels: {mode: duel}, annotations: {team: red}},
            spec: {region: Tokyo, roomConfig: one}}}""");

    private final HathoraRoom room = new NewRoom(SET, "app-1", "abc", "https://api.example.com").named("hubs-a");

    @Test
    void hasWhatTheTemplateSays() {
        assertThat(room.getMetadata().getLabels()).containsEntry("mode", "duel");
        assertThat(room.getMetadata().getAnnotations()).containsEntry("team", "red");
        assertThat(room.getSpec()).isEqualTo(SET.getSpec().template().spec());
    }

    @Test
    void belongsToItsSet() {
        assertThat(room.getMetadata().getLabels()).containsEntry(HathoraRoomSet.SET_LABEL, "hubs")
                .containsEntry(HathoraRoomSet.TEMPLATE_HASH, "abc");
        assertThat(SetRooms.owner(room)).hasValueSatisfying(owner -> {
            assertThat(owner.getUid()).isEqualTo("uid-of-set");
            assertThat(owner.getBlockOwnerDeletion()).as("would need another right").isNull();
        });
    }

    @Test
    void isBornWithFinalizerAndClaim() {
        RoomIds ids = new RoomIds("game", "hubs-a", "uid that the API server gives it");

        assertThat(room.hasFinalizer(HathoraRoom.FINALIZER)).isTrue();
        assertThat(room.getMetadata().getAnnotations()).containsEntry(HathoraRoom.ROOM_ID, ids.idBySet("uid-of-set"))
                .containsEntry(HathoraRoom.APP_ID, "app-1").containsEntry(HathoraRoom.API, "https://api.example.com");
        assertThat(StoredClaim.of(room).ofSet(ids)).hasValueSatisfying(
                set -> assertThat(set.set() + " " + set.uid()).isEqualTo("hubs uid-of-set"));
    }

    @Test
    void itsIdIsNeverThatOfAnotherRoomOfTheSetOrOfAnotherSet() {
        NewRoom rooms = new NewRoom(SET, "app-1", "abc", "https://api.example.com");
        HathoraRoomSet recreated = SetManifest.set("{template: {spec: {region: Tokyo}}}");
        recreated.getMetadata().setUid("another uid");

        assertThat(rooms.roomId("hubs-a")).isNotEqualTo(rooms.roomId("hubs-b"))
                .isNotEqualTo(new NewRoom(recreated, "app-1", "abc", "https://api.example.com").roomId("hubs-a"));
    }
}
