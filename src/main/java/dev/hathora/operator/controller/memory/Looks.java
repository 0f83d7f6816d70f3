package dev.hathora.operator.controller.memory;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/** When a room was looked at, and is to be looked at again. Readable without the room's lock. */
public final class Looks {
    private volatile Instant dueBy;
    private volatile Instant last;
    private volatile int failed;
    private volatile @Nullable Instant inPassSince;

    /** @param now the present, from which on the room is looked after */
    Looks(Instant now) {
        this.dueBy = now;
        this.last = now;
    }

    /** By when the next pass or look is to have begun. */
    public Instant dueBy() {
        return dueBy;
    }

    public void dueBy(Instant next) {
        dueBy = next;
    }

    /** A pass has begun; it sets anew by when the next one has to. */
    public void passBegins(Instant now) {
        inPassSince = now;
    }

    public void passEnds() {
        inPassSince = null;
    }

    /**
     * Whether a pass or look should have begun before this, and has not. One that has begun may wait for slow answers.
     *
     * @param latest by when it should have begun
     * @param hung when a pass that still runs must have begun to count as stuck
     */
    public boolean areOverdue(Instant latest, Instant hung) {
        Instant since = inPassSince;
        return dueBy.isBefore(latest) && (since == null || since.isBefore(hung));
    }

    /** When Hathora last told about the room, or when the resource was met. */
    public Instant last() {
        return last;
    }

    /** Hathora has told about the room. */
    public void answered(Instant now) {
        last = now;
        failed = 0;
    }

    /** Counts a look without an answer: how many in a row there were now. The room's lock is held. */
    public int unanswered() {
        int now = failed + 1;
        failed = now;
        return now;
    }

    /** How many looks in a row had no answer. */
    public int failed() {
        return failed;
    }
}
