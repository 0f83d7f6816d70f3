package dev.hathora.operator.cloud.http;

import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Operation;
import org.assertj.core.api.Assertions;

/** Calls operations by name, so that tables can have a row for each. */
public final class Calls {
    public static final String APP = "app-1";
    public static final String ROOM = "room-1";
    public static final String PROCESS = "process-1";
    public static final CreateRoomRequest REQUEST = new CreateRoomRequest("Frankfurt", "{\"mode\":\"duel\"}", null,
            null);

    private Calls() {}

    public static void call(HathoraCloud cloud, Operation operation) {
        call(cloud, operation, ROOM, PROCESS);
    }

    public static void call(HathoraCloud cloud, Operation operation, String roomId, String processId) {
        switch (operation) {
            case CREATE_ROOM -> cloud.createRoom(APP, roomId, REQUEST);
            case DESTROY_ROOM -> cloud.destroyRoom(APP, roomId);
            case SUSPEND_ROOM -> cloud.suspendRoom(APP, roomId);
            case RESUME_ROOM -> cloud.resumeRoom(APP, roomId);
            case UPDATE_ROOM_CONFIG -> cloud.updateRoomConfig(APP, roomId, "{}");
            case GET_ROOM_INFO -> cloud.getRoomInfo(APP, roomId);
            case GET_CONNECTION_INFO -> cloud.getConnectionInfo(APP, roomId);
            case GET_ACTIVE_ROOMS_FOR_PROCESS -> cloud.getActiveRoomsForProcess(APP, processId);
            case GET_INACTIVE_ROOMS_FOR_PROCESS -> cloud.getInactiveRoomsForProcess(APP, processId);
            case GET_APP -> cloud.getApp(APP);
        }
    }

    /** The failure of a call that must fail. */
    public static HathoraException failure(HathoraCloud cloud, Operation operation) {
        return failure(() -> call(cloud, operation));
    }

    public static HathoraException failure(Runnable call) {
        return Assertions.catchThrowableOfType(HathoraException.class, call::run);
    }
}
