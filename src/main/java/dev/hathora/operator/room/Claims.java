package dev.hathora.operator.room;

import java.util.Objects;
import java.util.OptionalInt;

import org.jspecify.annotations.Nullable;

/**
 * Which room a resource holds, read from what is stored on it.
 *
 * @param current the room to look after; null: none is claimed
 * @param confirmed whether that room is known to have existed
 * @param stored whether annotations and finalizer say so already, so that nothing has to be written
 * @param next a later room that was claimed, maybe even created, before an operator could note it in status. It takes
 *     over when {@code current} is proved absent.
 */
public record Claims(@Nullable Claim current, boolean confirmed, boolean stored, @Nullable Claim next) {
    /** Nothing is claimed. */
    public static final Claims NONE = new Claims(null, false, false, null);

    /** Whether a step only puts right what is stored about a room that exists. Without it, all but another room can go on. */
    public boolean isRepairedBy(Plan.Step step) {
        return confirmed && next == null && step instanceof Plan.ClaimRoom claim && claim.claim().equals(current);
    }

    /** The same, where nothing is to be written: it can't be. */
    Claims asStored() {
        return new Claims(current, confirmed, true, next);
    }

    /**
     * What a resource has stored about its claim.
     *
     * @param annotatedRoomId the annotation {@code hathora.dev/room-id}
     * @param annotatedAppId the annotation {@code hathora.dev/app-id}
     * @param finalizer whether the resource has our finalizer
     * @param statusRoomId {@code status.roomId}
     * @param statusAppId {@code status.appId}
     * @param statusOfClaim whether status says what only a resource that holds its room can say
     */
    public record Stored(@Nullable String annotatedRoomId, @Nullable String annotatedAppId, boolean finalizer,
            @Nullable String statusRoomId, @Nullable String statusAppId, boolean statusOfClaim) {
        private boolean says(Claim claim) {
            return finalizer && claim.roomId().equals(annotatedRoomId) && claim.appId().equals(annotatedAppId);
        }
    }

    /**
     * Reads the claim. What this operator remembers wins over status, and status over annotations, which anybody can
     * edit, unless the other speaks of a later room of this resource. Either counts only if it is {@code spec.roomId} or
     * carries the resource's own namespace and name, so that nobody reaches another's room through it. Status that may
     * be that of an observer is no claim to {@code spec.roomId}: its adoption is still to be decided.
     *
     * @param ownRoomId {@code spec.roomId}
     * @param ownAppId {@code spec.appId}, which never changes: an annotation that says otherwise is not the operator's
     * @param appId the application where nothing else is stored
     * @param known the claim this operator has made or read before, which is ahead of status until the room is seen
     */
    public static Claims read(RoomIds ids, @Nullable String ownRoomId, @Nullable String ownAppId, String appId,
            Stored stored, @Nullable Claim known) {
        Claim annotated = annotated(ids, ownRoomId, ownAppId, appId, stored);
        Claim inStatus = inStatus(ids, ownRoomId, appId, stored, known);
        if (known != null && !isLater(ids, annotated, known) && !isLater(ids, inStatus, known)) {
            return of(known, known.equals(inStatus), stored, null);
        }
        if (inStatus != null) {
            return of(inStatus, true, stored, isLater(ids, annotated, inStatus) ? annotated : null);
        }
        if (annotated != null) {
            return of(annotated, false, stored, null);
        }
        if (stored.finalizer() && ownRoomId == null) {
            // the finalizer says that there was a claim; an id that we derive can be derived again
            return of(new Claim(appId, ids.id(0)), false, stored, null);
        }
        return NONE;
    }

    private static Claims of(Claim current, boolean confirmed, Stored stored, @Nullable Claim next) {
        return new Claims(current, confirmed, next == null && stored.says(current), next);
    }

    private static @Nullable Claim annotated(RoomIds ids, @Nullable String ownRoomId, @Nullable String ownAppId,
            String appId, Stored stored) {
        String roomId = stored.annotatedRoomId();
        if (roomId == null) {
            return null;
        }
        Claim claim = new Claim(Objects.requireNonNullElse(stored.annotatedAppId(), appId), roomId);
        return isOurs(ids, ownRoomId, roomId) && (ownAppId == null || ownAppId.equals(claim.appId())) ? claim : null;
    }

    private static boolean isOurs(RoomIds ids, @Nullable String ownRoomId, String roomId) {
        return ownRoomId != null ? roomId.equals(ownRoomId) : ids.restartOf(roomId).isPresent();
    }

    private static @Nullable Claim inStatus(RoomIds ids, @Nullable String ownRoomId, String appId, Stored stored,
            @Nullable Claim known) {
        String roomId = stored.statusRoomId();
        if (roomId == null || !isOurs(ids, ownRoomId, roomId)) {
            return null;
        }
        String statusAppId = stored.statusAppId();
        Claim claim = new Claim(statusAppId == null ? appId : statusAppId, roomId);
        boolean claimed = ownRoomId == null || stored.finalizer() || stored.statusOfClaim()
                || roomId.equals(stored.annotatedRoomId())
                || claim.equals(known);
        return claimed ? claim : null;
    }

    private static boolean isLater(RoomIds ids, @Nullable Claim one, Claim other) {
        if (one == null) {
            return false;
        }
        OptionalInt restart = ids.restartOf(one.roomId());
        OptionalInt than = ids.restartOf(other.roomId());
        return restart.isPresent() && than.isPresent() && restart.getAsInt() > than.getAsInt();
    }
}
