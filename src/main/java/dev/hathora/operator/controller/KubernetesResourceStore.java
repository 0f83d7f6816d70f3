package dev.hathora.operator.controller;

import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.api.HathoraRoomStatus;
import dev.hathora.operator.room.Claim;
import dev.hathora.operator.room.RoomIds;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resources in the cluster. Writes are JSON patches that name the resourceVersion they were made for, so that the server
 * refuses them (409) if the resource changed, was deleted or was created anew since. A server-side apply would create a
 * deleted resource anew. Only what is named is touched: no field of the user's is ever owned or overwritten.
 */
final class KubernetesResourceStore implements ResourceStore {
    private static final Logger log = LoggerFactory.getLogger(KubernetesResourceStore.class);
    private static final PatchContext JSON_PATCH = new PatchContext.Builder().withPatchType(PatchType.JSON)
            .build();

    private final KubernetesClient client;
    private final KubernetesRequests requests;
    private final String api;

    /** @param api the origin of Hathora's API, stored with every claim */
    KubernetesResourceStore(KubernetesClient client, KubernetesRequests requests, String api) {
        this.client = client;
        this.requests = requests;
        this.api = api;
    }

    @Override
    public HathoraRoom claim(HathoraRoom room, Claim claim) {
        Map<String, String> annotations = Objects.requireNonNullElse(room.getMetadata().getAnnotations(), Map.of());
        String claimedBy = new RoomIds(room.getMetadata().getNamespace(), room.getMetadata().getName(),
                room.getMetadata().getUid()).uidHash();
        if (room.hasFinalizer(HathoraRoom.FINALIZER) && claim.roomId().equals(annotations.get(HathoraRoom.ROOM_ID))
                && claim.appId().equals(annotations.get(HathoraRoom.APP_ID))
                && claimedBy.equals(annotations.get(HathoraRoom.CLAIMED_BY))
                && api.equals(annotations.get(HathoraRoom.API))) {
            return room;
        }
        ArrayNode patch = guarded(room);
        List<String> finalizers = new ArrayList<>(room.getFinalizers());
        // a resource that is being deleted can't be given a finalizer any more
        if (!room.isMarkedForDeletion() && !finalizers.contains(HathoraRoom.FINALIZER)) {
            finalizers.add(HathoraRoom.FINALIZER);
            replace(patch, "/metadata/finalizers").set("value", client.getKubernetesSerialization()
                    .convertValue(finalizers, ArrayNode.class));
        }
        if (annotations.isEmpty()) {
            replace(patch, "/metadata/annotations").putObject("value");
        }
        annotate(patch, HathoraRoom.ROOM_ID, claim.roomId());
        annotate(patch, HathoraRoom.APP_ID, claim.appId());
        annotate(patch, HathoraRoom.CLAIMED_BY, claimedBy);
        annotate(patch, HathoraRoom.API, api);
        return attempt("claim", room, () -> resource(room).patch(JSON_PATCH, patch.toString()));
    }

    @Override
    public HathoraRoom writeStatus(HathoraRoom room, HathoraRoomStatus status) {
        ArrayNode patch = guarded(room);
        replace(patch, "/status").set("value", client.getKubernetesSerialization()
                .convertValue(status, JsonNode.class));
        return attempt("status", room, () -> resource(room).subresource("status").patch(JSON_PATCH, patch.toString()));
    }

    @Override
    public void release(HathoraRoom room) {
        if (!room.hasFinalizer(HathoraRoom.FINALIZER)) {
            return;
        }
        ArrayNode patch = guarded(room);
        List<String> finalizers = new ArrayList<>(room.getFinalizers());
        finalizers.remove(HathoraRoom.FINALIZER);
        replace(patch, "/metadata/finalizers").set("value", client.getKubernetesSerialization()
                .convertValue(finalizers, ArrayNode.class));
        try {
            attempt("release", room, () -> resource(room).patch(JSON_PATCH, patch.toString()));
        } catch (ResourceChangedException e) {
            if (!isGone(e)) {
                throw e;
            }
        }
    }

    @Override
    public void delete(HathoraRoom room) {
        attempt("delete", room, () -> {
            client.resource(room).lockResourceVersion(room.getMetadata().getResourceVersion()).delete();
            return room;
        });
    }

    /** By its object: found by name, it would be read before each patch. */
    private Resource<HathoraRoom> resource(HathoraRoom room) {
        return client.resource(room);
    }

    private static ArrayNode guarded(HathoraRoom room) {
        ArrayNode patch = JsonNodeFactory.instance.arrayNode();
        patch.addObject().put("op", "replace").put("path", "/metadata/resourceVersion").put("value",
                room.getMetadata().getResourceVersion());
        return patch;
    }

    private static ObjectNode replace(ArrayNode patch, String path) {
        // "add" replaces what is there, and works where nothing is
        return patch.addObject().put("op", "add").put("path", path);
    }

    private static void annotate(ArrayNode patch, String annotation, String value) {
        replace(patch, "/metadata/annotations/" + annotation.replace("/", "~1")).put("value", value);
    }

    private HathoraRoom attempt(String what, HathoraRoom room, Supplier<HathoraRoom> write) {
        try {
            return requests.send(write);
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                log.debug("{} not written, the resource changed meanwhile: {}", what, e.getMessage());
                throw new ResourceChangedException(what + " of " + room.getMetadata().getName(), e);
            }
            throw e;
        }
    }

    private static boolean isGone(ResourceChangedException e) {
        return e.getCause() instanceof KubernetesClientException k && k.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
    }
}
