package dev.hathora.operator.controller.memory;

import dev.hathora.operator.room.Claim;
import org.jspecify.annotations.Nullable;

/** The room that a resource has to do with: the claimed one, or the one that is observed or named by spec. */
final class Target {
    private final Changes changes;
    private volatile @Nullable Claim claim;
    private volatile SharedRoom room = new SharedRoom();

    /** Told when another room is to be looked at from now on. */
    @FunctionalInterface
    public interface Changes {
        /** Says what all resources have in common that have to do with the room. */
        SharedRoom change(@Nullable Claim before, @Nullable Claim now);
    }

    Target(Changes changes) {
        this.changes = changes;
    }

    /** Readable without the resource's lock. */
    @Nullable
    Claim claim() {
        return claim;
    }

    void change(@Nullable Claim now) {
        room = changes.change(claim, now);
        claim = now;
    }

    /** What all resources have in common that have to do with the room. Readable without the resource's lock. */
    SharedRoom room() {
        return room;
    }
}
