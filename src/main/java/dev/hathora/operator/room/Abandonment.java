package dev.hathora.operator.room;

import dev.hathora.operator.api.ShortText;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.room.Plan.Rest;

/** Messages about abandoning the room of a resource that is being deleted. */
public final class Abandonment {
    private static final String NOTE = " The annotation " + HathoraRoom.ABANDON_ROOM + " names ";

    private Abandonment() {}

    /** Tells the user what blocks the deletion of a resource, and how to abandon the room. */
    public static Rest wayOut(Rest rest, Situation s) {
        Claim claim = s.claims().current();
        // a write that Kubernetes refuses would block an abandoned resource as well
        if (!s.deleting() || claim == null || rest.reason().kind() != Reason.Kind.STALLED
                || rest.reason() == Reason.WRITE_REFUSED) {
            return rest;
        }
        return new Rest(rest.reason(),
                rest.message() + " Until then the deletion waits. To delete the resource and leave room "
                        + claim.roomId() + " behind, possibly still running, annotate the resource with "
                        + HathoraRoom.ABANDON_ROOM + "="
                        + claim.roomId() + ".",
                rest.watch(), rest.until());
    }

    /** A note that the annotation names another room. Empty if it does not. */
    static String note(Situation s) {
        Claim claim = s.claims().current();
        String named = s.abandon();
        return !s.deleting() || claim == null || named == null || named.equals(claim.roomId())
                ? ""
                : NOTE + ShortText.of(named, 100) + ", this room is "
                        + claim.roomId() + ".";
    }

    static String withoutNote(String message) {
        int note = message.indexOf(NOTE);
        return note < 0 ? message : message.substring(0, note);
    }
}
