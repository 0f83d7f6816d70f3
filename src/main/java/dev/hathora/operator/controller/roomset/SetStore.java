package dev.hathora.operator.controller.roomset;

import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSetStatus;
import dev.hathora.operator.api.hathoraroomset.SetLabel;
import dev.hathora.operator.controller.kubernetes.KubernetesRequests;
import dev.hathora.operator.controller.kubernetes.NameOnly;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import org.jspecify.annotations.Nullable;

/**
 * The requests to the API server for sets and their rooms. All methods throw {@link KubernetesClientException} if the
 * API server refuses or does not answer. Thread-safe.
 */
final class SetStore {
    private static final PatchContext JSON_PATCH = PatchContext.of(PatchType.JSON);
    private static final long PAGE = 500;
    /** Lists of one name need no right to get, and are never older than the question either. */
    private static final String NAME = "metadata.name";

    private final KubernetesClient client;
    private final KubernetesRequests requests;

    /**
     * @param client the client of the cluster
     * @param requests limits concurrent requests
     */
    SetStore(KubernetesClient client, KubernetesRequests requests) {
        // no retries by the client: a create that was sent twice would be refused the second time
        this.client = client.newClient(new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                .withRequestRetryBackoffLimit(0).build()).adapt(KubernetesClient.class);
        this.requests = requests;
    }

    /** Creates a room. */
    HathoraRoom create(HathoraRoom room) {
        return requests.send(() -> client.resource(room).create());
    }

    /** A room as it is stored now. */
    Optional<HathoraRoom> read(String namespace, String name) {
        return requests.send(() -> client.resources(HathoraRoom.class).inNamespace(namespace)
                .withField(NAME, name).list()).getItems().stream().findFirst();
    }

    /** The rooms with the set's label, as they are stored now. */
    List<HathoraRoom> list(HathoraRoomSet set) {
        return list(set, SetLabel.selector(set.getMetadata().getName()));
    }

    /** All rooms of the set's namespace, as they are stored now. */
    List<HathoraRoom> listAll(HathoraRoomSet set) {
        return list(set, null);
    }

    private List<HathoraRoom> list(HathoraRoomSet set, @Nullable String labelSelector) {
        List<HathoraRoom> all = new ArrayList<>();
        String next = null;
        do {
            ListOptions page = new ListOptionsBuilder().withLimit(PAGE).withContinue(next)
                    .withLabelSelector(labelSelector).build();
            var list = requests.send(() -> client.resources(HathoraRoom.class)
                    .inNamespace(set.getMetadata().getNamespace()).list(page));
            all.addAll(list.getItems());
            next = list.getMetadata() == null ? null : list.getMetadata().getContinue();
        } while (next != null && !next.isEmpty());
        return all;
    }

    /**
     * Deletes a room in this version. If it was changed since, for example annotated as in use, or released by its set,
     * this fails with {@link HttpURLConnection#HTTP_CONFLICT}.
     */
    void delete(HathoraRoom room) {
        requests.run(() -> client.resource(room).lockResourceVersion(room.getMetadata().getResourceVersion()).delete());
    }

    /** Whether the set exists and is not being deleted. The cache may not know of the deletion yet. */
    boolean isAlive(HathoraRoomSet set) {
        return requests.send(() -> client.resources(HathoraRoomSet.class)
                .inNamespace(set.getMetadata().getNamespace()).withField(NAME, set.getMetadata().getName()).list())
                .getItems().stream().anyMatch(now -> now.getMetadata().getUid().equals(set.getMetadata().getUid())
                        && !now.isMarkedForDeletion());
    }

    /** Makes the set the owner of a room that has no controller. */
    void adopt(HathoraRoom room, HathoraRoomSet set) {
        ArrayNode patch = guarded(room.getMetadata().getUid(), room.getMetadata().getResourceVersion());
        boolean none = room.getMetadata().getOwnerReferences().isEmpty();
        JsonNode reference = client.getKubernetesSerialization().convertValue(NewRoom.ownerReference(set),
                JsonNode.class);
        if (none) {
            patch.addObject().put("op", "add").put("path", "/metadata/ownerReferences").putArray("value")
                    .add(reference);
        } else {
            patch.addObject().put("op", "add").put("path", "/metadata/ownerReferences/-").set("value", reference);
        }
        HathoraRoom unused = requests
                .send(() -> client.resource(NameOnly.of(room, new HathoraRoom())).patch(JSON_PATCH, patch.toString()));
    }

    /** Ends the ownership of a room whose label names another set. */
    void disown(HathoraRoom room, HathoraRoomSet set) {
        ArrayNode patch = guarded(room.getMetadata().getUid(), room.getMetadata().getResourceVersion());
        List<OwnerReference> owners = room.getMetadata().getOwnerReferences();
        for (int i = 0; i < owners.size(); i++) {
            if (owners.get(i).getUid().equals(set.getMetadata().getUid())) {
                patch.addObject().put("op", "remove").put("path", "/metadata/ownerReferences/" + i);
                break;
            }
        }
        HathoraRoom unused = requests
                .send(() -> client.resource(NameOnly.of(room, new HathoraRoom())).patch(JSON_PATCH, patch.toString()));
    }

    /** Adds the finalizer. */
    void hold(HathoraRoomSet set) {
        ArrayNode patch = guarded(set.getMetadata().getUid(), set.getMetadata().getResourceVersion());
        if (set.getFinalizers().isEmpty()) {
            patch.addObject().put("op", "add").put("path", "/metadata/finalizers").putArray("value")
                    .add(HathoraRoomSet.FINALIZER);
        } else {
            patch.addObject().put("op", "add").put("path", "/metadata/finalizers/-").put("value",
                    HathoraRoomSet.FINALIZER);
        }
        HathoraRoomSet unused = requests
                .send(() -> client.resource(NameOnly.of(set, new HathoraRoomSet())).patch(JSON_PATCH,
                        patch.toString()));
    }

    /** Removes the finalizer, so that Kubernetes deletes the set. */
    void release(HathoraRoomSet set) {
        ArrayNode patch = guarded(set.getMetadata().getUid(), set.getMetadata().getResourceVersion());
        patch.addObject().put("op", "remove").put("path",
                "/metadata/finalizers/" + set.getFinalizers().indexOf(HathoraRoomSet.FINALIZER));
        requests.run(() -> {
            HathoraRoomSet unused = client.resource(NameOnly.of(set, new HathoraRoomSet())).patch(JSON_PATCH,
                    patch.toString());
        });
    }

    /** Writes status. Nobody else writes it, so it need not be based on the newest version. */
    void writeStatus(HathoraRoomSet set, HathoraRoomSetStatus status) {
        ArrayNode patch = JsonNodeFactory.instance.arrayNode();
        patch.addObject().put("op", "test").put("path", "/metadata/uid").put("value", set.getMetadata().getUid());
        patch.addObject().put("op", "add").put("path", "/status").set("value",
                client.getKubernetesSerialization().convertValue(status, JsonNode.class));
        HathoraRoomSet unused = requests.send(
                () -> client.resource(NameOnly.of(set, new HathoraRoomSet())).subresource("status").patch(JSON_PATCH,
                        patch.toString()));
    }

    private static ArrayNode guarded(String uid, String resourceVersion) {
        ArrayNode patch = JsonNodeFactory.instance.arrayNode();
        patch.addObject().put("op", "test").put("path", "/metadata/uid").put("value", uid);
        patch.addObject().put("op", "replace").put("path", "/metadata/resourceVersion").put("value", resourceVersion);
        return patch;
    }
}
