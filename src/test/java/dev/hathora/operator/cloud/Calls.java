package dev.hathora.operator.cloud;

import org.assertj.core.api.Assertions;

/** Calls operations by name, so that tables can have a row for each. */
final class Calls {
    static final String APP = "app-1";
    static final String ROOM = "room-1";
    static final String PROCESS = "process-1";
    static final CreateRoomRequest REQUEST = new CreateRoomRequest("Frankfurt", "{\"mode\":\"duel\"}", null, null);

    private Calls() {}

    static void call(HathoraCloud cloud, Operation operation) {
        call(cloud, operation, ROOM, PROCESS);
    }

    static void call(HathoraCloud cloud, Operation operation, String roomId, String processId) {
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
    static HathoraException failure(HathoraCloud cloud, Operation operation) {
        return failure(() -> call(cloud, operation));
    }

    static HathoraException failure(Runnable call) {
        return Assertions.catchThrowableOfType(HathoraException.class, call::run);
    }
}
