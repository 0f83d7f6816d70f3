package dev.hathora.operator.controller.memory;

import java.time.Instant;

import dev.hathora.operator.room.Situation;
import org.jspecify.annotations.Nullable;

/**
 * Whether a room is counted when the rooms of an application are compared; see {@link MissingRooms}.
 *
 * @param appId the application; null: the room is not counted, for example because it never existed or ended long ago
 * @param missingSince since when Hathora has answered 404 without proof that the room ended; null: it has not
 */
public record Presence(@Nullable String appId, @Nullable Instant missingSince) {
    /** The room is not counted. */
    public static final Presence NONE = new Presence(null, null);

    /**
     * Derives the presence of a room from its situation.
     *
     * @param before the previous result, which is returned again if nothing changed
     */
    public static Presence of(Situation s, Presence before) {
        if (s.claims().current() == null || !s.holdsRoom() || s.hasNoRoom()) {
            return NONE;
        }
        Presence now = new Presence(s.claims().current().appId(), s.missingSince());
        return now.equals(before) ? before : now;
    }
}
