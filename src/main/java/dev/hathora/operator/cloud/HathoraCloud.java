package dev.hathora.operator.cloud;

import java.util.List;

/**
 * The port to Hathora's room API for one account: the eight operations of RoomV2, resumeRoom, and getApp. Each instance
 * uses one token.
 *
 * <p>Calls block, and are intended for virtual threads. Every failure is a {@link HathoraException}, which says what
 * kind of failure it is and whether the call took effect. No other exception is thrown. An interrupted call fails in
 * the same way, and restores the thread's interrupt flag.
 *
 * <p>Application and room ids are sent unchanged, percent-encoded if necessary.
 */
public interface HathoraCloud {
    /**
     * Creates a room with an id chosen by the caller. The id is the only idempotency key. After a failure that may have
     * taken effect, look the room up before you decide anything.
     *
     * @return what Hathora knows immediately: the process, and the port if the room is already active
     * @throws HathoraException {@link ErrorKind#CONFLICT} if the answer says that the id is taken. This is not
     *     documented, so {@link ErrorKind#INVALID} may mean the same.
     */
    CreatedRoom createRoom(String appId, String roomId, CreateRoomRequest request);

    /**
     * Destroys a room.
     *
     * @throws HathoraException {@link ErrorKind#ABSENT} if the room does not exist (any more)
     */
    void destroyRoom(String appId, String roomId);

    /** Suspends a room: removes it from its process. It keeps its id and can be resumed. */
    void suspendRoom(String appId, String roomId);

    /**
     * Places a suspended room on a process again. Only newer versions of the API have this operation. Older ones answer
     * as if the room were absent ({@link ErrorKind#ABSENT}). With those, use {@link #getConnectionInfo} to resume a
     * room.
     */
    ConnectionInfo resumeRoom(String appId, String roomId);

    /**
     * Replaces a room's configuration.
     *
     * @param roomConfig at most 10,000 characters
     */
    void updateRoomConfig(String appId, String roomId, String roomConfig);

    /**
     * Reads a room with its history. Safe in every state: it never wakes a room.
     *
     * @throws HathoraException {@link ErrorKind#ABSENT} if the room does not exist (any more)
     */
    Room getRoomInfo(String appId, String roomId);

    /**
     * Reads the address of a room. <b>Wakes a suspended room</b>: the room is placed on a process and costs money
     * again. Never call it for a room that should stay suspended. It is sent without the token, because the API does
     * not require one.
     */
    ConnectionInfo getConnectionInfo(String appId, String roomId);

    /**
     * Reads the active rooms of a process in one call.
     *
     * @return the rooms, each with an empty history
     */
    List<Room> getActiveRoomsForProcess(String appId, String processId);

    /**
     * Reads the suspended and destroyed rooms of a process in one call.
     *
     * @return the rooms, each with an empty history
     */
    List<Room> getInactiveRoomsForProcess(String appId, String processId);

    /**
     * Reads an application. Success shows that the answering server knows the application and that this account may see
     * it. Without that, a 404 for a room proves little.
     *
     * @throws HathoraException {@link ErrorKind#ABSENT} if the application does not exist or this account may not see
     *     it
     */
    Application getApp(String appId);
}
