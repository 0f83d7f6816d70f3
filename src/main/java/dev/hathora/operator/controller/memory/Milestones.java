package dev.hathora.operator.controller.memory;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/** Events that occur once in the life of a room and are reported once. Guarded by the room's lock. */
public final class Milestones {
    private @Nullable Instant claimedAt;
    private @Nullable Instant createdAt;
    private @Nullable String announcedEnd;

    /** Records that a claim was stored just now. */
    public void claimed(Instant now) {
        claimedAt = now;
    }

    /**
     * Returns since when the room has been on its way to be joinable for the first time, and clears it, so that it is
     * measured once. Null: it is not on its way, or was measured already.
     */
    @Nullable
    public Instant takeClaimedAt() {
        Instant since = claimedAt;
        claimedAt = null;
        return since;
    }

    /** When createRoom succeeded; null: not known. */
    @Nullable
    public Instant createdAt() {
        return createdAt;
    }

    void created(@Nullable Instant at) {
        createdAt = at;
    }

    /** A room whose end may have been reported still exists. */
    void tookBack() {
        createdAt = null;
        announcedEnd = null;
    }

    /**
     * Records that the end of this room is being reported.
     *
     * @return whether it has not been reported before
     */
    public boolean announceEnd(String roomId) {
        boolean news = !roomId.equals(announcedEnd);
        announcedEnd = roomId;
        return news;
    }
}
