package dev.hathora.operator.controller.memory;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/** The deletion of a resource, up to the removal of the operator's finalizer. Guarded as {@link TrackedRoom} is. */
public final class Release {
    private @Nullable Instant requestedAt;
    private boolean complete;
    private boolean mayStillComeUp;

    Release() {}

    /** Records that the resource is being deleted. */
    public void request(Instant now) {
        requestedAt = requestedAt == null ? now : requestedAt;
    }

    /** Whether the deletion was noticed at a time, or before it. */
    boolean isRequestedBefore(Instant time) {
        return requestedAt != null && !time.isBefore(requestedAt);
    }

    /** Whether the operator has removed its finalizer, so that the resource may disappear. */
    public boolean isComplete() {
        return complete;
    }

    void complete(boolean roomMayStillComeUp) {
        complete = true;
        mayStillComeUp = roomMayStillComeUp;
    }

    /**
     * Whether the released room may still exist: a createRoom had no clear answer, or nothing but 404 says that the
     * room is gone.
     */
    public boolean mayStillComeUp() {
        return mayStillComeUp;
    }
}
