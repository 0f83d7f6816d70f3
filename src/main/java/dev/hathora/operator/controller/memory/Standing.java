package dev.hathora.operator.controller.memory;

import java.time.Duration;
import java.time.Instant;

import dev.hathora.operator.room.Contest;
import org.jspecify.annotations.Nullable;

/**
 * What is known about other resources that may want the same room. Guarded by the resource's lock unless stated
 * otherwise.
 */
public final class Standing {
    /** How long the result of a search is valid. The steps that use it follow at once. */
    private static final Duration COUNTS = Duration.ofSeconds(10);

    private volatile boolean settled;
    private boolean fresh;
    private @Nullable Contest contest;
    private Instant searched = Instant.MIN;

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
}
