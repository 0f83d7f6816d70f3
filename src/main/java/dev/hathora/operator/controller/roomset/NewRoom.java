package dev.hathora.operator.controller.roomset;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import dev.hathora.operator.api.hathoraroomset.RoomTemplate;
import dev.hathora.operator.api.hathoraroomset.SetLabel;
import dev.hathora.operator.room.RoomIds;
import dev.hathora.operator.room.SetClaim;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;

/**
 * What the rooms of a set look like when they are created: with finalizer and claim, so that the operator can send
 * createRoom without another write.
 *
 * @param set the set
 * @param appId the application of the rooms
 * @param templateHash the hash of the set's template
 * @param api the origin of Hathora's API, which is stored with every claim
 */
record NewRoom(HathoraRoomSet set, String appId, String templateHash, String api) {
    HathoraRoom named(String name) {
        RoomTemplate template = set.getSpec().template();
        Map<String, String> labels = new TreeMap<>(template.metadata().labels());
        labels.put(HathoraRoomSet.SET_LABEL, SetLabel.of(set.getMetadata().getName()));
        labels.put(HathoraRoomSet.TEMPLATE_HASH, templateHash);
        Map<String, String> annotations = new TreeMap<>(template.metadata().annotations());
        annotations.put(HathoraRoom.ROOM_ID, roomId(name));
        annotations.put(HathoraRoom.APP_ID, appId);
        annotations.put(HathoraRoom.CLAIMED_BY,
                new SetClaim(set.getMetadata().getName(), set.getMetadata().getUid()).annotation());
        annotations.put(HathoraRoom.API, api);
        HathoraRoom room = new HathoraRoom();
        room.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace(set.getMetadata().getNamespace())
                .withLabels(labels).withAnnotations(annotations).withFinalizers(List.of(HathoraRoom.FINALIZER))
                .withOwnerReferences(ownerReference(set)).build());
        room.setSpec(template.spec());
        return room;
    }

    /** The id that is claimed for the room of this name. */
    String roomId(String name) {
        return new RoomIds(set.getMetadata().getNamespace(), name, "").idBySet(set.getMetadata().getUid());
    }

    /**
     * The reference from a room to its set. It does not block the deletion of the set, because the set's finalizer does
     * that, and the reference would need another right.
     */
    static OwnerReference ownerReference(HathoraRoomSet set) {
        return new OwnerReferenceBuilder().withApiVersion(set.getApiVersion()).withKind(SetRooms.KIND)
                .withName(set.getMetadata().getName()).withUid(set.getMetadata().getUid()).withController(true)
                .build();
    }
}
