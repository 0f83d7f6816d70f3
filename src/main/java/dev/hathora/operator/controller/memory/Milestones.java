package dev.hathora.operator.controller.memory;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/** What happens once in a room's life, and is told once. Guarded by the room's lock. */
public final class Milestones {
    private @Nullable Instant claimedAt;
    private @Nullable Instant createdAt;
    private @Nullable String announcedEnd;

    /** A claim was stored just now. */
    public void claimed(Instant now) {
        claimedAt = now;
    }

    /** Since when the room has been on its way to be joined for the first time; told once. Null: it is not. */
    @Nullable
    public Instant takeClaimedAt() {
        Instant since = claimedAt;
        claimedAt = null;
        return since;
    }

    /** When createRoom succeeded; null: not that we know. */
    @Nullable
    public Instant createdAt() {
        return createdAt;
    }

    void created(@Nullable Instant at) {
        createdAt = at;
    }

    /** A room whose end may have been announced is there after all. */
    void tookBack() {
        createdAt = null;
        announcedEnd = null;
    }

    /** Takes in that the end of this room is being announced. Returns whether it is news. */
    public boolean announceEnd(String roomId) {
        boolean news = !roomId.equals(announcedEnd);
        announcedEnd = roomId;
        return news;
    }
}
