package dev.hathora.operator.crash;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

import dev.hathora.operator.api.CredentialsSecretRef;
import dev.hathora.operator.api.hathoraroom.DeletionPolicy;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.room.RoomIds;
import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.simulator.Simulator;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.MockCluster;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.Suspensions;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A world for one case: a namespace, a Hathora, and one instance of the operator after the other. */
final class Scene implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final MockCluster cluster;
    private final String namespace;
    private final OperatorFixture operator;
    private final Suspensions suspensions = new Suspensions();
    private @Nullable KubernetesClient instance;

    /** @param hathora is closed with the scene, and has the token of the default options */
    Scene(MockCluster cluster, String namespace, Simulator hathora) {
        this.cluster = cluster;
        this.namespace = namespace;
        operator = OperatorFixture.withoutOperator(cluster.client(), namespace, hathora,
                SimulatorOptions.defaults().token(), INTERVAL);
    }

    /** Starts an instance that remembers nothing, in place of the one before. */
    void start(Effects effects) {
        stop();
        KubernetesClient client = cluster.clientThrough(new KubernetesWrites(effects));
        instance = client;
        operator.startOperator(client, cloud -> new HathoraCalls(cloud, hathora(), effects));
    }

    private void stop() {
        operator.stopOperator();
        if (instance != null) {
            instance.close();
        }
    }

    Simulator hathora() {
        return operator.hathora();
    }

    void apply(String name, String spec) {
        operator.apply(name, spec);
    }

    /** Brings back a resource from a backup, with the claim to this room: it has another uid than when it was claimed. */
    void restore(String name, String spec, String roomId) {
        HathoraRoom copy = cluster.client().getKubernetesSerialization().unmarshal("""
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraRoom
                metadata: {name: %s, namespace: %s, finalizers: [%s]}
                spec: {%s}
                """.formatted(name, namespace, HathoraRoom.FINALIZER, spec.replace("\n", ", ")), HathoraRoom.class);
        copy.getMetadata().setAnnotations(Map.of(HathoraRoom.ROOM_ID, roomId, HathoraRoom.APP_ID, OperatorFixture.APP,
                HathoraRoom.CLAIMED_BY, original(name).uidHash()));
        cluster.client().resource(copy).create();
    }

    /** The resource of this name in another cluster. */
    RoomIds original(String name) {
        return new RoomIds(namespace, name, "its uid in another cluster");
    }

    boolean isClaimed(String name) {
        HathoraRoom room = operator.resource(name).get();
        return room != null && room.hasFinalizer(HathoraRoom.FINALIZER);
    }

    void edit(String name, String spec) {
        if (spec.contains("state: Active")) {
            suspensions.end();
        }
        Instant sent = Instant.now();
        operator.edit(name, spec);
        if (spec.contains("state: Suspended")) {
            suspensions.begin(sent);
        }
    }

    void delete(String name) {
        boolean stays = operator.resource(name).get().getSpec().deletionPolicy() == DeletionPolicy.SUSPEND;
        Instant sent = Instant.now();
        operator.resource(name).delete();
        if (stays) {
            suspensions.begin(sent);
        }
    }

    /** Sets an annotation; null: takes it away. */
    void annotate(String name, String annotation, @Nullable String value) {
        operator.annotate(name, annotation, value);
    }

    @Nullable
    String annotation(String name, String annotation) {
        HathoraRoom room = operator.resource(name).get();
        return room == null || room.getMetadata().getAnnotations() == null
                ? null
                : room.getMetadata().getAnnotations().get(annotation);
    }

    /** When the room is to stay suspended. */
    Suspensions suspensions() {
        return suspensions;
    }

    boolean exists(String name) {
        return operator.resource(name).get() != null;
    }

    HathoraRoomStatus status(String name) {
        return operator.status(name);
    }

    /** The reason of its condition Ready. */
    String reason(String name) {
        return operator.readyReason(name);
    }

    /** Applies a resource, and waits until its room can be joined. */
    void active(String name, String spec) {
        apply(name, spec);
        operator.awaitReason(name, "Active");
    }

    /** The id that the operator derives for this room of a resource. */
    String derivedId(String name, int restart) {
        return new RoomIds(namespace, name, operator.resource(name).get().getMetadata().getUid()).id(restart);
    }

    /** Whether status says this of the resource as it is now. */
    boolean says(String name, String reason) {
        HathoraRoom room = operator.resource(name).get();
        return room != null && reason.equals(operator.readyReason(name))
                && Objects.equals(room.getMetadata().getGeneration(), operator.status(name).observedGeneration());
    }

    void await(String name, Predicate<Scene> outcome) {
        Awaitility.await(name).atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(50))
                .until(() -> outcome.test(this));
    }

    void awaitGone(String name) {
        Awaitility.await(name + " gone").atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(50))
                .until(() -> !exists(name));
    }

    void awaitCreateRoom() {
        awaitCall(Operation.CREATE_ROOM);
    }

    void awaitCall(Operation operation) {
        Awaitility.await(operation.hathoraName()).atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(5))
                .until(() -> operator.calls(operation) > 0);
    }

    /** Makes a room as somebody else would. */
    void roomOfOthers(String roomId) {
        operator.somebodyElse().createRoom(OperatorFixture.APP, roomId,
                new CreateRoomRequest("Tokyo", "theirs", null, List.of()));
    }

    void putToken(String token) {
        Secret secret = new SecretBuilder().withNewMetadata().withName("hathora").withNamespace(namespace)
                .addToLabels(CredentialsSecretRef.LABEL, "true")
                .endMetadata().withData(Map.of("token", Base64.getEncoder()
                        .encodeToString(token.getBytes(StandardCharsets.UTF_8))))
                .build();
        Resource<Secret> resource = cluster.client().resource(secret);
        if (resource.get() == null) {
            resource.create();
        } else {
            resource.update();
        }
    }

    /** A value in a Secret; null: it is not there. */
    @Nullable
    String secret(String name, String key) {
        Secret secret = cluster.client().secrets().inNamespace(namespace).withName(name).get();
        return secret == null || secret.getData() == null ? null : secret.getData().get(key);
    }

    /** Every room that was ever made, oldest first. */
    List<SimulatedRoom> rooms() {
        return hathora().rooms().stream().sorted(Comparator.comparing(SimulatedRoom::createdAt)).toList();
    }

    List<SimulatedRoom> liveRooms() {
        return operator.liveRooms();
    }

    /** All that happened, for the message of a failure. */
    String record() {
        StringBuilder text = new StringBuilder();
        rooms().forEach(room -> {
            text.append(room).append('\n');
            hathora().history(room.roomId()).forEach(e -> text.append("    ").append(e).append('\n'));
        });
        cluster.client().resources(HathoraRoom.class).inNamespace(namespace).list().getItems()
                .forEach(room -> text.append(cluster.client().getKubernetesSerialization().asYaml(room)).append('\n'));
        return text.toString();
    }

    @Override
    public void close() {
        stop();
        operator.close();
    }
}
