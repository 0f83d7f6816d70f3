package dev.hathora.operator.room;

import org.jspecify.annotations.Nullable;

/**
 * Which room a resource owns, according to what is stored on it.
 *
 * @param current the claimed room; null if none is claimed
 * @param confirmed whether that room is known to have existed
 * @param stored whether annotations and finalizer are already up to date, so that nothing has to be written
 * @param next a later room that was claimed, and possibly created, before an operator could store it in status; it
 *     replaces {@code current} once that is proved absent
 * @param settled whether the claim is based on more than annotations, which any editor of the resource can write: on an
 *     id that was generated for this resource, or on data that only the operator writes. Otherwise another resource may
 *     own the room and takes precedence.
 * @param ownStatus whether status describes this resource's rooms, and not those of the resource from which it was
 *     restored or copied
 * @param inherited a claim of that other resource; null if there is none; if set, this resource has claimed nothing
 * @param bySet whether a set made the claim, so that status has to say for which resource it was accepted
 * @param unproved the set that has to exist for the claim to count, if it was not looked for; this resource has claimed
 *     nothing until then
 */
public record Claims(@Nullable Claim current, boolean confirmed, boolean stored, @Nullable Claim next, boolean settled,
        boolean ownStatus, @Nullable Inherited inherited, boolean bySet, @Nullable SetClaim unproved) {
    /** Nothing is claimed. */
    public static final Claims NONE = new Claims(null, false, false, null, false, true, null, false, null);

    /**
     * Whether a step only repairs the stored claim of a room that exists. If that fails, everything except a new room
     * can proceed.
     */
    public boolean isRepairedBy(Plan plan) {
        return confirmed && next == null && plan instanceof Plan.ClaimRoom claim && claim.claim().equals(current);
    }

    /** A copy in which the claim counts as stored, because it can't be written. */
    Claims asStored() {
        return new Claims(current, confirmed, true, next, settled, ownStatus, inherited, bySet, unproved);
    }

    /**
     * A claim that was restored or copied together with the resource.
     *
     * @param claim the claimed room
     * @param adoptable whether this resource may take the room over; false if the id was generated for another name
     * @param takeOver whether a user or the operator's settings ask for the take-over
     */
    public record Inherited(Claim claim, boolean adoptable, boolean takeOver) {}

    /** Only another resource has claimed something. This one may contain a copy of its status. */
    static Claims inherited(Inherited claim) {
        return new Claims(null, false, false, null, false, false, claim, false, null);
    }

    /** A set has claimed a room for this resource, if it exists. */
    static Claims unproved(SetClaim set) {
        return new Claims(null, false, false, null, false, true, null, true, set);
    }

    /**
     * What spec and settings say about the room's id.
     *
     * @param roomId {@code spec.roomId}
     * @param ownAppId {@code spec.appId}, which is immutable: an annotation with another value was not written by the
     *     operator
     * @param appId the application to use if none is stored
     * @param adoptRestored whether inherited claims are taken over without an annotation ({@code ADOPT_RESTORED})
     */
    public record Wanted(@Nullable String roomId, @Nullable String ownAppId, String appId, boolean adoptRestored) {}

    /**
     * What this operator remembers of a claim.
     *
     * @param claim the claim that it made or read before; it is newer than status until the room is seen
     * @param settled as in {@link Claims}
     * @param set what is known about the set that made the claim, if a set made it
     */
    public record Memory(@Nullable Claim claim, boolean settled, SetClaim.Existence set) {
        /** The operator has not seen the resource before. */
        public static final Memory NONE = new Memory(null, false, SetClaim.Existence.UNKNOWN);
    }

    /**
     * Reads the claim. The operator's memory and status take precedence over annotations, which any editor can change.
     * An annotation without the finalizer is no claim. In any case a room counts only if it is {@code spec.roomId} or
     * its id contains the resource's own namespace and name, and if no other resource claimed it. This keeps users away
     * from rooms of others. If status may be from a resource that only observes, it is no claim to {@code spec.roomId}.
     * Adoption is then still to be decided.
     */
    public static Claims read(RoomIds ids, Wanted wanted, StoredClaim stored, Memory memory) {
        return wanted.roomId() != null
                ? new OwnIdClaim(ids, wanted, wanted.roomId(), stored, memory).read()
                : DerivedIdClaim.of(ids, wanted, stored, memory).read();
    }
}
