package dev.hathora.operator.benchmark;

import java.net.URI;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.CreatedRoom;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.HttpHathoraCloud;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.controller.ResourceSerialization;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/**
 * Does what can't be avoided, once, and nothing else: no retries, no cache, no events, no looks at settled rooms. Per
 * room one write that claims it, createRoom, getRoomInfo, and one write of status.
 */
final class FloorClient implements Watcher<HathoraRoom> {
    private static final PatchContext MERGE = new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).build();
    private static final int KUBERNETES_REQUESTS = 64;
    private static final int ROOMS_AT_ONCE = 256;

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
    public static void main(String[] args) throws InterruptedException {
        Config config = Config.autoConfigure(null);
        config.setMaxConcurrentRequests(KUBERNETES_REQUESTS);
        config.setMaxConcurrentRequestsPerHost(KUBERNETES_REQUESTS);
        KubernetesClient client = new KubernetesClientBuilder().withConfig(config)
                .withKubernetesSerialization(ResourceSerialization.create()).build();
        HathoraCloud cloud = new HttpHathoraCloud(URI.create(System.getenv("HATHORA_API_URL")),
                () -> System.getenv("HATHORA_DEV_TOKEN"), HttpHathoraCloud.newHttpClient(), CallObserver.NONE);
        var floor = new FloorClient(client, cloud, System.getenv("HATHORA_APP_ID"));
        try (var watch = client.resources(HathoraRoom.class).inNamespace(System.getenv("WATCH_NAMESPACES"))
                .watch(floor)) {
            Thread.currentThread().join();
        }
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
        } else if (room.getStatus() == null) {
            once(room, () -> make(room));
        } else if (!Objects.equals(room.getStatus().observedGeneration(), generation)) {
            once(room, () -> configure(room));
        }
    }

    private void once(HathoraRoom room, Runnable work) {
        if (done.add(room.getMetadata().getUid() + room.getMetadata().getGeneration() + room.isMarkedForDeletion())) {
            Thread.ofVirtual().start(() -> {
                places.acquireUninterruptibly();
                try {
                    work.run();
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
        CreatedRoom created = cloud.createRoom(appId, roomId,
                new CreateRoomRequest("Chicago", room.getSpec().roomConfig(), null, null));
        Room info = cloud.getRoomInfo(appId, roomId);
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.set("status", client.getKubernetesSerialization().convertValue(
                new JoinableRoom(info, created.status(), created.exposedPort()).status(room), ObjectNode.class));
        resource(room).subresource("status").patch(MERGE, status.toString());
    }

    private void configure(HathoraRoom room) {
        cloud.updateRoomConfig(appId, room.getMetadata().getUid(), Objects.requireNonNull(room.getSpec().roomConfig()));
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.putObject("status").put("observedGeneration", room.getMetadata().getGeneration());
        resource(room).subresource("status").patch(MERGE, status.toString());
    }

    private void end(HathoraRoom room) {
        cloud.destroyRoom(appId, room.getMetadata().getUid());
        ObjectNode release = JsonNodeFactory.instance.objectNode();
        release.putObject("metadata").putArray("finalizers");
        resource(room).patch(MERGE, release.toString());
    }

    private Resource<HathoraRoom> resource(HathoraRoom room) {
        return client.resources(HathoraRoom.class).inNamespace(room.getMetadata().getNamespace())
                .withName(room.getMetadata().getName());
    }

    @Override
    public void onClose(WatcherException cause) {
        // the watch is opened again by the client; what can't be is the end of this run, which the benchmark notices
    }
}
