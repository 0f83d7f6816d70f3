package dev.hathora.operator.crash;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import dev.hathora.operator.cloud.Application;
import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.CreatedRoom;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.crash.Effects.Mishap;
import dev.hathora.operator.simulator.Fault;
import dev.hathora.operator.simulator.FaultKind;
import dev.hathora.operator.simulator.Simulator;
import org.jspecify.annotations.Nullable;

/** The way of one instance to Hathora. Each call counts, reads too: getConnectionInfo can wake a room. */
final class HathoraCalls implements HathoraCloud {
    /** How long after its caller's death a call takes effect that lands late. */
    static final Duration LATE = Duration.ofSeconds(3);

    private final HathoraCloud hathora;
    private final Simulator simulator;
    private final Effects effects;

    HathoraCalls(HathoraCloud hathora, Simulator simulator, Effects effects) {
        this.hathora = hathora;
        this.simulator = simulator;
        this.effects = effects;
    }

    private <T extends @Nullable Object> T call(Operation operation, String id, Supplier<T> call) {
        Mishap mishap = effects.begins(operation.hathoraName());
        if (mishap == Mishap.LATE) {
            simulator.faults().add(Fault.on(operation, new FaultKind.LateCommit(LATE, 0)).forRoom(id).times(1));
        }
        T answer;
        try {
            answer = call.get();
        } catch (HathoraException e) {
            if (mishap != null) {
                throw effects.dies();
            }
            effects.requireAlive();
            throw e;
        }
        if (mishap != null) {
            throw effects.dies();
        }
        effects.requireAlive();
        return answer;
    }

    private void change(Operation operation, String id, Runnable call) {
        call(operation, id, () -> {
            call.run();
            return true;
        });
    }

    @Override
    public CreatedRoom createRoom(String appId, String roomId, CreateRoomRequest request) {
        return call(Operation.CREATE_ROOM, roomId, () -> hathora.createRoom(appId, roomId, request));
    }

    @Override
    public void destroyRoom(String appId, String roomId) {
        change(Operation.DESTROY_ROOM, roomId, () -> hathora.destroyRoom(appId, roomId));
    }

    @Override
    public void suspendRoom(String appId, String roomId) {
        change(Operation.SUSPEND_ROOM, roomId, () -> hathora.suspendRoom(appId, roomId));
    }

    @Override
    public ConnectionInfo resumeRoom(String appId, String roomId) {
        return call(Operation.RESUME_ROOM, roomId, () -> hathora.resumeRoom(appId, roomId));
    }

    @Override
    public void updateRoomConfig(String appId, String roomId, String roomConfig) {
        change(Operation.UPDATE_ROOM_CONFIG, roomId, () -> hathora.updateRoomConfig(appId, roomId, roomConfig));
    }

    @Override
    public Room getRoomInfo(String appId, String roomId) {
        return call(Operation.GET_ROOM_INFO, roomId, () -> hathora.getRoomInfo(appId, roomId));
    }

    @Override
    public ConnectionInfo getConnectionInfo(String appId, String roomId) {
        return call(Operation.GET_CONNECTION_INFO, roomId, () -> hathora.getConnectionInfo(appId, roomId));
    }

    @Override
    public List<Room> getActiveRoomsForProcess(String appId, String processId) {
        return call(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS, processId,
                () -> hathora.getActiveRoomsForProcess(appId, processId));
    }

    @Override
    public List<Room> getInactiveRoomsForProcess(String appId, String processId) {
        return call(Operation.GET_INACTIVE_ROOMS_FOR_PROCESS, processId,
                () -> hathora.getInactiveRoomsForProcess(appId, processId));
    }

    @Override
    public Application getApp(String appId) {
        return call(Operation.GET_APP, appId, () -> hathora.getApp(appId));
    }
}
