package dev.hathora.operator.cloud;

import java.util.List;

/**
 * Hathora Cloud's rooms, as one account may use them: the eight operations of RoomV2, resumeRoom, and getApp. One instance
 * speaks with one token.
 *
 * <p>Calls block and are meant for virtual threads. Every failure is a {@link HathoraException}, which says what class
 * of failure it is and whether the call took effect; nothing else is thrown. A call that is interrupted fails the same
 * way, with the thread's interrupt flag set again.
 *
 * <p>Application and room ids are sent as they are given (encoded where needed).
 */
public interface HathoraCloud {
    /**
     * Creates a room under an id of the caller's choice. The id is the only idempotency key there is: after a failure
     * that may have been applied, look the room up before deciding anything.
     *
     * @return what Hathora knows at once: the process, and the port if the room is active already
     * @throws HathoraException {@link ErrorKind#CONFLICT} where the answer says that the id is taken; that code is not
     *     documented, so {@link ErrorKind#INVALID} may mean the same
     */
    CreatedRoom createRoom(String appId, String roomId, CreateRoomRequest request);

    /**
     * Ends a room for good.
     *
     * @throws HathoraException {@link ErrorKind#ABSENT} when there is no such room (any more)
     */
    void destroyRoom(String appId, String roomId);

    /** Takes a room off its process. It keeps its id and can be resumed. */
    void suspendRoom(String appId, String roomId);

    /**
     * Places a suspended room on a process again. Only newer versions of the API know this operation; older ones answer
     * as if the room were absent ({@link ErrorKind#ABSENT}), and there {@link #getConnectionInfo} is the way to resume.
     */
    ConnectionInfo resumeRoom(String appId, String roomId);

    /**
     * Replaces a room's configuration.
     *
     * @param roomConfig at most 10,000 characters
     */
    void updateRoomConfig(String appId, String roomId, String roomConfig);

    /**
     * Reads a room with its history. Safe in every state; wakes nothing.
     *
     * @throws HathoraException {@link ErrorKind#ABSENT} when there is no such room (any more)
     */
    Room getRoomInfo(String appId, String roomId);

    /**
     * Reads where a room can be joined. <b>Wakes a suspended room</b>: it is placed on a process and costs money again.
     * Never call it for a room that is meant to stay suspended. Sent without the token, which the API does not ask for.
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
     * Reads an application. Tells whether whoever answers knows the application, and lets this account see it: a 404 about
     * a room says little without that. The answer is the application's own object, or the call fails.
     *
     * @throws HathoraException {@link ErrorKind#ABSENT} when there is no such application, or this account may not see it
     */
    Application getApp(String appId);
}
