package dev.hathora.operator.benchmark;

import java.time.Duration;
import java.util.Objects;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Room;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import org.jspecify.annotations.Nullable;

/**
 * Written as in the framework's documentation: each reconcile reads everything, patches status, and reschedules itself.
 * It uses the operator's finalizer, so that it can take over its rooms.
 */
@ControllerConfiguration(name = "naive", finalizerName = HathoraRoom.FINALIZER)
final class NaiveReconciler implements Reconciler<HathoraRoom>, Cleaner<HathoraRoom> {
    private final HathoraCloud cloud;
    private final String appId;
    private final Duration interval;

    NaiveReconciler(HathoraCloud cloud, String appId, Duration interval) {
        this.cloud = cloud;
        this.appId = appId;
        this.interval = interval;
    }

    @Override
    public UpdateControl<HathoraRoom> reconcile(HathoraRoom resource, Context<HathoraRoom> context) {
        String roomId = roomId(resource);
        String config = resource.getSpec().roomConfig();
        if (resource.getStatus() == null || resource.getStatus().roomId() == null) {
            create(roomId, config);
        }
        Room room = cloud.getRoomInfo(appId, roomId);
        ConnectionInfo connection = cloud.getConnectionInfo(appId, roomId);
        if (config != null && !Objects.equals(config, room.roomConfig())) {
            cloud.updateRoomConfig(appId, roomId, config);
        }
        HathoraRoom patch = new HathoraRoom();
        patch.setMetadata(new ObjectMetaBuilder().withName(resource.getMetadata().getName())
                .withNamespace(resource.getMetadata().getNamespace()).build());
        patch.setStatus(new JoinableRoom(room, connection.status(), connection.exposedPort()).status(resource));
        return UpdateControl.patchStatus(patch).rescheduleAfter(interval);
    }

    /** The id of an existing room, or the uid otherwise. */
    private static String roomId(HathoraRoom resource) {
        return resource.getStatus() == null || resource.getStatus().roomId() == null
                ? resource.getMetadata().getUid()
                : resource.getStatus().roomId();
    }

    /** An existing room was created by a reconcile that failed later. */
    private void create(String roomId, @Nullable String config) {
        try {
            cloud.createRoom(appId, roomId, new CreateRoomRequest("Chicago", config, null, null));
        } catch (HathoraException e) {
            if (e.kind() != ErrorKind.CONFLICT) {
                throw e;
            }
        }
    }

    @Override
    public DeleteControl cleanup(HathoraRoom resource, Context<HathoraRoom> context) {
        try {
            cloud.destroyRoom(appId, roomId(resource));
        } catch (HathoraException e) {
            if (e.kind() != ErrorKind.ABSENT) {
                throw e;
            }
        }
        return DeleteControl.defaultDelete();
    }
}
