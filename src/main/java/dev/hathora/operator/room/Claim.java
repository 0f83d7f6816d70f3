package dev.hathora.operator.room;

/**
 * The external name of a resource's room. It is stored on the resource before createRoom is sent, and used for every
 * later call.
 *
 * @param appId the application of the room
 * @param roomId the id that is sent with createRoom
 */
public record Claim(String appId, String roomId) {
    /** Interns both ids, because status and observations contain them as well. */
    public Claim {
        appId = appId.intern();
        roomId = roomId.intern();
    }
}
