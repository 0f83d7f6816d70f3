package dev.hathora.operator.testing;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSetStatus;
import dev.hathora.operator.api.hathoraroomset.SetLabel;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import org.awaitility.Awaitility;

/**
 * Uses sets of rooms as a user would.
 *
 * @param client the user's client
 * @param namespace the namespace of the sets
 */
public record SetUser(KubernetesClient client, String namespace) {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Applies a set; its spec is given as YAML. */
    public HathoraRoomSet apply(String name, String spec) {
        return client.resource(set(name, spec)).serverSideApply();
    }

    /** Creates a set, also at an API server that does not know server-side apply; its spec is given as YAML. */
    public void create(String name, String spec) {
        HathoraRoomSet unused = client.resource(set(name, spec)).create();
    }

    private HathoraRoomSet set(String name, String spec) {
        String manifest = """
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraRoomSet
                metadata:
                  name: %s
                  namespace: %s
                spec:
                %s
                """.formatted(name, namespace, spec.indent(2));
        return client.getKubernetesSerialization().unmarshal(manifest, HathoraRoomSet.class);
    }

    /** Scales a set, as kubectl scale does. */
    public void scale(String name, int replicas) {
        HathoraRoomSet unused = resource(name).scale(replicas);
    }

    /** Deletes a set. */
    public void delete(String name, DeletionPropagation propagation) {
        resource(name).withPropagationPolicy(propagation).delete();
    }

    /** Deletes all sets and rooms, and waits until an operator has ended them. */
    public void removeAll() {
        client.resources(HathoraRoomSet.class).inNamespace(namespace).delete();
        Awaitility.await("all sets are gone").atMost(PATIENCE).until(
                () -> client.resources(HathoraRoomSet.class).inNamespace(namespace).list().getItems().isEmpty());
        client.resources(HathoraRoom.class).inNamespace(namespace).delete();
        Awaitility.await("all rooms are gone").atMost(PATIENCE)
                .until(() -> client.resources(HathoraRoom.class).inNamespace(namespace).list().getItems().isEmpty());
    }

    /** A set by name. */
    public Resource<HathoraRoomSet> resource(String name) {
        return client.resources(HathoraRoomSet.class).inNamespace(namespace).withName(name);
    }

    /** The status of a set now. */
    public HathoraRoomSetStatus status(String name) {
        HathoraRoomSet set = resource(name).get();
        return set == null ? HathoraRoomSetStatus.EMPTY : set.getStatus();
    }

    /** Waits until status is as wanted. */
    public HathoraRoomSetStatus await(String name, String what, Predicate<HathoraRoomSetStatus> wanted) {
        return Awaitility.await(name + ": " + what).atMost(PATIENCE).pollInterval(Duration.ofMillis(20))
                .until(() -> status(name), wanted);
    }

    /** Waits until the condition Ready has this reason for the current spec. */
    public HathoraRoomSetStatus awaitReason(String name, String reason) {
        return Awaitility.await(name + ": " + reason).atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
            HathoraRoomSet set = Objects.requireNonNull(resource(name).get());
            return Objects.equals(set.getStatus().observedGeneration(), set.getMetadata().getGeneration())
                    ? set.getStatus()
                    : HathoraRoomSetStatus.EMPTY;
        }, status -> reason.equals(reason(status)));
    }

    /** Waits until all rooms are available and of the current template. */
    public HathoraRoomSetStatus awaitComplete(String name) {
        return awaitReason(name, "Complete");
    }

    /** Waits until a set is gone. */
    public void awaitGone(String name) {
        Awaitility.await(name + " gone").atMost(PATIENCE).pollInterval(Duration.ofMillis(20))
                .until(() -> resource(name).get() == null);
    }

    /** The reason of the condition Ready; empty where it has none. */
    public static String reason(HathoraRoomSetStatus status) {
        Condition ready = status.condition("Ready");
        return ready == null ? "" : ready.getReason();
    }

    /** The rooms with a set's label, by name. */
    public List<HathoraRoom> rooms(String name) {
        return client.resources(HathoraRoom.class).inNamespace(namespace)
                .withLabel(HathoraRoomSet.SET_LABEL, SetLabel.of(name)).list().getItems().stream()
                .sorted(Comparator.comparing(room -> room.getMetadata().getName())).toList();
    }

    /** Their names. */
    public List<String> names(String name) {
        return rooms(name).stream().map(room -> room.getMetadata().getName()).toList();
    }

    /** Sets an annotation of a room, as a matchmaker does. */
    public void annotate(String room, String annotation, String value) {
        HathoraRoom unused = client.resources(HathoraRoom.class).inNamespace(namespace).withName(room).edit(edit(r -> {
            r.getMetadata().getAnnotations().put(annotation, value);
            return r;
        }));
    }

    /** Takes an annotation of a room away. */
    public void withoutAnnotation(String room, String annotation) {
        HathoraRoom unused = client.resources(HathoraRoom.class).inNamespace(namespace).withName(room).edit(edit(r -> {
            r.getMetadata().getAnnotations().remove(annotation);
            return r;
        }));
    }

    private static UnaryOperator<HathoraRoom> edit(UnaryOperator<HathoraRoom> edit) {
        return room -> {
            if (room.getMetadata().getAnnotations() == null) {
                room.getMetadata().setAnnotations(Map.of());
            }
            return edit.apply(room);
        };
    }
}
