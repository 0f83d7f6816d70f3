package dev.hathora.operator.room;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What is known about another room of the same resource, which must not run next to the claimed one: its predecessor,
 * or a successor that a previous operator claimed.
 *
 * @param gone whether its end is proved
 * @param missingAt when a look-up of it was last answered 404; null if not since it was replaced
 * @param destroyedAt when a destroyRoom for it was last answered 404; null if not since it was replaced
 * @param leftAt when a destroyRoom for it was answered 404 right before another room replaced it; null if unknown
 * @param settlesAt until when a createRoom for it may still take effect; null if none can
 */
public record OtherRoom(boolean gone, @Nullable Instant missingAt, @Nullable Instant destroyedAt,
        @Nullable Instant leftAt, @Nullable Instant settlesAt) {
    /** Nothing is known. */
    public static final OtherRoom UNKNOWN = new OtherRoom(false, null, null, null, null);

    /** Its end is proved. */
    public static final OtherRoom GONE = new OtherRoom(true, null, null, null, null);

    /** A previous operator may have sent a createRoom for it until now. */
    public static OtherRoom maybeCreated(Instant now) {
        return new OtherRoom(false, null, null, null, now.plus(Timing.SETTLING));
    }

    /** A copy after a look-up that was answered 404. */
    public OtherRoom missing(Instant now) {
        return new OtherRoom(gone, now, destroyedAt, leftAt, settlesAt);
    }

    /** A copy after a destroyRoom that found no room. */
    public OtherRoom notDestroyed(Instant now) {
        return new OtherRoom(gone, missingAt, now, leftAt == null ? now : leftAt, settlesAt);
    }

    /** A copy for a room that was not replaced. */
    public OtherRoom notReplaced() {
        return new OtherRoom(gone, missingAt, destroyedAt, null, settlesAt);
    }

    /** Whether another room may be created now. */
    boolean makesPlace(Instant now) {
        return gone || isRecent(destroyedAt, now);
    }

    /** Whether a recent look-up was answered 404. */
    boolean isMissing(Instant now) {
        return isRecent(missingAt, now);
    }

    private static boolean isRecent(@Nullable Instant at, Instant now) {
        return at != null && now.isBefore(at.plus(Timing.SAME_ANSWERER));
    }

    /** Whether it does not exist and can no longer appear. */
    boolean isOver() {
        return gone || (destroyedAt != null && (settlesAt == null || !destroyedAt.isBefore(settlesAt)));
    }

    /**
     * When to send destroyRoom, again if a createRoom may have taken effect since. Must not be called if
     * {@link #isOver} is true.
     */
    Instant destroyAt() {
        return destroyedAt == null || settlesAt == null ? Instant.MIN : settlesAt;
    }

    /**
     * When to send destroyRoom again after another room has replaced it, in case it still exists. Null if that is no
     * longer necessary.
     *
     * @param replacedAt when the other room replaced it, used if that is not remembered; null if unknown
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
     * From when on its absence is enough to release the resource: destroyRoom has to be answered 404 at that time or
     * later.
     *
     * @param replacedAt as above
     */
    Instant believedAt(@Nullable Instant replacedAt) {
        Instant since = leftAt != null ? leftAt : replacedAt;
        return since == null ? Instant.MIN : since.plus(Timing.LETTING_GO);
    }
}
