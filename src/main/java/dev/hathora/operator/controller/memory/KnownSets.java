package dev.hathora.operator.controller.memory;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What this operator knows about the rooms that its sets create. Saves, for each of them, a request to the API server
 * and one to Hathora. Thread-safe.
 */
public final class KnownSets {
    private final Set<String> uids = ConcurrentHashMap.newKeySet();
    private final Set<String> untouched = ConcurrentHashMap.newKeySet();

    /** A set with this uid exists. */
    public void add(String uid) {
        uids.add(uid);
    }

    /** The set and its rooms are gone. */
    public void remove(String uid) {
        uids.remove(uid);
    }

    /** Whether a set with this uid exists. If not, the API server may know it nevertheless. */
    public boolean knows(String uid) {
        return uids.contains(uid);
    }

    /** A resource with a claim of this room is about to be created. Nothing was sent to Hathora for the room. */
    public void beginCreate(String roomId) {
        untouched.add(roomId);
    }

    /** The resource was not created. */
    public void cancelCreate(String roomId) {
        untouched.remove(roomId);
    }

    /** Whether nothing was sent to Hathora for this room yet. Calls may be sent from now on. */
    public boolean touch(String roomId) {
        return untouched.remove(roomId);
    }
}
