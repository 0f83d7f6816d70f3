package dev.hathora.operator.controller.memory;

import dev.hathora.operator.room.Claim;
import org.jspecify.annotations.Nullable;

/** The room that a resource refers to: the claimed room, or the room that it observes or that spec names. */
final class Target {
    private final Changes changes;
    private volatile @Nullable Claim claim;
    private volatile SharedRoom room = new SharedRoom();

    /** Is called when the resource refers to another room. */
    @FunctionalInterface
    public interface Changes {
        /**
         * Returns the state that all resources with the new room share.
         *
         * @param before the previous room; null: none
         * @param now the new room; null: none
         */
        SharedRoom change(@Nullable Claim before, @Nullable Claim now);
    }

    Target(Changes changes) {
        this.changes = changes;
    }

    /** The room; null: none. Readable without the resource's lock. */
    @Nullable
    Claim claim() {
        return claim;
    }

    /** Refers to another room from now on; null: to none. */
    void change(@Nullable Claim now) {
        room = changes.change(claim, now);
        claim = now;
    }

    /** The state that all resources with this room share. Readable without the resource's lock. */
    SharedRoom room() {
        return room;
    }
}
