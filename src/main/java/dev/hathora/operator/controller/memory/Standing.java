package dev.hathora.operator.controller.memory;

import java.time.Duration;
import java.time.Instant;

import dev.hathora.operator.room.Contest;
import org.jspecify.annotations.Nullable;

/** What is known about other resources that may want a resource's room. The resource's lock is held, where not told otherwise. */
public final class Standing {
    /** What a search has found counts for this long: for the steps that follow it at once. */
    private static final Duration COUNTS = Duration.ofSeconds(10);

    private volatile boolean settled;
    private boolean fresh;
    private @Nullable Contest contest;
    private Instant searched = Instant.MIN;

    /** Another room is claimed. */
    void reset() {
        settled = false;
        fresh = false;
        contest = null;
    }

    /** The claim was written just now: whoever had claimed the room already may not have seen it. */
    public void claimed() {
        fresh = true;
    }

    /** Whether this operator wrote the claim. One that was met says nothing of what was done for it. */
    public boolean isFresh() {
        return fresh;
    }

    /** The room is this resource's: what says so is nothing that anybody could have written. */
    public void settle() {
        settled = true;
    }

    /** Whether it is. Readable without the lock. */
    public boolean settled() {
        return settled;
    }

    /** A search for others has found this. */
    public void found(Contest now, Instant at) {
        contest = now;
        searched = at;
    }

    /** What a search has found; null: none has, or too long ago. */
    @Nullable
    public Contest contest(Instant now) {
        return contest != null && now.isBefore(searched.plus(COUNTS)) ? contest : null;
    }
}
