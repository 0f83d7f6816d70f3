package dev.hathora.operator.room;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import io.fabric8.kubernetes.client.utils.Serialization;

/** A resource as the API server stores it, told in the words of the tests. It is {@code arena/duel}, like {@link Given}. */
final class StoredResource {
    static final String OTHER_HASH = "0123456789abcdef";

    private String name = "duel";
    private String uid = Given.IDS.uid();
    private String created = "2026-03-01T11:00:00Z";
    private String annotations = "";
    private String finalizers = "";
    private String spec = "region: Tokyo";
    private String status = "";

    private StoredResource() {}

    static StoredResource stored() {
        return new StoredResource();
    }

    StoredResource named(String resourceName, String itsUid) {
        name = resourceName;
        uid = itsUid;
        return this;
    }

    StoredResource created(String at) {
        created = at;
        return this;
    }

    StoredResource spec(String lines) {
        spec = "region: Tokyo, " + lines;
        return this;
    }

    StoredResource annotated(String roomId) {
        annotations += "hathora.dev/room-id: " + roomId + ", hathora.dev/app-id: app-1, ";
        return this;
    }

    StoredResource claimedBy(String uidHash) {
        annotations += "hathora.dev/claimed-by: '" + uidHash + "', ";
        return this;
    }

    StoredResource finalizer() {
        finalizers = HathoraRoom.FINALIZER;
        return this;
    }

    /** Status of the present generation, 3, or of another one. */
    StoredResource status(String roomId, String reason, int generation) {
        status = "status: {roomId: %s, appId: app-1, observedGeneration: %d, conditions: [{type: Ready, status: 'True', reason: %s}]}"
                .formatted(roomId, generation, reason);
        return this;
    }

    StoredResource statusWithoutConditions(String roomId) {
        status = "status: {roomId: %s, appId: app-1, observedGeneration: 3}".formatted(roomId);
        return this;
    }

    HathoraRoom room() {
        return Serialization
                .unmarshal(
                        """
                                apiVersion: hathora.dev/v1alpha1
                                kind: HathoraRoom
                                metadata: {namespace: arena, name: %s, uid: %s, generation: 3, creationTimestamp: '%s', annotations: {%s}, finalizers: [%s]}
                                spec: {%s}
                                %s
                                """
                                .formatted(name, uid, created, annotations, finalizers, spec, status),
                        HathoraRoom.class);
    }
}
