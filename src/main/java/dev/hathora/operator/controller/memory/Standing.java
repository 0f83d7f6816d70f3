package dev.hathora.operator.controller.memory;

import java.time.Duration;
import java.time.Instant;

import dev.hathora.operator.room.Contest;
import dev.hathora.operator.room.SetClaim;
import org.jspecify.annotations.Nullable;

/**
 * What is known about other resources that decide whether this one may have its room: those that may want the same
 * room, and the set that made the claim. Guarded by the resource's lock unless stated
 * otherwise.
 */
public final class Standing {
    /** How long the result of a search is valid. The steps that use it follow at once. */
    private static final Duration COUNTS = Duration.ofSeconds(10);

    private volatile boolean settled;
    private boolean fresh;
    private @Nullable Contest contest;
    private Instant searched = Instant.MIN;
    private SetClaim.Existence set = SetClaim.Existence.UNKNOWN;
    private Instant setSearched = Instant.MIN;

    /** Another room was claimed. */
    void reset() {
        settled = false;
        fresh = false;
        contest = null;
    }

    /**
     * This operator has just stored the claim. A resource that had already claimed the room may not have seen this
     * claim.
     */
    public void claimed() {
        fresh = true;
    }

    /**
     * Whether this operator stored the claim. A claim that was found already stored does not tell which steps followed
     * it.
     */
    public boolean isFresh() {
        return fresh;
    }

    /** The room belongs to this resource. This conclusion never rests on data that a user could have written. */
    public void settle() {
        settled = true;
    }

    /** Whether the room is known to belong to this resource. Readable without the lock. */
    public boolean settled() {
        return settled;
    }

    /** Records the result of a search for other resources. */
    public void found(Contest now, Instant at) {
        contest = now;
        searched = at;
    }

    /** The result of the last search; null: there was none, or it is no longer valid. */
    @Nullable
    public Contest contest(Instant now) {
        return contest != null && now.isBefore(searched.plus(COUNTS)) ? contest : null;
    }

    /** Records whether the set that made the claim exists. */
    public void foundSet(SetClaim.Existence now, Instant at) {
        set = now;
        setSearched = at;
    }

    /** What is known about the set that made the claim. A set that is missing may be restored. */
    public SetClaim.Existence set(Instant now) {
        return set != SetClaim.Existence.MISSING || now.isBefore(setSearched.plus(COUNTS))
                ? set
                : SetClaim.Existence.UNKNOWN;
    }
}
