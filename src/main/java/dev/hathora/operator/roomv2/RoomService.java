package dev.hathora.operator.roomv2;

import java.util.List;

import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.CreatedRoom;
import dev.hathora.operator.cloud.Room;
import org.jspecify.annotations.Nullable;

/**
 * The port for the nine operations on rooms. An implementation hosts rooms or simulates them.
 *
 * <p>Rate limit, token and syntax of a request were checked before: a requested id has 1 to 100 of the characters
 * {@code a-z A-Z 0-9 _ -}, a region is one of Hathora's, and a configuration has at most 10,000 characters. Ids in
 * paths may be any text: an id that violates the pattern is treated like one that does not exist (404).
 *
 * <p>Many threads call at once, and a call may block. Once a method has returned, its effect is permanent. A refused
 * call has changed nothing.
 *
 * <p>Every method throws {@link Refusal} with 404 for an application that does not exist, and for a room or process
 * that does not exist or belongs to another application: callers can't tell these apart. Other refusals are documented
 * at the method. In addition, each method may refuse with 429 or 503 what it can't do now, preferably with
 * {@link Refusal#retryAfter}, and with 402 what a usage limit does not allow.
 */
public interface RoomService {
    /**
     * Creates a room and places it on a process. The room is {@code STARTING} until that process is up.
     *
     * @param appId the application
     * @param roomId the id that the caller requests; null if the service is to generate one
     * @param request region, configuration and deployment
     * @return the room with its process, which is never null here
     * @throws Refusal 404 for the application; 400 if the id was used before, also by a destroyed room (409 or 422 in
     *     some versions of the API)
     */
    CreatedRoom createRoom(String appId, @Nullable String roomId, CreateRoomRequest request);

    /**
     * Destroys a room. Its id can't be used again.
     *
     * @param appId the application
     * @param roomId the room, suspended or not
     * @throws Refusal 404 for application and room, also if the room is already destroyed
     */
    void destroyRoom(String appId, String roomId);

    /**
     * Removes a room from its process. The room keeps its id and configuration. Suspending a suspended room changes
     * nothing.
     *
     * @param appId the application
     * @param roomId the room
     * @throws Refusal 404 for application and room, also if the room is destroyed
     */
    void suspendRoom(String appId, String roomId);

    /**
     * Places a suspended room on a process again. Any other room is only returned.
     *
     * @param appId the application
     * @param roomId the room
     * @return the room with its process, which is null as long as the room is on none
     * @throws Refusal 404 for application and room, also if the room is destroyed
     */
    CreatedRoom resumeRoom(String appId, String roomId);

    /**
     * Replaces a room's configuration.
     *
     * @param appId the application
     * @param roomId the room, suspended or not
     * @param roomConfig the new configuration
     * @throws Refusal 404 for application and room, also if the room is destroyed
     */
    void updateRoomConfig(String appId, String roomId, String roomConfig);

    /**
     * Returns a room with all its allocations. Changes nothing.
     *
     * @param appId the application
     * @param roomId the room; a destroyed room is returned as well, as long as its record is kept
     * @return the room, its allocations oldest first
     * @throws Refusal 404 for application and room
     */
    Room getRoomInfo(String appId, String roomId);

    /**
     * Returns where players can join a room. <b>Places a suspended room on a process again</b>. Callers need no token.
     *
     * @param appId the application
     * @param roomId the room
     * @return {@code ACTIVE} with ports, or {@code STARTING} without
     * @throws Refusal 404 for application and room, also if the room is destroyed
     */
    ConnectionInfo getConnectionInfo(String appId, String roomId);

    /**
     * Lists the active rooms on a process. Changes nothing.
     *
     * @param appId the application
     * @param processId the process, running or not
     * @return the rooms, oldest first, each with its current allocation and an empty history; empty if the process has
     *     ended. A room that is active all the time occurs once
     * @throws Refusal 404 for application and process
     */
    RoomPage getActiveRoomsForProcess(String appId, String processId);

    /**
     * Lists the suspended and destroyed rooms whose last process is this one. Changes nothing.
     *
     * @param appId the application
     * @param processId the process, running or not
     * @return the rooms whose records are kept, each with an empty history
     * @throws Refusal 404 for application and process
     */
    List<Room> getInactiveRoomsForProcess(String appId, String processId);
}
