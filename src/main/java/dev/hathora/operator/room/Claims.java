package dev.hathora.operator.room;

import org.jspecify.annotations.Nullable;

/**
 * Which room a resource holds, read from what is stored on it.
 *
 * @param current the room to look after; null: none is claimed
 * @param confirmed whether that room is known to have existed
 * @param stored whether annotations and finalizer say so already, so that nothing has to be written
 * @param next a later room that was claimed, maybe even created, before an operator could note it in status. It takes
 *     over when {@code current} is proved absent.
 * @param settled whether the claim rests on more than annotations, which anybody can write who may edit the resource: on an
 *     id that was derived for this resource, or on what only the operator writes. Otherwise another resource may hold
 *     the room, and comes first.
 * @param ownStatus whether status speaks of this resource's rooms, and not of those of the resource that it was restored
 *     from or copied from
 * @param inherited a claim that was made by that other resource; null: there is none. Then nothing is claimed.
 */
public record Claims(@Nullable Claim current, boolean confirmed, boolean stored, @Nullable Claim next, boolean settled,
        boolean ownStatus, @Nullable Inherited inherited) {
    /** Nothing is claimed. */
    public static final Claims NONE = new Claims(null, false, false, null, false, true, null);

    /** Whether a step only puts right what is stored about a room that exists. Without it, all but another room can go on. */
    public boolean isRepairedBy(Plan plan) {
        return confirmed && next == null && plan instanceof Plan.ClaimRoom claim && claim.claim().equals(current);
    }

    /** The same, where nothing is to be written: it can't be. */
    Claims asStored() {
        return new Claims(current, confirmed, true, next, settled, ownStatus, inherited);
    }

    /**
     * A claim that came with a resource that was restored from a backup, or copied.
     *
     * @param claim the room that it was made for
     * @param adoptable whether this resource may go on with the room: not where its id was derived for another name
     * @param takeOver whether it is to, as a person or the operator's settings say
     */
    public record Inherited(Claim claim, boolean adoptable, boolean takeOver) {}

    /** Nothing is claimed but by another resource, whose status it may have. */
    static Claims inherited(Inherited claim) {
        return new Claims(null, false, false, null, false, false, claim);
    }

    /**
     * What spec and settings say about the room's id.
     *
     * @param roomId {@code spec.roomId}
     * @param ownAppId {@code spec.appId}, which never changes: an annotation that says otherwise is not the operator's
     * @param appId the application where nothing else is stored
     * @param adoptRestored whether inherited claims are taken over without being asked for ({@code ADOPT_RESTORED})
     */
    public record Wanted(@Nullable String roomId, @Nullable String ownAppId, String appId, boolean adoptRestored) {}

    /**
     * What this operator remembers of a claim.
     *
     * @param claim the claim that it has made or read before, which is ahead of status until the room is seen
     * @param settled as in {@link Claims}
     */
    public record Memory(@Nullable Claim claim, boolean settled) {
        /** It has not met the resource before. */
        public static final Memory NONE = new Memory(null, false);
    }

    /**
     * Reads the claim. What this operator remembers and what status says outrank annotations, which anybody can edit; an
     * annotation without the finalizer is no claim. Whatever says so, a room counts only if it is {@code spec.roomId} or
     * bears the resource's own namespace and name, and if it was not claimed by another resource, so that nobody reaches
     * another's room through it. Status that may be that of an observer is no claim to {@code spec.roomId}: its adoption is
     * still to be decided.
     */
    public static Claims read(RoomIds ids, Wanted wanted, StoredClaim stored, Memory memory) {
        return wanted.roomId() != null
                ? new OwnIdClaim(ids, wanted, wanted.roomId(), stored, memory).read()
                : new DerivedIdClaim(ids, wanted, stored, memory).read();
    }
}
