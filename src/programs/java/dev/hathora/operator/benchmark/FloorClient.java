package dev.hathora.operator.benchmark;

import java.net.URI;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.ReadyStatus;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.cloud.http.HttpHathoraCloud;
import dev.hathora.operator.controller.kubernetes.ResourceSerialization;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does only what can't be avoided: no cache, no events, no polling of settled rooms. For each room it sends one write
 * for the claim, createRoom, getRoomInfo, and one write of status. While the room boots, it sends getConnectionInfo
 * continuously, so that readiness is known as early as possible. The deletion is destroyRoom, the look-up that proves
 * it, and the write that removes the finalizer. Failures, for example because the machine is too busy, are retried.
 */
final class FloorClient implements Watcher<HathoraRoom> {
    private static final Logger log = LoggerFactory.getLogger(FloorClient.class);
    private static final PatchContext MERGE = new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).build();
    private static final int KUBERNETES_REQUESTS = 64;
    private static final int ROOMS_AT_ONCE = 128;

    private final KubernetesClient client;
    private final HathoraCloud cloud;
    private final String appId;
    private final Set<String> done = ConcurrentHashMap.newKeySet();
    private final Semaphore places = new Semaphore(ROOMS_AT_ONCE);

    private FloorClient(KubernetesClient client, HathoraCloud cloud, String appId) {
        this.client = client;
        this.cloud = cloud;
        this.appId = appId;
    }

    /** Runs until a signal ends it. */
    @SuppressWarnings("try") // the watch only has to be open
    public static void main(String[] args) throws InterruptedException {
        Config config = Config.autoConfigure(null);
        config.setMaxConcurrentRequests(KUBERNETES_REQUESTS);
        config.setMaxConcurrentRequestsPerHost(KUBERNETES_REQUESTS);
        KubernetesClient client = new KubernetesClientBuilder().withConfig(config)
                .withKubernetesSerialization(ResourceSerialization.create()).build();
        HathoraCloud cloud = new HttpHathoraCloud(URI.create(System.getenv("HATHORA_API_URL")),
                () -> System.getenv("HATHORA_DEV_TOKEN"), HttpHathoraCloud.newHttpClient(), CallObserver.NONE);
        var floor = new FloorClient(client, cloud, System.getenv("HATHORA_APP_ID"));
        var unused = client.resources(HathoraRoom.class).inNamespace(System.getenv("WATCH_NAMESPACES")).watch(floor);
        Thread.currentThread().join();
    }

    @Override
    public void eventReceived(Action action, HathoraRoom room) {
        boolean deleting = room.isMarkedForDeletion();
        Long generation = room.getMetadata().getGeneration();
        if (action == Action.DELETED || (deleting && !room.hasFinalizer(HathoraRoom.FINALIZER))) {
            return;
        }
        if (deleting) {
            once(room, () -> end(room));
        } else if (room.getStatus() == null || room.getStatus().roomId() == null) {
            once(room, () -> make(room));
        } else if (!Objects.equals(room.getStatus().observedGeneration(), generation)) {
            once(room, () -> configure(room));
        }
    }

    private void once(HathoraRoom room, Runnable work) {
        String key = room.getMetadata().getUid() + room.getMetadata().getGeneration() + room.isMarkedForDeletion();
        if (done.add(key)) {
            Thread.ofVirtual().start(() -> {
                places.acquireUninterruptibly();
                try {
                    work.run();
                } catch (HathoraException | KubernetesClientException e) {
                    log.warn("Once more: {}", e.getMessage());
                    done.remove(key);
                    eventReceived(Action.MODIFIED, resource(room).get());
                } finally {
                    places.release();
                }
            });
        }
    }

    private void make(HathoraRoom room) {
        String roomId = room.getMetadata().getUid();
        ObjectNode claim = JsonNodeFactory.instance.objectNode();
        claim.putObject("metadata").put("resourceVersion", room.getMetadata().getResourceVersion())
                .<ObjectNode>set("annotations", JsonNodeFactory.instance.objectNode().put(HathoraRoom.ROOM_ID, roomId)
                        .put(HathoraRoom.APP_ID, appId))
                .putArray("finalizers").add(HathoraRoom.FINALIZER);
        resource(room).patch(MERGE, claim.toString());
        ConnectionInfo created = create(roomId, room.getSpec().roomConfig());
        while (created.status() != ReadyStatus.ACTIVE) {
            created = cloud.getConnectionInfo(appId, roomId);
        }
        Room info = cloud.getRoomInfo(appId, roomId);
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.set("status", client.getKubernetesSerialization().convertValue(
                new JoinableRoom(info, created.status(), created.exposedPort()).status(room), ObjectNode.class));
        resource(room).subresource("status").patch(MERGE, status.toString());
    }

    private ConnectionInfo create(String roomId, @Nullable String config) {
        try {
            return cloud.createRoom(appId, roomId, new CreateRoomRequest("Chicago", config, null, null))
                    .connectionInfo();
        } catch (HathoraException e) {
            if (e.kind() == ErrorKind.CONFLICT || e.kind() == ErrorKind.INVALID) {
                // a retry: the room exists
                return cloud.getConnectionInfo(appId, roomId);
            }
            throw e;
        }
    }

    private void configure(HathoraRoom room) {
        cloud.updateRoomConfig(appId, room.getMetadata().getUid(), Objects.requireNonNull(room.getSpec().roomConfig()));
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.putObject("status").put("observedGeneration", room.getMetadata().getGeneration());
        resource(room).subresource("status").patch(MERGE, status.toString());
    }

    private void end(HathoraRoom room) {
        try {
            cloud.destroyRoom(appId, room.getMetadata().getUid());
            if (cloud.getRoomInfo(appId, room.getMetadata().getUid()).status() != RoomStatus.DESTROYED) {
                throw new IllegalStateException("Room " + room.getMetadata().getUid() + " is still there");
            }
        } catch (HathoraException e) {
            if (e.kind() != ErrorKind.ABSENT) {
                throw e;
            }
        }
        ObjectNode release = JsonNodeFactory.instance.objectNode();
        release.putObject("metadata").putArray("finalizers");
        resource(room).patch(MERGE, release.toString());
    }

    /** By an object with its name: found by name, it would be read before each patch, and a whole one is copied. */
    private Resource<HathoraRoom> resource(HathoraRoom room) {
        HathoraRoom named = new HathoraRoom();
        named.setMetadata(new ObjectMetaBuilder().withNamespace(room.getMetadata().getNamespace())
                .withName(room.getMetadata().getName()).build());
        return client.resource(named);
    }

    @Override
    public void onClose(WatcherException cause) {
        // the client reopens the watch; if it can't, this run ends, which the benchmark notices
    }
}
