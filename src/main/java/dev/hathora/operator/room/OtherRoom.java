package dev.hathora.operator.room;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What is known about a room of a resource that must not run beside the claimed one: the one before it, or one after it that
 * an operator before us has gone on to.
 *
 * @param gone whether its end is proved
 * @param missingAt when a look at it was last answered 404; null: not since it was let go
 * @param destroyedAt when a destroyRoom of it was last answered 404; null: not since it was let go
 * @param leftAt when a destroyRoom of it was answered 404 right before another room took its place; null: nobody remembers
 * @param settlesAt until when a createRoom of it may still take effect; null: none may
 */
public record OtherRoom(boolean gone, @Nullable Instant missingAt, @Nullable Instant destroyedAt,
        @Nullable Instant leftAt, @Nullable Instant settlesAt) {
    /** Nothing. */
    public static final OtherRoom UNKNOWN = new OtherRoom(false, null, null, null, null);

    /** Its end is proved. */
    public static final OtherRoom GONE = new OtherRoom(true, null, null, null, null);

    /** A createRoom of it may have been sent until now, by whom nobody can ask any more. */
    public static OtherRoom maybeCreated(Instant now) {
        return new OtherRoom(false, null, null, null, now.plus(Timing.SETTLING));
    }

    /** The same, after a look that was answered 404. */
    public OtherRoom missing(Instant now) {
        return new OtherRoom(gone, now, destroyedAt, leftAt, settlesAt);
    }

    /** The same, after a destroyRoom that found no room. */
    public OtherRoom notDestroyed(Instant now) {
        return new OtherRoom(gone, missingAt, now, leftAt == null ? now : leftAt, settlesAt);
    }

    /** The same, while no other room has taken its place. */
    public OtherRoom notReplaced() {
        return new OtherRoom(gone, missingAt, destroyedAt, null, settlesAt);
    }

    /** Whether another room may be made now. */
    boolean makesPlace(Instant now) {
        return gone || isRecent(destroyedAt, now);
    }

    /** Whether it was looked for a moment ago. */
    boolean isMissing(Instant now) {
        return isRecent(missingAt, now);
    }

    private static boolean isRecent(@Nullable Instant at, Instant now) {
        return at != null && now.isBefore(at.plus(Timing.SAME_ANSWERER));
    }

    /** Whether it is not there, and can't come up any more. */
    boolean isOver() {
        return gone || (destroyedAt != null && (settlesAt == null || !destroyedAt.isBefore(settlesAt)));
    }

    /** When to destroy it, again if a createRoom may have taken effect since; not asked for where it {@linkplain #isOver is over}. */
    Instant destroyAt() {
        return destroyedAt == null || settlesAt == null ? Instant.MIN : settlesAt;
    }

    /**
     * When to destroy it again while another room has taken its place, in case it is there after all; null: no more.
     *
     * @param replacedAt when the other room took its place, where that is not remembered; null: nobody knows
     */
    @Nullable
    Instant destroyAgainAt(@Nullable Instant replacedAt, Instant now) {
        Instant since = leftAt != null ? leftAt : replacedAt;
        if (gone) {
            return null;
        }
        if (since == null) {
            return Instant.MIN;
        }
        if (destroyedAt == null) {
            return now.isBefore(since.plus(Timing.DOUBT)) ? Timing.lookAgainAt(since, since) : null;
        }
        return Timing.lookAgainAt(since, destroyedAt.isBefore(since) ? since : destroyedAt);
    }

    /**
     * When its absence is enough to let go of the resource: destroyRoom has to be answered 404 then, or later.
     *
     * @param replacedAt as above
     */
    Instant believedAt(@Nullable Instant replacedAt) {
        Instant since = leftAt != null ? leftAt : replacedAt;
        return since == null ? Instant.MIN : since.plus(Timing.LETTING_GO);
    }
}
