package dev.hathora.operator.room;

import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;

import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.api.ManagementPolicy;
import org.jspecify.annotations.Nullable;

/**
 * A resource that wants a room for itself. Room ids are unique on all of Hathora, so the application does not matter. Of
 * several, the smallest comes first: the one that the room's id was derived for, who holds it more firmly, the older.
 *
 * @param resource its {@code namespace/name}
 * @param uid tells it from others
 * @param created when it was created, in whole seconds; ISO 8601, so that texts compare as times do
 * @param derived whether the room's id was derived for it
 * @param hold how firmly it holds the room
 */
public record Contender(String resource, String uid, String created, boolean derived, Hold hold)
        implements
            Comparable<Contender> {
    private static final Comparator<Contender> FIRST = Comparator.comparing((Contender c) -> !c.derived())
            .thenComparing(Contender::hold).thenComparing(Contender::created).thenComparing(Contender::uid);

    /** How firmly a resource holds a room, the firmest first. */
    public enum Hold {
        /** Status or the operator's memory says so, which nobody else writes. */
        HELD,

        /** Annotations and finalizer say so, which anybody can write who may edit the resource. */
        CLAIMED,

        /** It is about to lay claim to it. */
        AHEAD,

        /** Spec names it. */
        WANTED
    }

    /** The room that a resource wants; null: it wants none that another one could want, too. */
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
        // as an annotation alone, a derived id would prove nothing
        String seen = stored.statusRoomId();
        return seen != null && (ids.isOwn(seen) || (ids.restartOf(seen).isPresent() && seen.equals(stored.roomId())
                && ids.uidHash().equals(stored.claimedBy()))) ? seen : null;
    }

    /** A resource whose spec names that room, as it sees itself: nothing that anybody could have written tells its rank. */
    public static Contender self(HathoraRoom room, boolean claimed) {
        return new Contender(nameOf(room), room.getMetadata().getUid(), createdAt(room), false,
                claimed ? Hold.CLAIMED : Hold.WANTED);
    }

    /** As what a resource wants that room; empty: it does not. */
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

    /** The same resource, where more is known of its hold than it says itself. */
    public Contender atLeast(Hold known) {
        return known.compareTo(hold) < 0 ? new Contender(resource, uid, created, derived, known) : this;
    }

    /** What others are told of it. */
    public Holder holder() {
        return new Holder(resource, hold.compareTo(Hold.CLAIMED) <= 0);
    }

    @Override
    public int compareTo(Contender other) {
        return FIRST.compare(this, other);
    }
}
