package dev.hathora.operator.room;

/**
 * The room that a resource has laid claim to: stored on the resource before createRoom is sent, used for every later
 * call.
 *
 * @param appId the application the room is (to be) in
 * @param roomId the id that createRoom is (or was) sent
 */
public record Claim(String appId, String roomId) {
    /** Both are interned: status and what is observed mention them, too. */
    public Claim {
        appId = appId.intern();
        roomId = roomId.intern();
    }
}
