package dev.hathora.operator.controller.roomset;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import dev.hathora.operator.controller.kubernetes.ResourceSerialization;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** Sets and rooms as an API server stores them, given as YAML. */
final class SetManifest {
    private static final KubernetesSerialization YAML = ResourceSerialization.create();

    private SetManifest() {}

    /** A set named hubs; its spec in flow style. */
    static HathoraRoomSet set(String spec) {
        return YAML.unmarshal("""
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraRoomSet
                metadata: {name: hubs, namespace: game, uid: uid-of-set, generation: 7}
                spec: %s
                """.formatted(spec), HathoraRoomSet.class);
    }

    /** A room of that set; its metadata and status in flow style, without braces. */
    static HathoraRoom room(String metadata, String status) {
        return YAML.unmarshal("""
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraRoom
                metadata: {namespace: game, uid: uid-of-room, resourceVersion: "1", %s}
                spec: {region: Tokyo}
                status: {%s}
                """.formatted(metadata, status), HathoraRoom.class);
    }

    /** The same as the serialization of the operator's client. */
    static KubernetesSerialization serialization() {
        return YAML;
    }
}
