package dev.hathora.operator.room;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Reads the claim of a resource whose room ids the operator generates. The ids are numbered, so they can be generated
 * again, starting with the first. The number in an annotation is only a hint at the next room.
 */
record DerivedIdClaim(RoomIds ids, Claims.Wanted wanted, StoredClaim stored, Claims.Memory memory) {
    /**
     * No more rooms than this are created before one of them is stored in status. If the annotation is further ahead,
     * someone has edited it.
     */
    private static final int AHEAD_OF_STATUS = 10;

    /** The claim of a set that exists counts as one that was accepted before. */
    static DerivedIdClaim of(RoomIds ids, Claims.Wanted wanted, StoredClaim stored, Claims.Memory memory) {
        return new DerivedIdClaim(ids, wanted,
                memory.set() == SetClaim.Existence.EXISTS && stored.ofSet(ids).isPresent()
                        ? stored.acceptedFor(ids)
                        : stored,
                memory);
    }

    Claims read() {
        Optional<SetClaim> set = stored.ofSet(ids);
        if (set.isPresent() && memory.claim() == null && memory.set() == SetClaim.Existence.UNKNOWN
                && !stored.isClaimedFor(ids)) {
            return Claims.unproved(set.get());
        }
        Claim annotated = claim(stored.roomId(), stored.appId());
        Claim inStatus = claim(stored.statusRoomId(), stored.statusAppId());
        boolean rightApp = annotated != null && (wanted.ownAppId() == null
                || wanted.ownAppId().equals(annotated.appId()));
        Claim ours = rightApp && isOurs(annotated) ? annotated : null;
        Claim seen = isOurs(inStatus, ours) ? inStatus : null;
        boolean ownStatus = seen != null || inStatus == null || !isOfAnotherUid(inStatus);
        Claim current = laterOf(memory.claim(), seen);
        if (current == null && ours != null && stored.finalizer() && !ids.isOwn(ours.roomId())) {
            // taken over, but not seen since
            current = ours;
        }
        if (current == null) {
            Claims.Inherited inherited = inherited(annotated, inStatus, rightApp);
            if (inherited != null) {
                return Claims.inherited(inherited);
            }
            if (!stored.finalizer()) {
                return new Claims(null, false, false, null, false, ownStatus, null, false, null);
            }
            // the finalizer shows that there was a claim
            current = new Claim(ours == null ? wanted.appId() : ours.appId(), ids.id(0));
        }
        boolean confirmed = current.equals(seen);
        Claim next = stored.finalizer() && isNext(ours, current, seen != null) ? ours : null;
        return new Claims(current, confirmed, next == null && stored.says(current, ids), next, true,
                ownStatus, null, set.isPresent(), null);
    }

    private @Nullable Claim claim(@Nullable String roomId, @Nullable String appId) {
        return roomId == null ? null : new Claim(Objects.requireNonNullElse(appId, wanted.appId()), roomId);
    }

    /**
     * Whether a room in an annotation belongs to this resource: its id was generated for this uid, or the room was
     * taken over.
     */
    private boolean isOurs(@Nullable Claim annotated) {
        return annotated != null && (ids.isOwn(annotated.roomId())
                || (isOfThisName(annotated) && stored.isClaimedFor(ids)));
    }

    /** The same for a room in status, which may belong to another resource whose backup was restored. */
    private boolean isOurs(@Nullable Claim inStatus, @Nullable Claim annotated) {
        if (inStatus == null || !isOfThisName(inStatus)) {
            return false;
        }
        boolean tookOver = annotated != null && stored.isClaimedBy(ids) && (annotated.equals(inStatus)
                || number(annotated) > number(inStatus));
        return ids.isOwn(inStatus.roomId()) || ids.uidHash().equals(stored.acceptedFor())
                || inStatus.equals(memory.claim()) || tookOver || takesOver(inStatus);
    }

    private boolean isOfThisName(Claim claim) {
        return ids.restartOf(claim.roomId()).isPresent();
    }

    private boolean takesOver(Claim claim) {
        return wanted.adoptRestored() || claim.roomId().equals(stored.takeOver());
    }

    private Claims.@Nullable Inherited inherited(@Nullable Claim annotated, @Nullable Claim inStatus,
            boolean rightApp) {
        if (annotated != null && ids.isOwn(annotated.roomId()) && stored.finalizer()) {
            // it has a claim of its own, whatever status was restored
            return null;
        }
        Claim claim = Stream.of(annotated, inStatus).filter(Objects::nonNull).filter(this::isOfAnotherUid).findFirst()
                .orElse(null);
        if (claim == null) {
            return null;
        }
        boolean adoptable = isOfThisName(claim) && (claim.equals(inStatus) || rightApp);
        return new Claims.Inherited(claim, adoptable, adoptable && takesOver(claim));
    }

    private boolean isOfAnotherUid(Claim claim) {
        return ids.isOfAnother(claim.roomId()) || (isOfThisName(claim) && !ids.isOwn(claim.roomId()));
    }

    private boolean isNext(@Nullable Claim annotated, Claim current, boolean seen) {
        return annotated != null && number(annotated) > number(current)
                && (!seen || number(annotated) - number(current) <= AHEAD_OF_STATUS);
    }

    private @Nullable Claim laterOf(@Nullable Claim known, @Nullable Claim seen) {
        return known == null || (seen != null && number(seen) > number(known)) ? seen : known;
    }

    private int number(Claim claim) {
        return ids.restartOf(claim.roomId()).orElse(-1);
    }
}
