package dev.hathora.operator.controller.memory;

import java.time.Instant;

import dev.hathora.operator.room.Situation;
import org.jspecify.annotations.Nullable;

/**
 * Whether a room counts where the rooms of an application are compared, see {@link MissingRooms}.
 *
 * @param appId the application; null: the room does not count, because it never existed, say, or has ended long ago
 * @param missingSince since when it has been answered 404 without proof that it ended; null: it is not
 */
public record Presence(@Nullable String appId, @Nullable Instant missingSince) {
    /** It does not count. */
    public static final Presence NONE = new Presence(null, null);

    /** Reads it from what is known of a resource. {@code before}: what was read last, which is kept while nothing changes. */
    public static Presence of(Situation s, Presence before) {
        if (s.claims().current() == null || !s.holdsRoom() || s.hasNoRoom()) {
            return NONE;
        }
        Presence now = new Presence(s.claims().current().appId(), s.missingSince());
        return now.equals(before) ? before : now;
    }
}
