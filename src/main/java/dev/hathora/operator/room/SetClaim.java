package dev.hathora.operator.room;

import java.util.Optional;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import org.jspecify.annotations.Nullable;

/**
 * The claim with which a {@code HathoraRoomSet} creates its rooms. The resource, its finalizer and its claim are one
 * write, so the uid of the resource is not known yet. The uid of the set takes its place: the room id contains a hash
 * of it and of the resource's name, and {@link HathoraRoom#CLAIMED_BY} names the set.
 *
 * <p>Any editor of a resource can write that annotation, and a backup contains it. So it counts only if that set exists
 * in this cluster, or if {@code status.claimedBy} says that the operator has already accepted it for this resource.
 *
 * @param set the name of the set, in the namespace of the resource
 * @param uid the uid of the set
 */
public record SetClaim(String set, String uid) {
    /** The set that an annotation names. Empty if a resource made its claim itself. */
    static Optional<SetClaim> of(@Nullable String claimedBy) {
        if (claimedBy == null || claimedBy.indexOf('/') < 0) {
            return Optional.empty();
        }
        int slash = claimedBy.indexOf('/');
        return Optional.of(new SetClaim(claimedBy.substring(0, slash), claimedBy.substring(slash + 1)));
    }

    /** The value of {@link HathoraRoom#CLAIMED_BY}. Names of resources contain no slash. */
    public String annotation() {
        return set + "/" + uid;
    }

    /** What is known about the set. */
    public enum Existence {
        /** It was not looked for. */
        UNKNOWN,

        /** It exists, or existed while this operator ran. A uid is never used again. */
        EXISTS,

        /** There is no such set in this cluster. The claim was restored from a backup, copied or edited. */
        MISSING
    }
}
