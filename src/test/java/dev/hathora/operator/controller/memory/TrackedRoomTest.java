package dev.hathora.operator.controller.memory;

import java.time.Instant;
import java.util.List;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.room.Claim;
import dev.hathora.operator.room.Observation;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is kept of a room, and for how long. */
class TrackedRoomTest {
    private static final Claim ONE = new Claim("app-1", "one");
    private static final Claim TWO = new Claim("app-1", "two");

    private final TrackedRooms rooms = new TrackedRooms(() -> Instant.EPOCH);

    @Test
    void aConfigurationThatSpecHoldsTooIsKeptOnce() {
        TrackedRoom tracked = new TrackedRoom(new ResourceID("lobby", "games"), "uid", Instant.EPOCH,
                (r, c) -> new SharedRoom());
        String told = "mode=".concat("ranked");
        tracked.known().record(new Room("app-1", "one", told, RoomStatus.ACTIVE, null, List.of()), Instant.EPOCH);
        Observation before = tracked.known().observation();

        HathoraRoom cached = room("lobby", "roomConfig: mode=ranked");
        tracked.dropCopies(cached);
        assertThat(((Observation.Present) tracked.known().observation()).room().roomConfig())
                .isSameAs(cached.getSpec().roomConfig());
        assertThat(tracked.known().observation()).as("no news").isEqualTo(before);

        HathoraRoom edited = room("lobby", "roomConfig: mode=casual");
        tracked.dropCopies(edited);
        assertThat(tracked.known().observation()).as("what is different stays as it is").isEqualTo(before);
    }

    @Test
    void aRoomIsAccountedForWhileAResourceHasToDoWithIt() {
        TrackedRoom lobby = rooms.of(room("lobby", "{}"));
        TrackedRoom copy = rooms.of(room("copy", "{}"));
        assertThat(rooms.accountFor("one")).as("not looked at yet").isFalse();

        lobby.retarget(ONE);
        lobby.retarget(ONE);
        copy.retarget(ONE);
        assertThat(rooms.accountFor("one")).isTrue();
        lobby.retarget(TWO);
        assertThat(rooms.accountFor("one")).as("by the other").isTrue();
        copy.retarget(null);
        assertThat(rooms.accountFor("one")).isFalse();
        assertThat(rooms.accountFor("two")).isTrue();

        rooms.forget(lobby);
        rooms.forget(lobby);
        assertThat(rooms.accountFor("two")).isFalse();
        lobby.retarget(ONE);
        assertThat(rooms.accountFor("one")).as("by a resource that is gone").isFalse();
    }

    private static HathoraRoom room(String name, String spec) {
        HathoraRoom room = Serialization.unmarshal("apiVersion: hathora.dev/v1alpha1\nkind: HathoraRoom\nspec:\n"
                + spec.indent(2), HathoraRoom.class);
        room.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace("games").withUid(name)
                .withResourceVersion("1").build());
        return room;
    }
}
