package dev.hathora.operator.room;

import java.time.Instant;

import dev.hathora.operator.cloud.CreateRoomRequest;
import org.jspecify.annotations.Nullable;

/**
 * createRoom was refused as if its id were taken, though nobody has ever sent it under that id before, and no room is to be
 * seen. Where that happens again under another id, it is the request that Hathora refuses.
 *
 * @param words what Hathora said
 * @param request what was sent
 * @param ids under how many ids in a row
 * @param times how often under the last of them; 0: not yet
 * @param at when it was refused last
 */
public record Rejection(String words, CreateRoomRequest request, int ids, int times, Instant at) {
    private static final String ADVICE = ". No room was ever seen under this id, so it is the request that Hathora refuses:"
            + " correct in spec what it names; what can't be changed there needs a new resource. It is tried again with"
            + " growing delays.";

    /** Refused once more. What was refused of another request says nothing about this one. */
    static Rejection of(@Nullable Rejection before, String words, CreateRoomRequest request, Instant now) {
        if (before == null || !before.request.equals(request)) {
            return new Rejection(words, request, 1, 1, now);
        }
        return new Rejection(words, request, before.times == 0 ? before.ids + 1 : before.ids, before.times + 1, now);
    }

    /** What status tells of the rejections that another operator met with; null: nothing. */
    static @Nullable Rejection told(String message, CreateRoomRequest request, Instant now) {
        return message.endsWith(ADVICE)
                ? new Rejection(message.substring(0, message.length() - ADVICE.length()), request, 2, 1, now)
                : null;
    }

    /** The same, where another id is to be tried. */
    Rejection underAnotherId() {
        return new Rejection(words, request, ids, 0, at);
    }

    /** Whether it can't be the id that is refused. */
    boolean isProved() {
        return ids > 1 || times > 1;
    }

    /** What to tell users. */
    String message() {
        return words + ADVICE;
    }
}
