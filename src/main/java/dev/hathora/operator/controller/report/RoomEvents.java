package dev.hathora.operator.controller.report;

import dev.hathora.operator.api.HathoraRoom;

/** Tells users what happened to a room, as events on its resource. The constants are the reasons; docs/reference.md lists them. */
public interface RoomEvents {
    /** The id of the room to make was stored on the resource. */
    String ROOM_CLAIMED = "RoomClaimed";

    /** A room that existed already is taken over: its id was stored on the resource. */
    String ROOM_ADOPTED = "RoomAdopted";

    /** Hathora accepted the room. */
    String ROOM_CREATED = "RoomCreated";

    /** The room can be joined. */
    String ROOM_ACTIVE = "RoomActive";

    /** The room was sent another configuration, after a change of spec or of the room. */
    String ROOM_CONFIG_UPDATED = "RoomConfigUpdated";

    /**
     * A warning: roomConfigJson has a key true or false, which is what YAML 1.1 makes of y, yes, on, n, no and off without
     * quotes.
     */
    String ROOM_CONFIG_SUSPICIOUS = "RoomConfigSuspicious";

    /** The room was taken off its process. */
    String ROOM_SUSPENDED = "RoomSuspended";

    /** The suspended room was asked to run again. */
    String ROOM_RESUMED = "RoomResumed";

    /** The room ended without the operator: the match is over, its process exited, or somebody destroyed it. */
    String ROOM_ENDED = "RoomEnded";

    /**
     * A warning: a room that counted as ended, because Hathora answered 404, is there after all. The resource keeps it; no
     * other one was made.
     */
    String ROOM_TAKEN_BACK = "RoomTakenBack";

    /** The resource is being deleted, and its room is proved to be gone. */
    String ROOM_DESTROYED = "RoomDestroyed";

    /** The resource is being deleted, and its room was left behind as spec.deletionPolicy says: as it is, or suspended. */
    String ROOM_RETAINED = "RoomRetained";

    /**
     * A warning: the room was left behind because the annotation hathora.dev/abandon-room says so. It may still run.
     */
    String ROOM_ABANDONED = "RoomAbandoned";

    /** The room ended longer ago than spec.ttlSecondsAfterFinished, so the resource is deleted. */
    String RESOURCE_EXPIRED = "ResourceExpired";

    /** Something that is meant to happen. */
    void normal(HathoraRoom room, String reason, String message);

    /** Something that a user should look at. */
    void warning(HathoraRoom room, String reason, String message);
}
