package dev.hathora.operator.room;

import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.ManagementPolicy;
import org.jspecify.annotations.Nullable;

/**
 * A resource that requests a room. Room ids are unique across all of Hathora, so the application does not matter. The
 * smallest contender takes precedence: first the one for which the id was generated, then the one with the stronger
 * hold, then the older.
 *
 * @param resource its {@code namespace/name}
 * @param uid its uid
 * @param created when it was created, in whole seconds; ISO 8601, so that strings sort in order of time
 * @param derived whether the room's id was generated for it
 * @param hold how strong its hold on the room is
 */
public record Contender(String resource, String uid, String created, boolean derived, Hold hold)
        implements
            Comparable<Contender> {
    private static final Comparator<Contender> FIRST = Comparator.comparing((Contender c) -> !c.derived())
            .thenComparing(Contender::hold).thenComparing(Contender::created).thenComparing(Contender::uid);

    /** How strong a resource's hold on a room is, strongest first. */
    public enum Hold {
        /** Status or the operator's memory proves it. Only the operator writes these. */
        HELD,

        /** Annotations and finalizer say so. Any editor of the resource can write these. */
        CLAIMED,

        /** The resource is about to claim the room. */
        AHEAD,

        /** Only spec names the room. */
        WANTED
    }

    /** The room that a resource requests. Null if it requests none that another resource could request as well. */
    public static @Nullable String roomIdOf(HathoraRoom room) {
        if (room.getSpec() == null || room.getSpec().managementPolicy() == ManagementPolicy.OBSERVE_ONLY) {
            return null;
        }
        StoredClaim stored = StoredClaim.of(room);
        RoomIds ids = RoomIds.of(room);
        String named = room.getSpec().roomId();
        if (named != null) {
            return ids.isOfAnother(named) && !isHeld(named, stored, ids) ? null : named;
        }
        // a generated id in an annotation alone proves nothing
        String seen = stored.statusRoomId();
        return seen != null && (ids.isOwn(seen) || (ids.restartOf(seen).isPresent() && seen.equals(stored.roomId())
                && stored.isClaimedFor(ids))) ? seen : null;
    }

    /**
     * The contender for a resource itself, whose spec names the room. Its rank does not depend on anything that users
     * can write.
     */
    public static Contender self(HathoraRoom room, boolean claimed) {
        return new Contender(nameOf(room), room.getMetadata().getUid(), createdAt(room), false,
                claimed ? Hold.CLAIMED : Hold.WANTED);
    }

    /** The contender for another resource. Empty if it does not request that room. */
    public static Optional<Contender> of(HathoraRoom room, String roomId) {
        if (!roomId.equals(roomIdOf(room))) {
            return Optional.empty();
        }
        StoredClaim stored = StoredClaim.of(room);
        boolean derived = room.getSpec().roomId() == null;
        Hold hold = derived || isHeld(roomId, stored, RoomIds.of(room))
                ? Hold.HELD
                : isClaimed(roomId, stored, RoomIds.of(room)) ? Hold.CLAIMED : Hold.WANTED;
        return Optional
                .of(new Contender(nameOf(room), room.getMetadata().getUid(), createdAt(room), derived, hold));
    }

    private static String nameOf(HathoraRoom room) {
        return room.getMetadata().getNamespace() + "/" + room.getMetadata().getName();
    }

    private static String createdAt(HathoraRoom room) {
        return Objects.requireNonNullElse(room.getMetadata().getCreationTimestamp(), "");
    }

    private static boolean isHeld(String roomId, StoredClaim stored, RoomIds ids) {
        return roomId.equals(stored.statusRoomId()) && stored.statusOfHolder() && stored.isClaimedBy(ids);
    }

    private static boolean isClaimed(String roomId, StoredClaim stored, RoomIds ids) {
        return stored.finalizer() && (roomId.equals(stored.roomId()) || roomId.equals(stored.statusRoomId()))
                && stored.isClaimedBy(ids);
    }

    /** A copy with at least this hold, if more is known than the resource says. */
    public Contender atLeast(Hold known) {
        return known.compareTo(hold) < 0 ? new Contender(resource, uid, created, derived, known) : this;
    }

    /** How messages of other resources refer to it. */
    public Holder holder() {
        return new Holder(resource, hold.compareTo(Hold.CLAIMED) <= 0);
    }

    @Override
    public int compareTo(Contender other) {
        return FIRST.compare(this, other);
    }
}
