package dev.hathora.operator.controller.report;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.controller.kubernetes.ResourceStore;
import dev.hathora.operator.controller.memory.TrackedRoom;
import dev.hathora.operator.room.Holder;
import org.jspecify.annotations.Nullable;

/**
 * What one pass works on: the present resource, what is remembered about it, and the store that it is written to. Used
 * by one thread, which holds the lock of the tracked room.
 */
public final class PassScope {
    private final TrackedRoom tracked;
    private final ResourceStore store;
    private final @Nullable Holder holder;
    private HathoraRoom room;

    /**
     * @param room the newest known version of the resource; marked for deletion if the resource is gone
     * @param tracked what is remembered about the resource
     * @param store where the resource is written
     * @param holder another resource that has precedence for the same room; null: none
     */
    public PassScope(HathoraRoom room, TrackedRoom tracked, ResourceStore store, @Nullable Holder holder) {
        this.room = room;
        this.tracked = tracked;
        this.store = store;
        this.holder = holder;
    }

    /** The resource as it was last read or written. */
    public HathoraRoom room() {
        return room;
    }

    /** Replaces the resource with the version that was just stored. */
    public void replaceRoom(HathoraRoom stored) {
        room = stored;
    }

    /** What is remembered about the resource between passes. */
    public TrackedRoom tracked() {
        return tracked;
    }

    /** Where the resource is written. */
    public ResourceStore store() {
        return store;
    }

    /** Another resource that has precedence for the same room; null: none. */
    @Nullable
    public Holder holder() {
        return holder;
    }

    /** Whether the resource is being deleted, or is gone. */
    public boolean isDeleting() {
        return room.isMarkedForDeletion();
    }
}
