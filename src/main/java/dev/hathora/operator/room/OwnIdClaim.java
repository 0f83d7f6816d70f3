package dev.hathora.operator.room;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/** Reads the claim of a resource with {@code spec.roomId}, an id that other resources may also use. */
record OwnIdClaim(RoomIds ids, Claims.Wanted wanted, String roomId, StoredClaim stored, Claims.Memory memory) {
    Claims read() {
        Claim known = memory.claim();
        Claim inStatus = roomId.equals(stored.statusRoomId())
                ? new Claim(Objects.requireNonNullElse(stored.statusAppId(), wanted.appId()), roomId)
                : null;
        if (known != null && known.roomId().equals(roomId)) {
            return claimed(known, known.equals(inStatus), memory.settled() || isHeld());
        }
        if (ids.isOfAnother(roomId) && !isHeld()) {
            // no matter how it came to claim that room
            return Claims.NONE;
        }
        Claim annotated = annotated();
        if (!stored.isClaimedBy(ids)) {
            return inherited(annotated, inStatus);
        }
        if (inStatus != null && (isHeld() || stored.finalizer())) {
            return claimed(inStatus, true, isHeld());
        }
        return annotated != null && stored.finalizer() ? claimed(annotated, false, false) : Claims.NONE;
    }

    /** Whether status alone shows that this resource owns the room. */
    private boolean isHeld() {
        return roomId.equals(stored.statusRoomId()) && stored.statusOfHolder() && stored.isClaimedBy(ids);
    }

    private Claims inherited(@Nullable Claim annotated, @Nullable Claim inStatus) {
        Claim claim = annotated != null ? annotated : inStatus;
        if (claim == null) {
            return Claims.NONE;
        }
        boolean takeOver = wanted.adoptRestored() || roomId.equals(stored.takeOver());
        return takeOver && claim.equals(inStatus) && stored.statusOfHolder()
                ? claimed(claim, true, false)
                : Claims.inherited(new Claims.Inherited(claim, true, takeOver));
    }

    private Claims claimed(Claim claim, boolean confirmed, boolean settled) {
        return new Claims(claim, confirmed, stored.says(claim, ids), null, settled, true, null, false, null);
    }

    /**
     * The claim in the annotations. The annotation of the id may be gone or edited: the one that names this resource was
     * written together with it, and the id is that of spec, which is immutable.
     */
    private @Nullable Claim annotated() {
        if (!roomId.equals(stored.roomId()) && !stored.isClaimedFor(ids)) {
            return null;
        }
        Claim claim = new Claim(Objects.requireNonNullElse(stored.appId(), wanted.appId()), roomId);
        return wanted.ownAppId() == null || wanted.ownAppId().equals(claim.appId()) ? claim : null;
    }
}
