package dev.hathora.operator.roomv2;

import java.util.List;

import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.CreatedRoom;
import dev.hathora.operator.cloud.Room;
import org.jspecify.annotations.Nullable;

/**
 * The port behind the API: the nine operations on rooms. Whoever implements it hosts
 * rooms, or pretends to.
 *
 * <p>The rate limit and the token were checked before, and so was the form of what the caller wrote: a wanted id has 1 to
 * 100 of the characters {@code a-z A-Z 0-9 _ -}, a region is one of Hathora's, a configuration has at most 10,000
 * characters. Ids in paths are taken as they come: an id that nothing can have is one that does not exist.
 *
 * <p>Many threads call at once, and may be kept waiting. What returns has taken effect, and stays so. What is refused has
 * changed nothing.
 *
 * <p>Every method throws {@link Refusal} with 404 for an application that does not exist, and for a room or process that
 * does not exist or is another application's: callers can't tell these apart. What else a method refuses is said there.
 * Besides, each may refuse with 429 or 503, preferably with {@link Refusal#retryAfter}, what it can't do now.
 */
public interface RoomService {
    /**
     * Makes a room and places it on a process. The room may still wait for that process to be up: {@code STARTING}.
     *
     * @param appId the application
     * @param roomId the id that the caller wants; null: the service makes one
     * @param request region, configuration and deployment
     * @return the room with its process, which is never null here
     * @throws Refusal 404 for the application; 400 where the id was used before, also by a room that was destroyed
     *     (409 or 422 in some versions of the API)
     */
    CreatedRoom createRoom(String appId, @Nullable String roomId, CreateRoomRequest request);

    /**
     * Ends a room for good. Its id stays used.
     *
     * @param appId the application
     * @param roomId the room, suspended or not
     * @throws Refusal 404 for application and room, also where the room is destroyed already
     */
    void destroyRoom(String appId, String roomId);

    /**
     * Takes a room off its process. It keeps id and configuration. Suspending a suspended room changes nothing.
     *
     * @param appId the application
     * @param roomId the room
     * @throws Refusal 404 for application and room, also where the room is destroyed
     */
    void suspendRoom(String appId, String roomId);

    /**
     * Places a suspended room on a process again. Any other room is only described.
     *
     * @param appId the application
     * @param roomId the room
     * @return the room with the process it is on; null as long as it is on none
     * @throws Refusal 404 for application and room, also where the room is destroyed
     */
    CreatedRoom resumeRoom(String appId, String roomId);

    /**
     * Replaces a room's configuration.
     *
     * @param appId the application
     * @param roomId the room, suspended or not
     * @param roomConfig the new one
     * @throws Refusal 404 for application and room, also where the room is destroyed
     */
    void updateRoomConfig(String appId, String roomId, String roomConfig);

    /**
     * Describes a room with all its allocations. Changes nothing.
     *
     * @param appId the application
     * @param roomId the room; a destroyed one is described as well, as long as it is remembered
     * @return the room, its allocations oldest first
     * @throws Refusal 404 for application and room
     */
    Room getRoomInfo(String appId, String roomId);

    /**
     * Tells where a room can be joined. <b>Places a suspended room on a process again</b>. Asked without a token.
     *
     * @param appId the application
     * @param roomId the room
     * @return {@code ACTIVE} with ports, or {@code STARTING} without
     * @throws Refusal 404 for application and room, also where the room is destroyed
     */
    ConnectionInfo getConnectionInfo(String appId, String roomId);

    /**
     * Lists the active rooms on a process. Changes nothing.
     *
     * @param appId the application
     * @param processId the process, running or not
     * @return the rooms, oldest first, each with its current allocation and an empty history; empty where the process has
     *     ended. A room that is active all the while is told once
     * @throws Refusal 404 for application and process
     */
    RoomPage getActiveRoomsForProcess(String appId, String processId);

    /**
     * Lists the suspended and destroyed rooms that were on a process last. Changes nothing.
     *
     * @param appId the application
     * @param processId the process, running or not
     * @return the rooms that are remembered, each with an empty history
     * @throws Refusal 404 for application and process
     */
    List<Room> getInactiveRoomsForProcess(String appId, String processId);
}
