package dev.hathora.operator.controller.memory;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * When a room was last polled, when it is due again, and how often its resource is reconciled. Readable without the
 * room's lock.
 */
public final class Looks {
    private final PassRate passes = new PassRate();
    private volatile Instant dueBy;
    private volatile Instant last;
    private volatile boolean answered;
    private volatile int failed;
    private volatile @Nullable Instant inPassSince;

    /** @param now the time from which the room is tracked */
    Looks(Instant now) {
        this.dueBy = now;
        this.last = now;
    }

    /** Limits how often the resource is reconciled. */
    public PassRate passes() {
        return passes;
    }

    /** The time by which the next pass or poll must have started. */
    public Instant dueBy() {
        return dueBy;
    }

    /** Sets the time by which the next pass or poll must have started. */
    public void dueBy(Instant next) {
        dueBy = next;
    }

    /** A pass has started. Before it ends, it sets the time by which the next one must start. */
    public void passBegins(Instant now) {
        inPassSince = now;
    }

    /** The pass has ended. */
    public void passEnds() {
        inPassSince = null;
    }

    /**
     * Whether a pass or poll is overdue. A pass that has started may be waiting for slow answers, so it is overdue only
     * if it seems to hang; then no poll in bulk makes up for it.
     *
     * @param latest the time by which it should have started
     * @param hung a pass that still runs and started before this time counts as stuck
     */
    public boolean areOverdue(Instant latest, Instant hung) {
        Instant since = inPassSince;
        return since == null ? dueBy.isBefore(latest) : since.isBefore(hung);
    }

    /** When Hathora last answered about the room; before its first answer, when the operator first saw the resource. */
    public Instant last() {
        return last;
    }

    /** Whether Hathora has answered about the room since the operator tracks it. */
    public boolean wereAnswered() {
        return answered;
    }

    /** Hathora has answered about the room. */
    public void answered(Instant now) {
        last = now;
        answered = true;
        failed = 0;
    }

    /**
     * Counts a poll without an answer. The room's lock must be held.
     *
     * @return the number of such polls in a row
     */
    public int unanswered() {
        int now = failed + 1;
        failed = now;
        return now;
    }

    /** The number of consecutive polls without an answer. */
    public int failed() {
        return failed;
    }
}
