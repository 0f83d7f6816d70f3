package dev.hathora.operator.room;

import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.api.ShortText;
import dev.hathora.operator.room.Plan.Rest;

/** What a user is told about giving a room up whose resource is being deleted. */
public final class Abandonment {
    private static final String NOTE = " The annotation " + HathoraRoom.ABANDON_ROOM + " names ";

    private Abandonment() {}

    /** Tells a user whose resource can't be deleted what keeps it, and how to give the room up. */
    public static Rest wayOut(Rest rest, Situation s) {
        Claim claim = s.claims().current();
        // what Kubernetes refuses would keep an abandoned resource just the same
        if (!s.deleting() || claim == null || rest.reason().kind() != Reason.Kind.STALLED
                || rest.reason() == Reason.WRITE_REFUSED) {
            return rest;
        }
        return new Rest(rest.reason(),
                rest.message() + " Until then room " + claim.roomId() + " can't be ended. To give"
                        + " it up, and maybe let it run, annotate the resource with " + HathoraRoom.ABANDON_ROOM + "="
                        + claim.roomId() + ".",
                rest.watch(), rest.until());
    }

    /** That somebody has tried to, and named another room; empty: nobody has. */
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
