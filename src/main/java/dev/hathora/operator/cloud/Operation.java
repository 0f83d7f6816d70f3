package dev.hathora.operator.cloud;

/** The operations of the port, with Hathora's names, for messages and metrics. */
public enum Operation {
    CREATE_ROOM("createRoom", true),
    DESTROY_ROOM("destroyRoom", true),
    SUSPEND_ROOM("suspendRoom", true),
    RESUME_ROOM("resumeRoom", true),
    UPDATE_ROOM_CONFIG("updateRoomConfig", true),
    GET_ROOM_INFO("getRoomInfo", false),
    GET_CONNECTION_INFO("getConnectionInfo", false),
    GET_ACTIVE_ROOMS_FOR_PROCESS("getActiveRoomsForProcess", false),
    GET_INACTIVE_ROOMS_FOR_PROCESS("getInactiveRoomsForProcess", false),
    GET_APP("getApp", false);

    private final String hathoraName;
    private final boolean mutation;

    Operation(String hathoraName, boolean mutation) {
        this.hathoraName = hathoraName;
        this.mutation = mutation;
    }

    /** The name in Hathora's API and SDKs, for example {@code createRoom}. */
    public String hathoraName() {
        return hathoraName;
    }

    /**
     * Whether the operation is meant to change something. (getConnectionInfo is not, although it wakes suspended
     * rooms.)
     */
    public boolean isMutation() {
        return mutation;
    }
}
