package dev.hathora.operator.controller.kubernetes;

import java.util.Map;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.controller.kubernetes.RoomOwners.Owner;
import dev.hathora.operator.room.RoomIds;
import dev.hathora.operator.testing.MockCluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Whose a room is that no resource of ours accounts for, as far as this cluster can tell. */
class RoomOwnersTest {
    private final MockCluster cluster = new MockCluster();
    private final RoomOwners owners = new RoomOwners(
            new ResourceLookUp(cluster.client(), new KubernetesRequests()));

    @AfterEach
    void stop() {
        cluster.close();
    }

    private HathoraRoom lobby(Map<String, String> annotations) {
        HathoraRoom room = cluster.client().getKubernetesSerialization().unmarshal("""
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraRoom
                metadata: {name: lobby, namespace: games}
                spec: {region: Tokyo}
                """, HathoraRoom.class);
        room.getMetadata().setAnnotations(annotations);
        return cluster.client().resource(room).create();
    }

    @Test
    void aResourceThatHasLaidClaimToItOwnsIt() {
        String taken = new RoomIds("games", "lobby", "the uid before a restore").id(3);
        lobby(Map.of(HathoraRoom.ROOM_ID, taken));

        assertThat(owners.owner(taken)).isEqualTo(Owner.RESOURCE);
    }

    @Test
    void nobodyOwnsARoomOfAResourceThatHasAnotherOne() {
        RoomIds ids = RoomIds.of(lobby(Map.of()));
        cluster.client().resources(HathoraRoom.class).inNamespace("games").withName("lobby").edit(room -> {
            room.getMetadata().setAnnotations(Map.of(HathoraRoom.ROOM_ID, ids.id(1)));
            return room;
        });

        assertThat(owners.owner(ids.id(0))).isEqualTo(Owner.NOBODY);
        assertThat(owners.owner(ids.id(1))).isEqualTo(Owner.RESOURCE);
    }

    @Test
    void aRoomOfTheSameNameMayBelongToAnotherCluster() {
        String elsewhere = new RoomIds("games", "lobby", "the uid in another cluster").id(0);
        assertThat(owners.owner(elsewhere)).as("there is no such resource here").isEqualTo(Owner.UNKNOWN);

        RoomIds here = RoomIds.of(lobby(Map.of()));

        assertThat(owners.owner(elsewhere)).as("nor one with that uid").isEqualTo(Owner.UNKNOWN);
        assertThat(owners.owner(here.id(0))).as("this one has none").isEqualTo(Owner.NOBODY);
    }

    @Test
    void anIdOfAUsersOwnDoesNotTell() {
        assertThat(owners.owner("finals")).isEqualTo(Owner.UNKNOWN);
    }
}
