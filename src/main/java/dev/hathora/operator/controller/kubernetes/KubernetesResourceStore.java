package dev.hathora.operator.controller.kubernetes;

import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.room.Claim;
import dev.hathora.operator.room.RoomIds;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores resources in the cluster. Writes are JSON patches that name the resourceVersion that the decision was based
 * on; a deletion has it as a precondition. So the API server rejects a write with 409 if the resource was changed,
 * deleted or recreated meanwhile. Server-side apply would create a deleted resource again. A patch contains only what
 * the operator writes, so no field of the user is owned or overwritten. The response is compared with what was sent,
 * because an admission webhook may have changed it. Thread-safe.
 */
public final class KubernetesResourceStore implements ResourceStore {
    private static final Logger log = LoggerFactory.getLogger(KubernetesResourceStore.class);
    private static final PatchContext JSON_PATCH = new PatchContext.Builder().withPatchType(PatchType.JSON)
            .build();

    /** How many allocations are kept if the resource would be too large. Two are enough to go on delaying restarts. */
    private static final int SHORT_HISTORY = 2;

    private static final String FINALIZERS = "/metadata/finalizers";

    private final KubernetesClient client;
    private final KubernetesRequests requests;
    private final String api;

    /**
     * @param client the client of the cluster
     * @param requests limits concurrent requests
     * @param api the origin of Hathora's API, which is stored with every claim
     */
    public KubernetesResourceStore(KubernetesClient client, KubernetesRequests requests, String api) {
        // no retries by the client, so that a slow webhook does not block other requests: passes retry
        this.client = client.newClient(new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                .withRequestRetryBackoffLimit(0).build()).adapt(KubernetesClient.class);
        this.requests = requests;
        this.api = api;
    }

    @Override
    public HathoraRoom claim(HathoraRoom room, Claim claim) {
        Map<String, String> wanted = new TreeMap<>(Map.of(HathoraRoom.ROOM_ID, claim.roomId(), HathoraRoom.APP_ID,
                claim.appId(), HathoraRoom.CLAIMED_BY, RoomIds.of(room).uidHash(), HathoraRoom.API, api));
        List<String> missing = missing(room, wanted);
        if (missing.isEmpty()) {
            return room;
        }
        ArrayNode patch = guarded(room);
        if (missing.contains(HathoraRoom.FINALIZER)) {
            if (room.getFinalizers().isEmpty()) {
                replace(patch, FINALIZERS).putArray("value");
            }
            // append, because the list may have more finalizers of others than were read
            replace(patch, FINALIZERS + "/-").put("value", HathoraRoom.FINALIZER);
        }
        if (annotations(room).isEmpty()) {
            replace(patch, "/metadata/annotations").putObject("value");
        }
        wanted.forEach((annotation, value) -> annotate(patch, annotation, value));
        String what = "the claim of room " + claim.roomId() + ", without which no room is created";
        HathoraRoom stored = attempt(what, room, () -> resource(room).patch(JSON_PATCH, patch.toString()));
        List<String> lost = missing(stored, wanted);
        if (!lost.isEmpty()) {
            throw altered("this resource without " + String.join(" and ", lost) + ", the claim of room "
                    + claim.roomId() + " that is required before createRoom", stored);
        }
        return stored;
    }

    /**
     * Which of the operator's annotations and finalizers the resource lacks. No finalizer can be added while it is
     * being deleted.
     */
    private static List<String> missing(HathoraRoom room, Map<String, String> wanted) {
        Map<String, String> annotations = annotations(room);
        return Stream.concat(
                wanted.entrySet().stream().filter(e -> !e.getValue().equals(annotations.get(e.getKey())))
                        .map(Map.Entry::getKey),
                Stream.of(HathoraRoom.FINALIZER)
                        .filter(finalizer -> !room.hasFinalizer(finalizer) && !room.isMarkedForDeletion()))
                .toList();
    }

    private static Map<String, String> annotations(HathoraRoom room) {
        return Objects.requireNonNullElse(room.getMetadata().getAnnotations(), Map.of());
    }

    @Override
    public HathoraRoom writeStatus(HathoraRoom room, HathoraRoomStatus status) {
        try {
            return patchStatus(room, status);
        } catch (WriteRefusedException e) {
            if (!e.tooLarge() || status.allocations().size() <= SHORT_HISTORY) {
                throw e;
            }
            HathoraRoom stored = patchStatus(room, status.withAllocations(
                    status.allocations().subList(0, SHORT_HISTORY)));
            throw WriteRefusedException.altered(e.getMessage() + " Until then status.allocations is truncated.",
                    stored);
        }
    }

    private HathoraRoom patchStatus(HathoraRoom room, HathoraRoomStatus status) {
        ArrayNode patch = guarded(room);
        JsonNode sent = json(status);
        replace(patch, "/status").set("value", sent);
        HathoraRoom stored = attempt("the status of this resource", room,
                () -> resource(room).subresource("status").patch(JSON_PATCH, patch.toString()));
        HathoraRoomStatus now = Objects.requireNonNullElse(stored.getStatus(), HathoraRoomStatus.EMPTY);
        if (!status.equals(now)) {
            throw altered("the status of this resource with other values in "
                    + String.join(", ", differences(sent, json(now))), stored);
        }
        return stored;
    }

    private JsonNode json(HathoraRoomStatus status) {
        return client.getKubernetesSerialization().convertValue(status, JsonNode.class);
    }

    private static List<String> differences(JsonNode sent, JsonNode stored) {
        return sent.properties().stream().filter(field -> !field.getValue().equals(stored.get(field.getKey())))
                .map(field -> "status." + field.getKey()).toList();
    }

    @Override
    public HathoraRoom release(HathoraRoom room) {
        if (!room.hasFinalizer(HathoraRoom.FINALIZER)) {
            return room;
        }
        ArrayNode patch = guarded(room);
        String ours = FINALIZERS + "/" + room.getFinalizers().indexOf(HathoraRoom.FINALIZER);
        patch.addObject().put("op", "test").put("path", ours).put("value", HathoraRoom.FINALIZER);
        patch.addObject().put("op", "remove").put("path", ours);
        try {
            // some servers return no object if it was deleted with its last finalizer
            HathoraRoom stored = attempt("the removal of the finalizer " + HathoraRoom.FINALIZER, room,
                    () -> Optional.ofNullable(resource(room).patch(JSON_PATCH, patch.toString()))).orElse(null);
            if (stored == null) {
                return room;
            }
            if (stored.hasFinalizer(HathoraRoom.FINALIZER)) {
                throw altered("this resource with the finalizer " + HathoraRoom.FINALIZER + ", although the operator "
                        + "removed it",
                        stored);
            }
            return stored;
        } catch (ResourceChangedException e) {
            if (!isGone(e)) {
                throw e;
            }
            return room;
        }
    }

    @Override
    public void delete(HathoraRoom room) {
        HathoraRoom unused = attempt("the deletion of this resource", room, () -> {
            client.resource(room).lockResourceVersion(room.getMetadata().getResourceVersion()).delete();
            return room;
        });
    }

    private Resource<HathoraRoom> resource(HathoraRoom room) {
        return client.resource(NameOnly.of(room, new HathoraRoom()));
    }

    private static ArrayNode guarded(HathoraRoom room) {
        ArrayNode patch = JsonNodeFactory.instance.arrayNode();
        patch.addObject().put("op", "replace").put("path", "/metadata/resourceVersion").put("value",
                room.getMetadata().getResourceVersion());
        return patch;
    }

    private static ObjectNode replace(ArrayNode patch, String path) {
        // "add" also replaces an existing value
        return patch.addObject().put("op", "add").put("path", path);
    }

    private static void annotate(ArrayNode patch, String annotation, String value) {
        replace(patch, "/metadata/annotations/" + annotation.replace("/", "~1")).put("value", value);
    }

    private <T> T attempt(String what, HathoraRoom room, Supplier<T> write) {
        try {
            return requests.send(write);
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                log.debug("Not written, because the resource has changed: {}", e.getMessage());
                throw new ResourceChangedException(what + " of " + room.getMetadata().getName(), e);
            }
            throw refused(what, KubernetesAnswer.of(e));
        }
    }

    private static WriteRefusedException refused(String what, KubernetesAnswer answer) {
        String remedy = answer.isTooLarge()
                ? "The resource is too large for etcd: remove labels, annotations or parts of spec."
                : answer.lacksRight()
                        ? "Allow the operator's ServiceAccount to patch hathorarooms and hathorarooms/status here."
                        : answer.isMissing()
                                ? "Check the API server and its admission webhooks."
                                : "Fix the problem that the API server reports.";
        return new WriteRefusedException("Kubernetes %s store %s: %s. %s The write is retried with backoff."
                .formatted(answer.isMissing() ? "could not" : "refuses to", what, answer, remedy), answer.mayPass(),
                answer.isTooLarge(), null);
    }

    private static WriteRefusedException altered(String what, HathoraRoom stored) {
        return WriteRefusedException.altered("Kubernetes stores " + what
                + ": a mutating admission webhook, or a CRD older"
                + " than the operator, changes what the operator writes. Exempt hathorarooms from the webhook, or "
                + "apply the CRD. The write is retried with backoff.", stored);
    }

    private static boolean isGone(ResourceChangedException e) {
        return e.getCause() instanceof KubernetesClientException k && k.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
    }
}
