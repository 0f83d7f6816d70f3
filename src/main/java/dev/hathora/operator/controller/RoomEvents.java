package dev.hathora.operator.controller;

import dev.hathora.operator.api.HathoraRoom;

/** Tells users what happened to a room, as events on its resource. */
interface RoomEvents {
    String ROOM_CLAIMED = "RoomClaimed";
    String ROOM_CREATED = "RoomCreated";
    String ROOM_ACTIVE = "RoomActive";
    String ROOM_CONFIG_UPDATED = "RoomConfigUpdated";
    String ROOM_SUSPENDED = "RoomSuspended";
    String ROOM_RESUMED = "RoomResumed";
    String ROOM_ENDED = "RoomEnded";
    String ROOM_DESTROYED = "RoomDestroyed";
    String ROOM_RETAINED = "RoomRetained";
    String ROOM_ABANDONED = "RoomAbandoned";

    /** Something that is meant to happen. */
    void normal(HathoraRoom room, String reason, String message);

    /** Something that a user should look at. */
    void warning(HathoraRoom room, String reason, String message);
}
